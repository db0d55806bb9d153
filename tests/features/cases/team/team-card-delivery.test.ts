/** The team's card while its channel takes no messages: who hears what, and when it arrives. */
import { randomUUID } from "node:crypto";
import { expect, it, type TestContext } from "vitest";
import { exportRequestRows } from "../../../../src/features/cases/rows/export-rows.ts";
import { writeGroup } from "../../../../src/features/workspace/groups.ts";
import { diagnoseRows } from "../../../../src/ops/doctor/doctor.ts";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import { and, eq } from "../../../../src/storage/drizzle.ts";
import { outboxCounts } from "../../../../src/storage/queue/outbox.ts";
import {
  briefChannelKey,
  type CaseTeam,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import {
  manualClock,
  onBothEngines,
  testWorkspace,
  untilIdle,
} from "../../../harness/core-harness.ts";
import { channelRef, commandEvent } from "../../../harness/events.ts";
import { eventually } from "../../../harness/eventually.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";
import { sentence } from "../../../harness/words.ts";

const channel = "CINTAKE";
const minute = 60_000;

onBothEngines("team's card in a blocked channel", (newUrl) => {
  async function open(
    { onTestFinished }: TestContext,
    options: Parameters<typeof openCaseTeam>[1] = {},
  ) {
    const clock = manualClock();
    const url = await newUrl();
    const team = await openCaseTeam(url, { clock, ...options });
    onTestFinished(() => team.coreHarness.close());
    /** Moves the clock, polls and waits until nothing is left to do. */
    async function pass(ms = 0): Promise<void> {
      clock.move(new Date(clock.now().getTime() + ms).toISOString());
      await team.coreHarness.core.poll();
      await untilIdle(team.coreHarness.store);
    }
    return { team, url, pass };
  }

  const event = (kind: "joined" | "reopened", id = channel): InboundEvent => ({
    id: randomUUID(),
    workspace: testWorkspace,
    at: 0,
    by: { id: "lea" },
    place: channelRef(id),
    kind,
  });

  async function addPerson(
    { coreHarness: { store } }: CaseTeam,
    id: string,
    { admin }: { admin: boolean },
  ): Promise<void> {
    await store.write(async ({ db, t }) => {
      await db.insert(t.people).values({ workspace: testWorkspace, id, name: id, admin });
    });
  }
  const makeAdmin = (team: CaseTeam, id: string) => addPerson(team, id, { admin: true });

  const heardBy = ({ platform }: CaseTeam, person: string) =>
    platform.words(directMessageKey(person));
  const cardsIn = ({ platform }: CaseTeam, key = briefChannelKey) =>
    platform.words(key).flatMap((text) => /^R-\d+/.exec(text)?.[0] ?? []);
  const triesTo = ({ platform }: CaseTeam) =>
    platform.tries.filter(({ place }) => place === briefChannelKey).length;
  const blocked = async ({ coreHarness: { store } }: CaseTeam) =>
    (await outboxCounts(store.read)).blocked;

  it("is not claimed to be with the team, and arrives once after a join", async (context) => {
    const { team, pass } = await open(context);
    await makeAdmin(team, "anna");
    team.platform.close(channel);
    for (const person of ["maria", "tom", "ines"]) await team.asks(person);
    expect(heardBy(team, "maria").at(-1)).toBe(
      sentence("life.unreached", { number: 1, who: "@anna" }),
    );
    expect(heardBy(team, "maria")).toHaveLength(2);
    await team.accept(commandEvent({ by: { id: "maria" } }, "request", "R-1"));
    expect(heardBy(team, "maria").at(-1)).toContain(sentence("requests.status.waits_for_channel"));
    const history = sentence("where.step.status.new.waits");
    expect(heardBy(team, "maria").at(-1)).toContain(history);
    expect(heardBy(team, "tom")[0]).not.toContain(sentence("requests.logged.service"));
    expect(await blocked(team)).toBe(3);
    expect(cardsIn(team)).toEqual([]);
    team.platform.open(channel);
    await team.accept(event("joined"));
    await pass();
    expect(cardsIn(team)).toEqual(["R-1", "R-2", "R-3"]);
    expect(heardBy(team, "maria").at(-1)).toBe(sentence("life.reached", { number: 1 }));
    expect(await blocked(team)).toBe(0);
    await pass(24 * 60 * minute);
    expect(cardsIn(team)).toEqual(["R-1", "R-2", "R-3"]);
  });

  it("is reported once to an admin, with the reason and what to do", async (context) => {
    const { team, pass } = await open(context);
    await makeAdmin(team, "anna");
    team.platform.close(channel, "restricted");
    await team.asks("maria");
    await team.asks("tom");
    for (let times = 0; times < 5; times++) await pass(60 * minute);
    const place = sentence("organisation.blocked.brief_channel");
    expect(heardBy(team, "anna")).toEqual([
      `${sentence("organisation.blocked.restricted", { channel: place, count: 1 })}\n` +
        sentence("organisation.blocked.restricted.how"),
    ]);
  });

  it("is reported to the group's lead where no admin is known", async (context) => {
    const { team, pass } = await open(context);
    const group = { id: "g1", name: "Field sales", advocate: { id: "lea" } };
    await team.coreHarness.store.write(async (w) => {
      await writeGroup(w, testWorkspace, { ...group, source: { kind: "list" } }, new Date(0));
      await w.db
        .insert(w.t.members)
        .values({ workspace: testWorkspace, group: "g1", person: "maria" });
    });
    team.platform.close(channel, "removed");
    await team.asks("maria");
    await eventually(() => {
      expect(heardBy(team, "lea").join()).toContain(
        sentence("organisation.blocked.never_added.how"),
      );
      expect(heardBy(team, "maria").at(-1)).toBe(
        sentence("life.unreached", { number: 1, who: "@lea" }),
      );
    });
    await team.asks("tom");
    await pass();
    await eventually(() =>
      expect(heardBy(team, "tom").at(-1)).toBe(sentence("life.unreached.nobody", { number: 2 })),
    );
  });

  it("is reported to the platform's admins, whom nobody named", async (context) => {
    const platform = createMemoryPlatform();
    const adapter = {
      ...platform.adapter(),
      isAdmin: async (_: string, id: string) => id === "tom",
    };
    const { team, pass } = await open(context, { platform, adapter });
    await addPerson(team, "tom", { admin: false });
    platform.close(channel, "removed");
    await team.asks("maria");
    await eventually(() =>
      expect(heardBy(team, "maria").at(-1)).toBe(
        sentence("life.unreached", { number: 1, who: "@tom" }),
      ),
    );
    for (let times = 0; times < 3; times++) await pass(60 * minute);
    const told = () =>
      heardBy(team, "tom").filter((text) =>
        text.includes(sentence("organisation.blocked.never_added.how")),
      );
    await eventually(() => expect(told()).toHaveLength(1));
  });

  it("is reported to the person who installed the app where nobody else is known", async (context) => {
    const { team } = await open(context);
    await team.accept({ ...event("joined"), kind: "joined", isInstalled: true, address: channel });
    team.platform.close(channel, "removed");
    await team.asks("maria");
    await eventually(() =>
      expect(heardBy(team, "lea").join()).toContain(sentence("organisation.blocked.removed.how")),
    );
  });

  it("is tried again after growing pauses, one message of the place at a time", async (context) => {
    const { team, pass } = await open(context);
    team.platform.close(channel);
    await team.asks("maria");
    await team.asks("tom");
    await pass();
    const pauses: number[] = [];
    for (let tries = triesTo(team), waited = 0; pauses.length < 5; ) {
      await pass(minute);
      waited++;
      if (triesTo(team) === tries) continue;
      expect(triesTo(team)).toBe(tries + 1);
      tries = triesTo(team);
      pauses.push(waited);
      waited = 0;
    }
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses.at(-1)).toBeGreaterThan(7);
    team.platform.open(channel);
    await pass(60 * minute);
    expect(cardsIn(team)).toEqual(["R-1", "R-2"]);
  });

  it("is followed at once by the others once one arrived, oldest first", async (context) => {
    const { team, pass } = await open(context);
    team.platform.close(channel);
    await team.asks("maria");
    await pass(8 * 60 * minute);
    await team.asks("tom");
    for (let times = 0; times < 3; times++) await pass(minute);
    team.platform.open(channel);
    for (let times = 0; times < 12 && cardsIn(team).length === 0; times++) await pass(minute);
    await pass();
    expect(cardsIn(team)).toEqual(["R-1", "R-2"]);
  });

  it("is tried again at once after an unarchive, a start, and with the next brief", async (context) => {
    const { team, pass } = await open(context);
    const arrives = async (request: string, reopen: () => Promise<unknown>) => {
      team.platform.close(channel);
      await team.asks(`asker of ${request}`);
      expect(cardsIn(team)).not.toContain(request);
      team.platform.open(channel);
      await reopen();
      await pass();
      expect(cardsIn(team)).toContain(request);
    };
    await arrives("R-1", () => team.accept(event("reopened", "CGENERAL")));
    await arrives("R-2", () => team.restart());
    await arrives("R-3", () => team.asks("tom"));
    expect(cardsIn(team)).toEqual(["R-1", "R-2", "R-3", "R-4"]);
  });

  it("arrives with what was added meanwhile, and with its notes", async (context) => {
    const { team, pass } = await open(context);
    team.platform.close(channel);
    const request = await team.asks("maria");
    await team.presses("maria", sentence("requests.button.no_request"), directMessageKey("maria"));
    team.platform.open(channel);
    await team.accept(event("joined"));
    await pass();
    const [card] = team.platform.said.filter(({ place }) => place === briefChannelKey);
    expect(card?.words.toLowerCase()).toContain(sentence("requests.status.not_a_request"));
    const { db, t } = team.coreHarness.store.read;
    const rows = await db
      .select({ state: t.outbox.state })
      .from(t.outbox)
      .where(and(eq(t.outbox.request, request), eq(t.outbox.conversation, "slack/dm/maria")));
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["sent"]));
  });

  it("is posted once more when it cannot be changed any more", async (context) => {
    const { team } = await open(context);
    await team.asks("maria");
    const gone = { kind: "refused", code: "message_not_found", gone: true } as const;
    team.platform.fail({ outcome: gone }, ({ place }) => place === briefChannelKey);
    await team.presses("lea", sentence("life.button.take"), briefChannelKey);
    const cards = team.platform.said.filter(({ place }) => place === briefChannelKey);
    expect(cards).toHaveLength(2);
    expect(cards[1]?.words).toContain("@lea");
    await team.presses("lea", sentence("life.button.more"), briefChannelKey);
    expect(team.platform.said.filter(({ place }) => place === briefChannelKey)).toHaveLength(2);
  });

  it("goes to the new channel when another one is set", async (context) => {
    const { team, url } = await open(context);
    team.platform.close(channel);
    await team.asks("maria");
    await team.coreHarness.close();
    const later = await openCaseTeam(url, {
      platform: team.platform,
      team: channelRef("CNEW"),
    });
    context.onTestFinished(() => later.coreHarness.close());
    await later.coreHarness.core.poll();
    await untilIdle(later.coreHarness.store);
    expect(cardsIn(later, "slack/channel/CNEW")).toEqual(["R-1"]);
    expect(await blocked(later)).toBe(0);
  });

  it("is named as failed by the ledger and the doctor", async (context) => {
    const { team, url } = await open(context);
    team.platform.close(channel);
    await team.asks("maria");
    const rows = exportRequestRows(team.coreHarness.store.read, testWorkspace);
    expect((await rows.next()).value).toMatchObject({ waits_for_channel: true });
    const findings = await diagnoseRows(url);
    expect(findings).toMatchObject([{ state: "broken", what: expect.stringContaining(channel) }]);
  });

  it("is not the only message that waits: a retrospective's facilitator hears too", async (context) => {
    const { team, pass } = await open(context);
    const from = { by: { id: "maria" }, place: channelRef("CRETRO") };
    await team.accept(commandEvent(from, "retro", "start sailboat"));
    team.platform.close("CRETRO");
    await team.accept(commandEvent(from, "retro", "next"));
    await pass();
    expect(heardBy(team, "maria").join("\n")).toContain(
      sentence("organisation.blocked.archived.how"),
    );
  });
});
