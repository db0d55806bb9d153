/** Each activity is parsed once. */

import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { featureCommands } from "../../../../src/app/registry.ts";
import type { Core } from "../../../../src/platform/adapter.ts";
import { Activity } from "../../../../src/platforms/teams/inbound/activity.ts";
import { toTeamsInboundEvents } from "../../../../src/platforms/teams/inbound/to-inbound-events.ts";
import { standInCore } from "../../../harness/stand-in-core.ts";
import { fakeTeams } from "../../../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../../../harness/teams/teams-harness.ts";

const replay = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../replay/teams/${name}.json`, import.meta.url), "utf8"));

describe("Teams adapter", () => {
  it("parses each activity once", async () => {
    const { teams, endpoint, close } = await openTeamsHarness();
    const platform = await fakeTeams(endpoint);
    const ingest = vi.fn<Core["ingest"]>(async () => {});
    await teams.start(
      standInCore({
        ingest,
      }),
    );
    await platform.dm("Maria", "We need Salesforce");
    const place = ingest.mock.lastCall![0][0]!;
    const sent = await teams.send({
      ...{ id: "1", workspace: place.workspace, place: place.place, address: place.address! },
      ...{ kind: "post" },
      card: [{ kind: "buttons", buttons: [{ label: "Skip", press: "skip:17" }] }],
    });
    expect(sent).toMatchObject({ kind: "sent" });
    const parse = vi.spyOn(Activity, "safeParse");
    for (const bring of [
      () => platform.dm("Maria", "hello"),
      () => platform.press(platform.posts()[0]!, "Skip", "Maria"),
    ]) {
      vi.clearAllMocks();
      await bring();
      expect(ingest).toHaveBeenCalledOnce();
      expect(parse).toHaveBeenCalledOnce();
    }
    parse.mockRestore();
    await teams.stop();
    await platform.close();
    await close();
  });
});

describe("activity", () => {
  it.each(["press", "form-sent", "form-sent-choices"])(
    "has the data of its button or form read once: %s",
    (name) => {
      const activity = replay(name);
      const { data } = activity.value.action ?? activity.value;
      const { press } = data.entwine;
      let reads = 0;
      Object.defineProperty(data.entwine, "press", {
        enumerable: true,
        get() {
          reads++;
          return press;
        },
      });
      expect(
        toTeamsInboundEvents(Activity.parse(activity), { at: 0, commands: featureCommands }),
      ).toHaveLength(1);
      expect(reads).toBe(1);
    },
  );
});
