/**
 * Permissions on requests: each role tries each verb by button, form and words. Nothing changes or
 * is shown without permission.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { caseActionTypes } from "../../src/features/cases/lifecycle/case.ts";
import type { InterviewConversation } from "../../src/features/interview/model/interview-state.ts";
import { loadWords } from "../../src/lib/i18n.ts";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import type { Tables } from "../../src/storage/schema.ts";
import { requestReading } from "../features/interview/interview-driver.ts";
import { type CaseTeam, openCaseTeam } from "../harness/case-team.ts";
import { onBothEngines, scriptedJudge, untilIdle, wishMessages } from "../harness/core-harness.ts";
import {
  channelRef,
  commandEvent,
  directMessages,
  messageEvent,
  pressEvent,
  submittedEvent,
  testWorkspace,
} from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";

vi.setConfig({ testTimeout: 120_000 });

const words = loadWords("en");
const said = (...of: Parameters<typeof words>): string => toPlainText(words(...of));
const thread = (id: string): ConversationRef => ({ ...channelRef(id), thread: "1" });
const intake = channelRef("CINTAKE");

const controls = {
  cancel: "cancel",
  skip: "skip",
  later: "later",
  back: "back",
  person: "person",
  "all at once": "all_at_once",
} as const;
/** Returns a judge that knows the commands of a conversation and claims of priority. */
const judge = () => {
  const usual = scriptedJudge();
  return {
    read: async (ask: Parameters<typeof usual.read>[0]) => {
      const control = controls[ask.text as keyof typeof controls];
      const readings = await usual.read(ask);
      return {
        ...readings,
        ...(control && { control: { label: control, confidence: 1 } }),
        ...(readings.request?.isRequest.label && {
          request: requestReading("new_solution", { priority: ask.text.includes("first") }),
        }),
      };
    },
  };
};

/** Tables that change with each event, whatever its effect. */
const changedByAnything: ReadonlySet<string> = new Set<keyof Tables>([
  "inbox",
  "outbox",
  "conversations",
  "people",
  "addresses",
  "replicas",
  "workspaces",
]);

/** The requests under test; that of `lead` has paul's merged into it. */
type Kind = "open" | "private" | "openTalk" | "privateTalk";
const home: Record<Kind, ConversationRef> = {
  open: thread("COPEN"),
  private: thread("CPRIVATE"),
  openTalk: thread("COPENTALK"),
  privateTalk: thread("CPRIVATETALK"),
};

type Role =
  | "requester"
  | "joined"
  | "owner"
  | "team"
  | "approver"
  | "admin"
  | "colleague"
  | "in the thread"
  | "elsewhere"
  | "another workspace";
const actors: Record<
  Role,
  (kind: Kind) => { person: string; place: ConversationRef; workspace?: string }
> = {
  requester: () => ({ person: "maria", place: directMessages("maria") }),
  joined: () => ({ person: "paul", place: directMessages("paul") }),
  owner: () => ({ person: "lea", place: directMessages("lea") }),
  team: () => ({ person: "tom", place: intake }),
  approver: () => ({ person: "ann", place: directMessages("ann") }),
  admin: () => ({ person: "ada", place: directMessages("ada") }),
  colleague: () => ({ person: "mallory", place: directMessages("mallory") }),
  "in the thread": (kind) => ({ person: "mallory", place: home[kind] }),
  elsewhere: () => ({ person: "mallory", place: thread("CELSEWHERE") }),
  "another workspace": (kind) => ({
    person: "maria",
    place: home[kind],
    workspace: "slack:T0OTHER",
  }),
};

const teams =
  "take release assign ask propose decline postpone reactivate merge unmerge set_stream set_service confirm_service mark_as_fault wait_for deliver reopen more".split(
    " ",
  );
const requesters = "accept object withdraw dismiss restore seclude disclose".split(" ");
const shared = "answer ask_for_person outcome evidence".split(" ");
const approvers = "approve please_change".split(" ");
const answers = "why choose kind".split(" ");
/** Verbs that apply only in the conversation's own thread. */
const interviews =
  "skip waits again heard replace back later resume cancel no_request broken right change form answers another solved own_way remind as_answer as_new".split(
    " ",
  );
const verbs = [
  ...new Set([
    ...teams,
    ...requesters,
    ...shared,
    ...approvers,
    ...answers,
    ...interviews,
    ...caseActionTypes,
  ]),
];

/**
 * Returns whether a role may do a verb, beside looking. A requester continues an interview in its
 * own place, which is tested with the dialogue.
 */
function isTheirs(role: Role, verb: string, kind: Kind): boolean {
  switch (role) {
    case "team":
      return teams.includes(verb);
    case "requester":
      return [...requesters, ...shared].includes(verb);
    case "joined":
      return shared.includes(verb) && !kind.endsWith("Talk");
    case "approver":
      return approvers.includes(verb) && !kind.endsWith("Talk");
    case "in the thread":
      return (
        (kind === "open" && verb === "answer") ||
        (kind.startsWith("open") && answers.includes(verb))
      );
    default:
      return false;
  }
}

const second: Record<string, string> = {
  choose: "customer/nobody_outside",
  kind: "change",
  waits: "other",
  skip: "customer",
  why: "customer",
  again: "need",
  heard: "need",
  replace: "need",
};
const isAct = (verb: string): boolean => (caseActionTypes as readonly string[]).includes(verb);
const pressesOf = (verb: string, request: string): string[] => [
  ...(isAct(verb) ? [`act/${request}/${verb}${verb === "outcome" ? "/yes" : ""}`] : []),
  ...(isAct(verb) && verb !== "person" && verb !== "restore"
    ? []
    : [[verb, request, second[verb]].filter(Boolean).join("/")]),
];
const formsOf = (verb: string, request: string): string[] =>
  isAct(verb) ? [`act/${request}/${verb}`] : verb === "form" ? [`all/${request}`] : [];
/**
 * Words about an open interview reach it only in its own thread; the team's verbs reach only a
 * request the team has. Each of the others is tried once.
 */
const triedOn = (kind: Kind, role: Role, verb: string): boolean =>
  ["take", "answer", "withdraw", "cancel", "form", "seclude"].includes(verb) ||
  (kind.endsWith("Talk")
    ? !isAct(verb)
    : isAct(verb) || verb === "more" || role === "in the thread");

onBothEngines("permissions on a request", (newUrl) => {
  let t: CaseTeam;
  let requests: Record<Kind, string>;
  let other: string;
  /** Words that occur only in private requests. */
  const secrets = /hush-hush|vault/i;

  beforeAll(async () => {
    const platform = createMemoryPlatform();
    const adapter = {
      ...platform.adapter(),
      isAdmin: async (_: string, person: string) => person === "ada",
    };
    t = await openCaseTeam(await newUrl(), { platform, adapter, judge: judge() });
    const begins = async (
      person: string,
      place: ConversationRef,
      said: readonly string[],
    ): Promise<string> => {
      for (const text of said) await t.says(person, text, { place });
      return t.newest();
    };
    const private_ = [
      "We need a hush-hush tool",
      "The vault jams whenever the auditors come",
      ...wishMessages.slice(2),
    ];
    const open = await begins("maria", home.open, wishMessages);
    const priv = await begins("maria", home.private, private_);
    const openTalk = await begins("maria", home.openTalk, wishMessages.slice(0, 2));
    const privateTalk = await begins("maria", home.privateTalk, private_.slice(0, 2));
    for (const [request, place] of [
      [priv, home.private],
      [privateTalk, home.privateTalk],
    ] as const)
      await t.accept(pressEvent(actor("maria", place), `seclude/${request}`));
    const team = (request: string, act: string, values: Record<string, string> = {}) =>
      t.accept(submittedEvent(actor("lea", intake), `act/${request}/${act}`, values));
    const part = await begins("paul", directMessages("paul"), [
      "We need a drawer",
      ...wishMessages.slice(1),
    ]);
    const privatePart = await begins("paul", directMessages("paul"), [
      "We need the vault",
      "The vault is heavy",
      ...wishMessages.slice(2),
    ]);
    await t.accept(pressEvent(actor("paul", directMessages("paul")), `seclude/${privatePart}`));
    for (const [lead, merged, text] of [
      [open, part, "Which dealers?"],
      [priv, privatePart, "How thick is the vault?"],
    ] as const) {
      await team(merged, "merge", { into: lead });
      await t.accept(pressEvent(actor("lea", intake), `act/${lead}/take`));
      await team(lead, "ask", { text });
    }
    other = await begins("tom", directMessages("tom"), [
      "We need a lathe first",
      ...wishMessages.slice(1),
      "yes",
    ]);
    await t.accept(commandEvent(actor("ada", directMessages("ada")), "entwine", "settings"));
    for (const kind of ["new_solution"])
      await t.accept(
        submittedEvent(actor("ada", directMessages("ada")), `entwine/approval/${kind}`, {
          add: "ann",
          drop: "",
          all: "any",
          why: "",
        }),
      );
    requests = { open, private: priv, openTalk, privateTalk };
    expect((await t.rows()).filter(({ isPrivate }) => isPrivate)).toHaveLength(3);
    expect([
      await t.status(open),
      await t.status(priv),
      await t.status(openTalk),
      await t.status(privateTalk),
    ]).toEqual(["accepted", "accepted", "asking", "asking"]);
  });
  afterAll(() => t.close());

  const actor = (person: string, place: ConversationRef, where = testWorkspace) => ({
    workspace: where,
    at: t.clock.now().getTime(),
    by: { id: person },
    place,
  });

  /** Returns everything that the ledger holds, and what conversations hold about requests. */
  /** Returns JSON with sorted keys: a value that was stored may have its keys in another order. */
  const inOrder = (value: unknown): string =>
    JSON.stringify(value, (_, each: object | null) =>
      each?.constructor === Object
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    );

  async function ledger(): Promise<Record<string, unknown[]>> {
    const { db, t: tables } = t.coreHarness.store.read;
    const kept: Record<string, unknown[]> = {};
    for (const [name, table] of Object.entries(tables)) {
      if (changedByAnything.has(name)) continue;
      kept[name] = (await db.select().from(table as typeof tables.requests))
        .map((row) => inOrder(row))
        .sort();
    }
    const conversations = await db.select().from(tables.conversations);
    kept.conversations = conversations
      .map(({ key, state }) => ({ key, ...(state as InterviewConversation) }))
      .filter(({ interviews = [], open = [] }) => interviews.length + open.length > 0)
      .map(({ key, interviews, open = [] }) => inOrder({ key, interviews, open }))
      .sort();
    return kept;
  }

  const values = (): Record<string, string> => ({
    ...{
      text: "forged words",
      alternative: "forged other way",
      until: "2027-06-01",
      to: "mallory",
      into: other,
      waits: other,
      stream: "Forged",
      new: "Forged",
    },
    ...{
      brought: "team",
      need: "forged need",
      customer: "",
      measure: "forged",
      owner: "forged",
      priority: "forged",
      forged: "forged",
    },
  });

  /**
   * Tries every verb without permission in every way; returns the texts and forms that the person
   * was shown.
   */
  async function attack(
    role: Role,
    kind: Kind,
    request: string,
  ): Promise<{ heard: string[]; forms: unknown[] }> {
    const { core, store } = t.coreHarness;
    const { person, place, workspace: where } = actors[role](kind);
    const before = t.platform.tries.length;
    const forms: unknown[] = [];
    for (const verb of verbs.filter(
      (each) => triedOn(kind, role, each) && !isTheirs(role, each, kind),
    )) {
      for (const press of pressesOf(verb, request)) {
        forms.push(
          (await core.buildForm({
            workspace: where ?? testWorkspace,
            by: { id: person },
            place,
            press,
          })) ?? "none",
        );
        await core.ingest([pressEvent(actor(person, place, where), press, "m1")]);
      }
      for (const form of formsOf(verb, request)) {
        const submitted = submittedEvent(actor(person, place, where), form, values());
        forms.push((await core.validateForm(submitted)) ?? "none");
        await core.ingest([submitted]);
      }
    }
    await untilIdle(store);
    return { heard: t.platform.tries.slice(before).map((one) => one.words), forms };
  }

  const roles = Object.keys(actors) as Role[];
  const kinds = Object.keys(home) as Kind[];

  describe.each(kinds)("request of kind %s", (kind) => {
    it.each(roles)("is unchanged by verbs without permission: %s", async (role) => {
      const before = await ledger();
      const { heard, forms } = await attack(role, kind, requests[kind]);
      expect(await ledger()).toEqual(before);
      expect(
        forms.filter((form) => typeof form === "object" && "fields" in (form as object)),
      ).toEqual([]);
      const knows = ["requester", "joined", "owner", "team"].includes(role);
      if (!kind.startsWith("private") || knows) return;
      expect(JSON.stringify([heard, forms])).not.toMatch(secrets);
      if (role !== "colleague" && role !== "in the thread") return;
      const missing = await attack(role, kind, randomUUID());
      expect({ heard, forms }).toEqual(missing);
    });
  });

  it("is not found, listed or mentioned for people who may not know of it", async () => {
    const { core, store } = t.coreHarness;
    const numbers = (await t.rows())
      .filter(({ isPrivate }) => isPrivate)
      .map(({ number }) => number);
    const before = t.platform.tries.length;
    for (const role of ["approver", "admin", "colleague", "elsewhere"] as const) {
      const { person, place } = actors[role]("private");
      for (const text of [
        "find hush",
        "team",
        "backlog",
        "mine",
        "",
        ...numbers.map((number) => `R-${number}`),
      ])
        await core.ingest([commandEvent(actor(person, place), "request", [text])]);
      for (const text of ["needs", "danger"])
        await core.ingest([commandEvent(actor(person, place), "entwine", [text])]);
      for (const press of [
        "mine",
        "backlog",
        ...Object.values(requests).map((request) => `show/${request}`),
      ])
        await core.ingest([pressEvent(actor(person, place), press)]);
      for (const request of Object.values(requests))
        for (const verb of ["ask", "no"])
          await core.ingest([pressEvent(actor(person, place), `meet/${verb}/${other}/${request}`)]);
    }
    await untilIdle(store);
    const heard = t.platform.tries.slice(before);
    expect(heard.length).toBeGreaterThan(40);
    for (const one of heard) expect(one.words).not.toMatch(secrets);
  });

  it("is decided by its requester when others write in its thread", async () => {
    const before = await ledger();
    const heard = async (event: InboundEvent): Promise<string[]> => {
      const from = t.platform.tries.length;
      await t.accept(event);
      return t.platform.tries.slice(from).map((one) => one.words);
    };
    for (const text of Object.keys(controls)) {
      expect(
        await heard(
          messageEvent("mallory", text, randomUUID(), { place: home.openTalk, addressed: false }),
        ),
      ).toEqual([]);
      expect(
        (await heard(messageEvent("mallory", text, randomUUID(), { place: home.openTalk }))).join(),
      ).toBe(said("life.refused.not_requester", { number: 3 }));
      await heard(
        messageEvent("mallory", text, randomUUID(), { place: home.privateTalk, addressed: false }),
      );
    }
    for (const place of [home.privateTalk, home.private])
      for (const text of ["The dealers would", "cancel"])
        expect(
          (await heard(messageEvent("mallory", text, randomUUID(), { place }))).join(),
        ).not.toMatch(secrets);
    expect(await ledger()).toEqual(before);
  });

  it("accepts each verb from the people who have permission", async () => {
    const submits = (person: string, place: ConversationRef, form: string) =>
      t.accept(submittedEvent(actor(person, place), form, { text: `from ${person}` }));
    expect(
      await t.coreHarness.core.buildForm({
        workspace: testWorkspace,
        by: { id: "maria" },
        place: directMessages("maria"),
        press: `act/${requests.private}/answer`,
      }),
    ).toMatchObject({
      intro: ["How thick is the vault?"],
    });
    await submits("mallory", home.open, `act/${requests.open}/answer`);
    await submits("paul", directMessages("paul"), `act/${requests.open}/answer`);
    await submits("paul", directMessages("paul"), `act/${requests.private}/answer`);
    await submits("maria", directMessages("maria"), `act/${requests.private}/answer`);
    expect(await t.steps(requests.open)).toEqual(
      expect.arrayContaining(["answer: from mallory", "answer: from paul"]),
    );
    expect((await t.steps(requests.private)).slice(-2)).toEqual([
      "answer: from paul",
      "answer: from maria",
    ]);
    for (const addressed of [false, true])
      await t.says("mallory", "The dealers would get a date", { place: home.openTalk, addressed });
    const { db, t: tables } = t.coreHarness.store.read;
    expect(
      (await db.select().from(tables.answers)).filter(
        ({ by, request }) => by === "mallory" && request === requests.openTalk,
      ),
    ).toHaveLength(1);
    for (const kind of ["open", "private"] as const) {
      await t.accept(
        pressEvent(actor("ann", directMessages("ann")), `act/${requests[kind]}/approve`),
      );
      expect((await t.steps(requests[kind])).at(-1)).toBe("approve");
    }
    const merge = (person: string, place: ConversationRef) =>
      t.coreHarness.core.buildForm({
        workspace: testWorkspace,
        by: { id: person },
        place,
        press: `act/${requests.open}/merge`,
      });
    expect(JSON.stringify(await merge("tom", intake))).toMatch(secrets);
    expect(await merge("maria", directMessages("maria"))).toBeUndefined();
  });

  it("takes no fields from a form that its verb does not ask for", async () => {
    const request = await t.brings("petra");
    await t.accept(pressEvent(actor("ann", directMessages("ann")), `act/${request}/approve`));
    await t.accept(
      submittedEvent(actor("lea", intake), `act/${request}/propose`, { alternative: "a lamp" }),
    );
    await t.accept(
      submittedEvent(actor("petra", directMessages("petra")), `act/${request}/answer`, values()),
    );
    await t.accept(pressEvent(actor("petra", directMessages("petra")), `act/${request}/accept`));
    expect((await t.rows()).find(({ id }) => id === request)).toMatchObject({ owner: "lea" });
  });
});
