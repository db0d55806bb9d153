/** The date by which words such as "tomorrow" are read: the author's, in their own time zone. */
import { expect, it, onTestFinished } from "vitest";
import {
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  untilIdle,
} from "../harness/core-harness.ts";
import { messageEvent, testWorkspace } from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";

onBothEngines("author's date of a message", (newUrl) => {
  it("uses the platform's time zone, else the stored one, else the workspace's", async () => {
    const dates: (string | undefined)[] = [];
    const scripted = scriptedJudge();
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: createMemoryPlatform().adapter(),
      judge: {
        read: (ask) => {
          dates.push(ask.today);
          return scripted.read(ask);
        },
      },
    });
    onTestFinished(() => harness.close());
    const { core, store } = harness;
    await store.write(async ({ db, t }) => {
      const settings = { zone: "America/Los_Angeles" };
      await db
        .insert(t.workspaces)
        .values({ id: testWorkspace, createdAt: new Date(0), settings })
        .onConflictDoUpdate({ target: t.workspaces.id, set: { settings } });
      await db
        .insert(t.people)
        .values({ workspace: testWorkspace, id: "kim", zone: "Australia/Sydney" });
    });
    const dateFor = async (id: string, at: string, zone?: string) => {
      dates.length = 0;
      await core.ingest([messageEvent({ by: { id }, at: Date.parse(at), zone }, "We need a tool")]);
      await untilIdle(store);
      return dates[0];
    };
    expect(await dateFor("ana", "2026-03-31T21:30:00Z", "Australia/Sydney")).toBe("2026-04-01");
    expect(await dateFor("kim", "2026-03-31T21:30:00Z")).toBe("2026-04-01");
    expect(await dateFor("lou", "2026-04-01T01:00:00Z")).toBe("2026-03-31");
    expect(await dateFor("bo", "2026-03-31T22:30:00Z", "W. Europe Standard Time")).toBe(
      "2026-04-01",
    );
  });
});
