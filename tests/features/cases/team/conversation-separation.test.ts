/** Replies to requesters and notes of the team are never mixed. */

import { randomUUID } from "node:crypto";
import { describe, expect, it, type TestContext } from "vitest";
import type { ConversationRef } from "../../../../src/platform/conversation-ref.ts";
import {
  briefChannelKey,
  type CaseTeam,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import {
  messageEvent,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  testWorkspace,
  untilIdle,
} from "../../../harness/core-harness.ts";
import { eventually } from "../../../harness/eventually.ts";
import { sentence } from "../../../harness/words.ts";

const channel: ConversationRef = { platform: "slack", kind: "channel", id: "CINTAKE" };

onBothEngines("thread of the team", (newUrl) => {
  async function open({ onTestFinished }: TestContext): Promise<CaseTeam> {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    return team;
  }

  describe.concurrent("with a database each", () => {
    it("opens no request by a mention, and stores nothing not addressed to the bot", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      const place = { ...channel, thread: (await t.card(request)).message };
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      const before = t.platform.words(directMessageKey("maria"));
      await t.says("lea", "We need Salesforce, of all things", { place });
      expect((await t.notes(request)).at(-1)).toBe(
        sentence("life.team_only", { requester: "@maria" }),
      );
      await t.says("tom", "We need a key, she says", {
        place,
        addressed: false,
        message: "overheard",
      });
      await t.accept({
        id: randomUUID(),
        workspace: testWorkspace,
        at: 0,
        by: { id: "tom" },
        place,
        kind: "pointed",
        message: "x",
        author: { id: "tom" },
        text: ["We need a key"],
      });
      expect((await t.rows()).map(({ status }) => status)).toEqual(["new"]);
      expect(t.platform.words(directMessageKey("maria"))).toEqual(before);
      const { db, t: tables } = t.coreHarness.store.read;
      const kept = JSON.stringify([
        await db.select().from(tables.inbox),
        await db.select().from(tables.conversations),
        await db.select().from(tables.historyEntries),
      ]);
      for (const words of ["of all things", "she says", "overheard"])
        expect(kept).not.toContain(words);
      await t.says("maria", "Those in the north");
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: Those in the north");
    });

    it("is the only place where the team's buttons and forms work", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      const press = t.press("tom", "I’ll take it", briefChannelKey);
      const elsewhere: ConversationRef = { platform: "slack", kind: "channel", id: "C1" };
      await t.accept({ ...press, place: elsewhere });
      await t.accept({ ...press, id: "more", press: `more/${request}`, place: elsewhere });
      const form = {
        workspace: testWorkspace,
        at: 0,
        by: { id: "tom" },
        kind: "submitted",
        form: `act/${request}/decline`,
        values: { text: "no", alternative: "A list" },
      } as const;
      await t.accept({
        ...form,
        id: "form",
        place: { platform: "slack", kind: "personal", id: "tom" },
      });
      expect([await t.status(request), await t.steps(request)]).toEqual(["new", []]);
      expect([...t.platform.words("slack/channel/C1"), t.heard("tom")]).toEqual(
        Array(3).fill(sentence("life.refused.not_team")),
      );
    });

    it("receives a note that comes before the card has arrived", async (context) => {
      const t = await open(context);
      t.platform.fail(
        { outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 300 } },
        ({ place }) => place === briefChannelKey,
      );
      const { core, store } = t.coreHarness;
      await core.ingest([messageEvent("maria", "We need a key to the workshop")]);
      await eventually(async () =>
        expect((await t.rows()).map(({ status }) => status)).toEqual(["new"]),
      );
      const request = await t.newest();
      await core.ingest([
        {
          id: randomUUID(),
          workspace: testWorkspace,
          at: 0,
          by: { id: "maria" },
          place: { platform: "slack", kind: "personal", id: "maria" },
          kind: "press",
          press: `no_request/${request}`,
        },
      ]);
      await untilIdle(store);
      expect(await t.notes(request)).toEqual([
        sentence("life.team.dismiss", { by: "@maria", number: 1 }),
      ]);
    });
  });
});

onBothEngines("two replicas", (newUrl) => {
  it("tell the second of two people who take a request who was first", async ({
    onTestFinished,
  }) => {
    const url = await newUrl();
    const t = await openCaseTeam(url);
    const other = await openCoreHarness({
      url,
      adapter: t.platform.adapter(),
      clock: t.clock,
      judge: scriptedJudge(),
      beside: t.coreHarness,
    });
    onTestFinished(async () => {
      await other.close();
      await t.close();
    });
    const request = await t.brings("maria");
    const [lea, tom] = [
      t.press("lea", "I’ll take it", briefChannelKey),
      t.press("tom", "I’ll take it", briefChannelKey),
    ];
    await Promise.all([t.coreHarness.core.ingest([lea]), other.core.ingest([tom])]);
    await untilIdle(t.coreHarness.store);
    const { owner } = (await t.rows())[0]!;
    expect(["lea", "tom"]).toContain(owner);
    expect(await t.notes(request)).toEqual([
      `@${owner} was first and has had R-1 since Mar 2, 2027.`,
    ]);
    expect(
      t.platform
        .words(directMessageKey("maria"))
        .filter((words) => words.includes("has taken R-1")),
    ).toEqual([`@${owner} has taken R-1.`]);
  });
});
