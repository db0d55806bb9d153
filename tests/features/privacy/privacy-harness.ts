/**
 * Workspace in which one person has data everywhere, among others whose data must stay unchanged.
 */
import { openFeatures } from "../../../src/app/registry.ts";
import { type ConversationRef, conversationKey } from "../../../src/platform/conversation-ref.ts";
import type { Store } from "../../../src/storage/store.ts";
import { openCaseTeam } from "../../harness/case-team.ts";
import { commandEvent, deletedEvent, messageEvent, testWorkspace } from "../../harness/events.ts";
import { noon } from "../../harness/storage/sample-rows.ts";
import { words } from "../../harness/words.ts";

interface Somebody {
  id: string;
  name: string;
}

/** The person who is erased; nobody else has this name. */
export const maria: Somebody = { id: "U0MARIA77", name: "Maria Sundgren" };
export const tom: Somebody = { id: "U0TOM4455", name: "Tom Okafor" };
export const lea: Somebody = { id: "U0LEA1234", name: "Lea Brandt" };

export const mariaTraces = new RegExp(`${maria.id}|Maria|Sundgren`);
/** Occurs in each of her texts, and in no one else's. */
export const mariaMarker = "quagga";

export const directMessages = ({ id }: Somebody): ConversationRef => ({
  platform: "slack",
  kind: "personal",
  id,
});
export const channelThread: ConversationRef = {
  platform: "slack",
  kind: "channel",
  id: "C0SALES99",
  thread: "1700000001.000100",
};
const retro: ConversationRef = { platform: "slack", kind: "channel", id: "C0RETRO01" };

export type PrivacyHarness = Awaited<ReturnType<typeof openPrivacyHarness>>;

/** @param erasing - What an erasure does outside of the database. */
export async function openPrivacyHarness(
  url: string,
  erasing: Partial<Parameters<typeof openFeatures>[0]> = {},
) {
  const team = await openCaseTeam(url, {
    features: openFeatures({ secrets: ["a secret of the tests"], ...erasing }),
  });
  const from = (by: Somebody, place: ConversationRef = directMessages(by)) => ({
    at: team.clock.now().getTime(),
    by,
    place,
    zone: "Europe/Berlin",
    address: { reached: place.id, by: by.id, called: by.name },
  });
  const life = {
    team,
    /** Sends a person's message; returns the platform's id of it. */
    async says(
      by: Somebody,
      text: string | ({ person: string; name: string } | string)[],
      place?: ConversationRef,
    ): Promise<string> {
      const event = messageEvent(from(by, place), text);
      await team.accept(event);
      return event.message;
    },
    deletes: (by: Somebody, message: string) => team.accept(deletedEvent(from(by), message)),
    types: (
      by: Somebody,
      command: "request" | "check" | "retro" | "entwine",
      text: string,
      here?: ConversationRef,
    ) => team.accept(commandEvent(from(by), command, text, { here })),
    presses: (
      by: Somebody,
      label: string,
      place: ConversationRef = directMessages(by),
      values?: Record<string, string>,
    ) => team.presses(by.id, label, conversationKey(place), values),
    /** Returns the last message that a person received. */
    heard: ({ id }: Somebody) => team.heard(id),
    /** Advances the clock by some seconds. */
    async later(seconds: number): Promise<void> {
      await team.until(new Date(team.clock.now().getTime() + seconds * 1_000).toISOString());
    },
    /** Requests her erasure in chat, and waits until it is done. */
    async erases(scope: "name" | "words"): Promise<void> {
      await life.types(maria, "entwine", "privacy");
      await life.presses(maria, words.plain("privacy.button.erase"));
      await life.presses(
        maria,
        scope === "name" ? words.plain("privacy.button.name") : words.plain("privacy.button.words"),
      );
      await life.later(3);
      await life.later(1);
    },
    async close(): Promise<void> {
      await team.close();
    },
  };
  return life;
}

const wish = (kind: string): string[] => [
  `We need a ${kind} register for the field team`,
  `the ${kind} herd wanders off and nobody sees where it went. By evening it is gone`,
  `the farmers would find every ${kind} within the hour`,
  "Petra",
  `the counts of the ${kind} match in the same call`,
  "yes",
];

/** Does everything that creates rows; returns the ids of her request and Tom's. */
export async function fillEveryTable(life: PrivacyHarness): Promise<{ own: string; toms: string }> {
  const { team, says, types, presses } = life;
  await says(lea, "hello");
  for (const text of wish(mariaMarker)) await says(maria, text);
  const own = await team.newest();
  const toms = wish("tapir");
  for (const text of toms.slice(0, 2)) await says(tom, text);
  await says(tom, [
    "ask ",
    { person: maria.id, name: maria.name },
    ", she knows the farmers; Maria Sundgren told us so",
  ]);
  for (const text of toms.slice(3)) await says(tom, text);
  const his = await team.newest();
  // A cancelled request, and a thread in a channel in which another person answers.
  await life.deletes(
    maria,
    await says(maria, `We need a second ${mariaMarker} register, forget it`),
  );
  await says(maria, `We need a map of every ${mariaMarker} trail there is`, channelThread);
  await says(tom, "They get lost between the trails and come home late", channelThread);
  // The team handles them: she takes Tom's, Lea takes hers.
  await team.does(maria.id, his, words.plain("life.button.take"));
  await team.does(maria.id, his, "Ask", { text: `Is it about the ${mariaMarker} as well?` });
  await team.does(lea.id, own, words.plain("life.button.take"));
  await team.does(lea.id, own, "Ask", { text: "Which herd is it about?" });
  await says(maria, `the ${mariaMarker} herd in the north, says Tom Okafor`);
  // The daily check, with words for the retrospective.
  await types(maria, "check", "on");
  await types(tom, "check", "on");
  await types(maria, "check", "now");
  await presses(maria, words.plain("check.button.unsure"));
  await says(maria, `counting each ${mariaMarker} by hand. I will ask who reads it`);
  await types(maria, "entwine", "language en");
  await boards(life);
  await rest(life, own, his);
  return { own, toms: his };
}

/** A finished retrospective, and one before its reveal. */
async function boards({ types, presses, team }: PrivacyHarness): Promise<void> {
  await types(maria, "retro", "start sailboat choice", retro);
  for (const one of [maria, tom, lea]) await presses(one, words.plain("retro.button.join"), retro);
  await presses(maria, words.plain("retro.button.write"), retro, {
    "column.wind": `${mariaMarker} stripes made the sprint shine`,
    signed: "yes",
  });
  await presses(tom, words.plain("retro.button.write"), retro, {
    "column.anchor": "the map was old",
    signed: "yes",
  });
  await presses(maria, words.plain("retro.button.reveal"), retro);
  await presses(maria, words.plain("retro.button.vote.start"), retro);
  await presses(maria, words.plain("retro.button.discuss.start"), retro);
  await presses(maria, words.plain("retro.button.decide.start"), retro);
  await presses(maria, words.plain("retro.button.propose"), retro, {
    text: "Maria Sundgren draws the map anew",
    owner: maria.id,
    due: "2027-03-19",
  });
  await presses(maria, words.plain("retro.button.keep"), retro);
  await presses(maria, words.plain("retro.button.close"), retro);
  const other: ConversationRef = { ...retro, id: "C0RETRO02" };
  await types(tom, "retro", "start sailboat anonymous", other);
  for (const one of [maria, tom]) await presses(one, words.plain("retro.button.join"), other);
  await presses(maria, words.plain("retro.button.write"), other, {
    "column.wind": `what a ${mariaMarker} hides`,
  });
  await presses(tom, words.plain("retro.button.write"), other, {
    "column.wind": "what a tapir hides",
  });
  await team.coreHarness.core.settled();
}

/** Another workspace, in which a person has the same id and name. */
export const otherWorkspace = "slack:T2";

export async function fillOtherWorkspace({ team }: PrivacyHarness): Promise<void> {
  await team.coreHarness.store.write(async ({ db, t }) => {
    const place = directMessages(maria);
    const key = conversationKey(place);
    await db.insert(t.workspaces).values({ id: otherWorkspace, createdAt: noon });
    await db.insert(t.people).values({ workspace: otherWorkspace, ...maria });
    await db.insert(t.addresses).values({ workspace: otherWorkspace, key, place, updatedAt: noon });
    await db.insert(t.conversations).values({
      workspace: otherWorkspace,
      key,
      place,
      state: { interview: { interviews: [] } },
      updatedAt: noon,
    });
    await db.insert(t.requests).values({
      ...{
        id: "r-elsewhere",
        workspace: otherWorkspace,
        number: 1,
        conversation: key,
        place,
        requester: maria.id,
        raisedBy: maria.id,
        status: "asking",
      },
      ...{
        text: [`We need a ${mariaMarker} register for the field team`],
        createdAt: noon,
        updatedAt: noon,
      },
    });
    await db.insert(t.outbox).values({
      id: "o-elsewhere",
      workspace: otherWorkspace,
      conversation: key,
      kind: "post",
      place,
      card: [],
      state: "sent",
      queuedAt: noon,
    });
    await db
      .insert(t.checks)
      .values({ workspace: otherWorkspace, person: maria.id, date: "2027-03-01" });
  });
}

/** What normally takes weeks, or an admin. */
async function rest({ team }: PrivacyHarness, own: string, toms: string): Promise<void> {
  await team.coreHarness.store.write(async ({ db, t }) => {
    await db.insert(t.groups).values({
      id: "g1",
      workspace: testWorkspace,
      name: "Field sales",
      advocate: maria.id,
      strategy: [`ask ${maria.name}`],
      source: { kind: "list" },
      createdAt: noon,
    });
    await db
      .insert(t.members)
      .values(
        [maria, tom].map(({ id }) => ({ workspace: testWorkspace, group: "g1", person: id })),
      );
    await db.insert(t.chains).values({
      workspace: testWorkspace,
      group: "g1",
      links: ["Field sales", "the farmers"],
      by: maria.id,
      at: noon,
    });
    await db.insert(t.daysOff).values({
      workspace: testWorkspace,
      date: "2027-04-01",
      name: "Founders' day",
      by: maria.id,
    });
    await db.insert(t.auditEntries).values([
      {
        id: "c1",
        workspace: testWorkspace,
        what: "admins",
        before: [],
        after: [maria.id],
        by: "entwine",
        at: noon,
      },
      {
        id: "c2",
        workspace: testWorkspace,
        what: "capacity",
        before: 1,
        after: 2,
        by: maria.id,
        at: noon,
        why: [`two fit one ${mariaMarker}`],
      },
    ]);
    await db.insert(t.pictures).values({
      workspace: testWorkspace,
      group: "everyone",
      from: "2027-02-22",
      weeks: 1,
      people: [maria.id, tom.id, lea.id, "U1", "U2"],
      crowd: 5,
      glad: { percent: 80 },
    });
    await db.insert(t.introductions).values({
      id: "i1",
      workspace: testWorkspace,
      request: own,
      other: toms,
      state: "asked",
      at: noon,
    });
    await db.insert(t.tradeOffs).values({
      id: "t1",
      workspace: testWorkspace,
      first: own,
      words: [`the old ${mariaMarker} list`],
      side: "requester",
      by: maria.id,
      at: noon,
    });
    await db.insert(t.signIns).values({
      hash: "h1",
      workspace: testWorkspace,
      person: maria.id,
      kind: "session",
      expiresAt: noon,
    });
    await db.insert(t.installations).values({
      workspace: testWorkspace,
      platform: "slack",
      bot: "UBOT",
      scopes: [],
      installedBy: maria.id,
      installedAt: noon,
    });
    await db.update(t.workspaces).set({
      settings: {
        approvals: {
          change: { people: [maria.id, lea.id], all: true },
          advice: { people: [maria.id], all: false },
        },
      },
    });
    await db.insert(t.retroSeries).values({
      ...{
        id: "s1",
        workspace: testWorkspace,
        place: retro,
        home: conversationKey(retro),
        conversation: conversationKey(retro),
        template: "sailboat",
        naming: "named",
        weeks: 2,
        weekday: 3,
      },
      ...{
        time: "14:00",
        zone: "UTC",
        anchor: "2027-03-03",
        nextAt: noon,
        rota: [tom.id, maria.id, lea.id],
        by: maria.id,
      },
    });
  });
}

/** Returns every row of every table, as text. */
export async function allRows({
  read: { db, t },
}: Store): Promise<{ table: string; row: string }[]> {
  const all = await Promise.all(
    Object.entries(t).map(async ([table, columns]) =>
      (await db.select().from(columns)).map((row) => ({ table, row: JSON.stringify(row) })),
    ),
  );
  return all.flat();
}

export const rowsWithTraces = async (store: Store, sought = mariaTraces): Promise<string[]> =>
  (await allRows(store))
    .filter(({ row }) => sought.test(row))
    .map(({ table, row }) => `${table} ${row}`);
