/**
 * One unreadable row in each column of each table: it stops no start, sweep, page or other turn.
 */
import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { defineTables, featureData, openFeatures } from "../../src/app/registry.ts";
import { createTelemetry } from "../../src/app/telemetry.ts";
import type { Feature } from "../../src/core/feature.ts";
import { exportAllRows, exportPersonalRows } from "../../src/core/feature-data.ts";
import { enrolPerson, updateEnrolment } from "../../src/features/checks/schedule/enrolments.ts";
import { openLog } from "../../src/lib/log.ts";
import { diagnoseRows } from "../../src/ops/doctor/doctor.ts";
import { type ConversationRef, conversationKey } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import { ensureConversationRow } from "../../src/storage/conversations.ts";
import { upsertPerson, upsertWorkspace } from "../../src/storage/directory.ts";
import { eq } from "../../src/storage/drizzle.ts";
import { columnDialects } from "../../src/storage/engine/columns.ts";
import type { Tables } from "../../src/storage/schema.ts";
import { caseJudge } from "../harness/case-team.ts";
import {
  acceleratedMachineTime,
  type CoreHarness,
  manualClock,
  onBothEngines,
  openCoreHarness,
  words,
} from "../harness/core-harness.ts";
import { commandEvent, messageEvent, testWorkspace } from "../harness/events.ts";
import { eventually } from "../harness/eventually.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";
import { hostileShapes, openHostileDatabase } from "../harness/storage/hostile-rows.ts";

const direct = (id: string): ConversationRef => ({ platform: "slack", kind: "personal", id });
const channel = (id: string): ConversationRef => ({ platform: "slack", kind: "channel", id });
const noon = new Date("2027-03-01T12:00:00Z");
const soon = new Date("2027-03-01T12:01:00Z");
const text = ["some words"];
const card = [{ kind: "text" as const, text }];

type Row = Record<string, unknown>;
type Planting = [table: keyof Tables, good: Row, fresh: (nth: number) => Row];

const ofRequest = (nth: number) => ({ id: `h${nth}`, request: "r-good" });
const ofBoard = (nth: number) => ({ id: `h${nth}`, retrospective: "b-good" });

/** A valid row of each table, and the fields that make a copy of it unique. */
const plantings: Planting[] = [
  [
    "workspaces",
    { id: "slack:T0", settings: {}, createdAt: noon },
    (nth) => ({ id: `slack:H${nth}` }),
  ],
  [
    "people",
    {
      workspace: testWorkspace,
      id: "x",
      name: "X",
      zone: "Europe/Berlin",
      locale: "de-DE",
      language: "en",
      welcomedAt: noon,
    },
    (nth) => ({ id: `H${nth}` }),
  ],
  [
    "addresses",
    { workspace: testWorkspace, key: "x", place: direct("x"), address: { a: 1 }, updatedAt: noon },
    (nth) => ({ key: `slack/dm/H${nth}` }),
  ],
  [
    "groups",
    {
      id: "x",
      workspace: testWorkspace,
      name: "x",
      advocate: "ben",
      strategy: text,
      source: { kind: "list" },
      createdAt: noon,
    },
    (nth) => ({ id: `h${nth}`, name: `group ${nth}` }),
  ],
  [
    "members",
    { workspace: testWorkspace, group: "g-good", person: "x" },
    (nth) => ({ person: `H${nth}` }),
  ],
  [
    "valueStreams",
    { id: "x", workspace: testWorkspace, name: "x", createdAt: noon },
    (nth) => ({ id: `h${nth}`, name: `stream ${nth}` }),
  ],
  [
    "auditEntries",
    {
      id: "x",
      workspace: testWorkspace,
      what: "model",
      before: null,
      after: "partner",
      by: "ana",
      at: noon,
      why: text,
    },
    (nth) => ({ id: `h${nth}` }),
  ],
  [
    "enrolments",
    {
      ...{
        workspace: testWorkspace,
        person: "x",
        place: direct("x"),
        conversation: "slack/dm/x",
        at: "15:00",
        days: "12345",
        zone: "Europe/Berlin",
        region: "DE-BY",
      },
      ...{
        group: "g-good",
        enrolledBy: "x",
        nextAt: soon,
        inZone: "Europe/Berlin",
        through: noon,
        createdAt: noon,
      },
    },
    (nth) => ({ person: `H${nth}`, place: direct(`H${nth}`), conversation: `slack/dm/H${nth}` }),
  ],
  [
    "checks",
    {
      workspace: testWorkspace,
      person: "x",
      date: "2027-02-24",
      group: "g-good",
      askedAt: noon,
      answer: "unhappy",
      answeredAt: noon,
      working: text,
      pledge: text,
      message: "m",
    },
    (nth) => ({ person: `H${nth}` }),
  ],
  [
    "chains",
    { workspace: testWorkspace, group: "x", links: ["IT", "Sales"], by: "ana", at: noon },
    (nth) => ({ group: `h${nth}` }),
  ],
  [
    "daysOff",
    { workspace: testWorkspace, region: "DE", date: "2027-12-30", name: "x", by: "ana" },
    (nth) => ({ region: `XX-${nth}` }),
  ],
  [
    "pictures",
    {
      workspace: testWorkspace,
      group: "x",
      from: "2027-02-15",
      weeks: 1,
      people: ["a"],
      crowd: 5,
      glad: { percent: 60 },
    },
    (nth) => ({ group: `h${nth}` }),
  ],
  [
    "requests",
    {
      ...{
        id: "x",
        workspace: testWorkspace,
        number: 0,
        conversation: "slack/dm/x",
        place: direct("x"),
        requester: "x",
        raisedBy: "x",
        kind: "new_solution",
      },
      ...{
        status: "accepted",
        text,
        title: "x",
        createdAt: noon,
        updatedAt: noon,
        loggedAt: noon,
        owner: "ben",
        group: "g-good",
        priority: true,
      },
      interview: {
        request: "x",
        requester: { id: "x" },
        text,
        phase: "done",
        filed: true,
        asked: [],
        answers: {},
        claimed: true,
        reminded: false,
      },
    },
    (nth) => ({ id: `h${nth}`, number: 10_000 + nth }),
  ],
  [
    "answers",
    { workspace: testWorkspace, question: "need", text, by: "x", at: noon, confidence: 0.5 },
    ofRequest,
  ],
  [
    "historyEntries",
    {
      workspace: testWorkspace,
      act: "take",
      status: "accepted",
      by: "ben",
      at: noon,
      why: text,
      details: { to: "ben" },
    },
    ofRequest,
  ],
  [
    "tradeOffs",
    { workspace: testWorkspace, first: "r-good", words: text, side: "team", by: "ben", at: noon },
    (nth) => ({ id: `h${nth}` }),
  ],
  [
    "needEmbeddings",
    { workspace: testWorkspace, meaning: "AAAA" },
    (nth) => ({ request: `h${nth}` }),
  ],
  [
    "heldMessages",
    {
      ...{ id: "h0", workspace: testWorkspace, conversation: "slack/dm/ana", message: "m0" },
      ...{
        place: { platform: "slack", kind: "personal", id: "ana" },
        by: "ana",
        text: ["words"],
        targets: [],
        at: noon,
      },
      ...{ settledAs: null, settledAt: null },
    },
    (nth) => ({ id: `h${nth}` }),
  ],
  [
    "introductions",
    { workspace: testWorkspace, request: "r-good", other: "x", state: "asked", at: noon },
    (nth) => ({ id: `h${nth}`, other: `h${nth}` }),
  ],
  [
    "retrospectives",
    {
      ...{
        id: "x",
        workspace: testWorkspace,
        template: "start-stop-continue",
        title: "x",
        columns: [{ key: "a", title: "A", hint: "" }],
        naming: "named",
        phase: "collect",
      },
      ...{
        budget: 3,
        minutes: 8,
        home: "slack/channel/CH",
        cards: [{ place: channel("CH"), id: "o" }],
        conversation: "slack/channel/CH",
        facilitator: "x",
      },
      ...{ seenAt: noon, deadline: soon, declined: [], brought: null, startedAt: noon },
    },
    (nth) => ({ id: `h${nth}`, home: `slack/channel/CH${nth}` }),
  ],
  ["retroPeople", { retrospective: "b-good", person: "x" }, (nth) => ({ person: `H${nth}` })],
  ["retroNotes", { column: "a", text: "x", by: "x", topic: "t" }, ofBoard],
  [
    "retroTopics",
    { number: 1, title: "x", remarks: [] },
    (nth) => ({ ...ofBoard(nth), number: 100 + nth }),
  ],
  [
    "retroVotes",
    { retrospective: "b-good", person: "x", dot: 0, topic: "t" },
    (nth) => ({ person: `H${nth}` }),
  ],
  [
    "retroActions",
    {
      workspace: testWorkspace,
      home: "slack/channel/CH",
      rank: 1,
      text: "x",
      owner: "ana",
      due: "2027-03-20",
      state: "kept",
    },
    ofBoard,
  ],
  [
    "retroSeries",
    {
      ...{
        id: "x",
        workspace: testWorkspace,
        place: channel("CH"),
        home: "slack/channel/CH",
        conversation: "slack/channel/CH",
        template: "start-stop-continue",
        naming: "named",
      },
      ...{
        weeks: 2,
        weekday: 3,
        time: "14:00",
        zone: "Europe/Berlin",
        anchor: "2027-03-03",
        nextAt: soon,
        rota: ["ana"],
        by: "ana",
      },
    },
    (nth) => ({ id: `h${nth}`, home: `slack/channel/CH${nth}` }),
  ],
  [
    "installations",
    {
      workspace: "x",
      platform: "slack",
      bot: "U0",
      token: "v1.x.y.z.w",
      scopes: ["chat:write"],
      installedBy: "x",
      installedAt: noon,
    },
    (nth) => ({ workspace: `slack:H${nth}` }),
  ],
  [
    "signIns",
    { hash: "x", workspace: testWorkspace, person: "x", kind: "session", expiresAt: noon },
    (nth) => ({ hash: `h${nth}` }),
  ],
  ["usedOnce", { id: "x", at: noon }, (nth) => ({ id: `h${nth}` })],
  ["replicas", { id: "x", host: "elsewhere", pid: 7, seenAt: noon }, (nth) => ({ id: `h${nth}` })],
  [
    "setAside",
    { workspace: testWorkspace, tableName: "enrolments", key: "x", code: "x", at: noon },
    (nth) => ({ key: `h${nth}` }),
  ],
  [
    "conversations",
    {
      workspace: testWorkspace,
      key: "x",
      place: direct("x"),
      state: { interview: { interviews: [] } },
      revision: 3,
      updatedAt: noon,
    },
    (nth) => ({ key: `slack/dm/H${nth}` }),
  ],
  [
    "jobs",
    {
      id: "x",
      workspace: testWorkspace,
      kind: "probe/x",
      subject: "x",
      conversation: "slack/dm/ana",
      dueAt: soon,
    },
    (nth) => ({ id: `h${nth}`, subject: `h${nth}` }),
  ],
  [
    "inbox",
    {
      ...{
        workspace: testWorkspace,
        conversation: "slack/dm/x",
        kind: "message",
        receivedAt: noon,
      },
      body: messageEvent("x", "We need a key", "m"),
    },
    (nth) => ({ id: `h${nth}`, conversation: `slack/dm/H${nth}` }),
  ],
  [
    "outbox",
    {
      workspace: testWorkspace,
      conversation: "slack/dm/ana",
      kind: "post",
      place: direct("ana"),
      card,
      state: "queued",
      queuedAt: noon,
    },
    (nth) => ({ id: `h${nth}` }),
  ],
  [
    "outbox",
    {
      ...{
        workspace: testWorkspace,
        conversation: "slack/dm/x",
        kind: "post",
        place: direct("x"),
        card,
        state: "queued",
        bulk: true,
        queuedAt: noon,
      },
      ...{
        question: "check/2027-03-01",
        notBefore: noon,
        notAfter: new Date("2027-06-01T00:00:00Z"),
      },
    },
    (nth) => ({ id: `h${nth}` }),
  ],
];

/** Tables that are planted at the same time; together they are all tables. */
const rounds: (keyof Tables)[][] = [
  [
    "workspaces",
    "people",
    "addresses",
    "groups",
    "members",
    "valueStreams",
    "auditEntries",
    "chains",
    "daysOff",
    "pictures",
  ],
  ["enrolments", "checks"],
  [
    "requests",
    "answers",
    "historyEntries",
    "tradeOffs",
    "needEmbeddings",
    "introductions",
    "heldMessages",
  ],
  [
    "retrospectives",
    "retroPeople",
    "retroNotes",
    "retroTopics",
    "retroVotes",
    "retroActions",
    "retroSeries",
  ],
  [
    "installations",
    "signIns",
    "usedOnce",
    "replicas",
    "setAside",
    "conversations",
    "jobs",
    "inbox",
    "outbox",
  ],
];

/** A feature whose turn replies with the subject of its job. */
const probe: Feature = {
  name: "probe",
  async turn(ctx, { event }) {
    if (event.kind === "due")
      ctx.post({ card: [{ kind: "text", text: [`probe ${event.subject}`] }] });
    return undefined;
  },
};

it("covers every table", () => {
  expect(rounds.flat().toSorted()).toEqual(
    Object.keys(defineTables(columnDialects.sqlite())).toSorted(),
  );
  expect(
    plantings
      .map(([table]) => table)
      .filter((table, index, all) => all.indexOf(table) === index)
      .toSorted(),
  ).toEqual(rounds.flat().toSorted());
});

onBothEngines("row that cannot be read", (newUrl) => {
  it("stops no start, sweep, page or other person's turn", async () => {
    const url = await newUrl();
    const platform = createMemoryPlatform();
    const clock = manualClock(noon.toISOString());
    const open = (): Promise<CoreHarness> =>
      openCoreHarness({
        url,
        adapter: platform.adapter(),
        clock,
        judge: caseJudge(),
        features: [...openFeatures({ secrets: ["a secret of the tests"] }), probe],
        machine: acceleratedMachineTime(200),
      });
    let harness = await open();
    const hostile = await openHostileDatabase(url);
    onTestFinished(async () => {
      await harness.close();
      await hostile.close();
    });

    const event = (person: string, place = direct(person)) => ({
      id: randomUUID(),
      workspace: testWorkspace,
      at: clock.now().getTime(),
      by: { id: person, name: person },
      place,
    });
    /** Returns the texts that a person is shown because of an event. */
    async function gives(arrival: InboundEvent): Promise<string> {
      const before = platform.tries.length;
      await harness.core.ingest([arrival]);
      await harness.core.settled();
      return platform.tries
        .slice(before)
        .filter(({ place }) => place === conversationKey(arrival.place))
        .map((said) => said.words)
        .join("\n");
    }
    const says = (person: string, said: string) => gives(messageEvent(event(person), said));
    const types = (
      person: string,
      command: "request" | "check" | "retro" | "entwine",
      said: string,
      place?: ConversationRef,
    ) => gives(commandEvent(event(person, place), command, [said]));

    // People with valid rows, and their data.
    await harness.store.write(async (w) => {
      await upsertWorkspace(w, testWorkspace, noon);
      for (const person of ["ana", "ben"]) {
        await upsertPerson(w, testWorkspace, { id: person, name: person }, "Europe/Berlin");
        await ensureConversationRow(w, testWorkspace, direct(person), noon);
      }
      await w.db.insert(w.t.groups).values({
        id: "g-good",
        workspace: testWorkspace,
        name: "Good",
        source: { kind: "list" },
        createdAt: noon,
      });
      for (const person of ["ana", "ben"])
        await enrolPerson(w, {
          workspace: testWorkspace,
          person,
          place: direct(person),
          by: person,
          now: noon,
          group: "g-good",
        });
    });
    await says("ana", "We need a key to the workshop");
    await harness.store.write(async ({ db, t }) => {
      await db.insert(t.requests).values({
        ...{
          id: "r-good",
          workspace: testWorkspace,
          number: 900,
          conversation: "slack/dm/ana",
          place: direct("ana"),
          requester: "ana",
          raisedBy: "ana",
        },
        ...{
          kind: "new_solution",
          status: "cancelled",
          text,
          title: "good",
          createdAt: noon,
          updatedAt: noon,
        },
      });
      await db.insert(t.retrospectives).values({
        ...{
          id: "b-good",
          workspace: testWorkspace,
          template: "start-stop-continue",
          title: "good",
          columns: [],
          naming: "named",
          phase: "closed",
          budget: 3,
          minutes: 8,
        },
        ...{
          home: "slack/channel/CG",
          cards: [],
          conversation: "slack/channel/CG",
          facilitator: "ana",
          seenAt: noon,
          declined: [],
          startedAt: noon,
          closedAt: noon,
        },
      });
    });

    let day = Temporal.PlainDate.from("2027-03-01");
    const at = (time: string): void =>
      clock.move(day.toZonedDateTime({ timeZone: "UTC", plainTime: time }).toInstant().toString());
    const trouble = words.plain("requests.trouble");

    /**
     * Runs a working day of people whose rows are valid, and checks that nothing of theirs is
     * affected.
     */
    async function lives(what: string): Promise<void> {
      do day = day.add({ days: 1 });
      while (day.dayOfWeek > 5);
      await harness.store.write(async (w) => {
        const row = {
          workspace: testWorkspace,
          conversation: "slack/dm/ben",
          kind: "message" as const,
        };
        const long = new Date(clock.now().getTime() - 30 * 86_400_000);
        await w.db
          .insert(w.t.inbox)
          .values({ ...row, id: `old ${what}`, receivedAt: long, doneAt: long });
        const due = new Date(
          day.toZonedDateTime({ timeZone: "UTC", plainTime: "09:00" }).epochMilliseconds,
        );
        await w.db.insert(w.t.jobs).values({
          id: `good ${what}`,
          workspace: testWorkspace,
          kind: "probe/x",
          subject: what,
          conversation: "slack/dm/ben",
          dueAt: due,
        });
      });
      at("08:00");
      await harness.core.stop();
      await harness.store.close();
      harness = await open();
      await harness.core.settled();
      for (const person of ["ana", "ben"])
        await harness.store.write((w) =>
          updateEnrolment(w, testWorkspace, person, { weekly: false, misses: 0 }, clock.now()),
        ); // as if they had answered

      at("09:00");
      for (let looks = 0; looks < 4; looks++) {
        await harness.core.poll();
        await harness.core.settled();
      }
      expect(platform.words("slack/dm/ben"), `a duty, with ${what}`).toContain(`probe ${what}`);

      const heard: [string, string][] = [
        ["a request", await says("ana", "We need a key to the workshop")],
        ["my requests", await types("ana", "request", "mine")],
        ["the team's", await types("ben", "request", "team", channel("CINTAKE"))],
        ["the backlog", await types("ben", "request", "backlog", channel("CINTAKE"))],
        ["a search", await types("ana", "request", "find key")],
        ["my checks", await types("ana", "check", "mine")],
        ["the settings", await types("ana", "check", "settings")],
        ["the picture", await types("ana", "check", "team")],
        ["the chain", await types("ana", "check", "chain")],
        ["the retrospective", await types("ana", "retro", "")],
        ["the workspace", await types("ana", "entwine", "")],
        ["the danger zone", await types("ana", "entwine", "danger")],
        ["what several need", await types("ana", "entwine", "shared")],
        ["my data", await types("ana", "entwine", "privacy")],
      ];
      for (const [page, said] of heard) {
        expect(said, `${page}, with ${what}`).not.toBe("");
        expect(said, `${page}, with ${what}`).not.toContain(trouble);
      }

      for (const time of ["09:31:00", "09:31:30", "14:00:00", "14:00:30", "15:00:00", "15:30:00"]) {
        at(time);
        await harness.core.poll();
        await harness.core.settled();
      }
      const { db, t } = harness.store.read;
      const readChecks = () => db.select().from(t.checks).where(eq(t.checks.date, day.toString()));
      await eventually(async () => {
        await harness.core.poll();
        await harness.core.settled();
        expect(
          (await readChecks()).filter(({ askedAt }) => askedAt).map(({ person }) => person),
          `the check, with ${what}`,
        ).toEqual(expect.arrayContaining(["ana", "ben"]));
      });
      const asked = await readChecks();
      expect(
        platform.tries.filter(
          ({ place, at: _, id }) =>
            place === "slack/dm/ana" && asked.some(({ outbox }) => outbox === id),
        ),
        `the check is sent, with ${what}`,
      ).toHaveLength(1);

      clock.move(new Date(clock.now().getTime() + 14 * 3_600_000).toISOString());
      const kept = () => db.$count(t.inbox, eq(t.inbox.id, `old ${what}`));
      await eventually(async () => {
        await harness.core.poll();
        expect(await kept(), `retention, with ${what}`).toBe(0);
      });
    }

    await lives("nothing");
    for (const tables of rounds) {
      for (const [table, good, fresh] of plantings.filter(([table]) => tables.includes(table)))
        expect(await hostile.plant(table, good, fresh), `rows of ${table}`).toBeGreaterThan(0);
      await lives(tables.join(", "));
      if (tables.includes("enrolments"))
        // they would get hundreds of messages a day
        await hostile.clear("enrolments", "person not in ('ana', 'ben')");
    }
    for (const value of ["[[[", ...hostileShapes].slice(-4))
      await hostile.overwrite("workspaces", "settings", value, `id = '${testWorkspace}'`);
    for (const conversation of ["slack/dm/ana", "slack/channel/CINTAKE"])
      await hostile.overwrite("conversations", "state", '{"talks":7}', `key = '${conversation}'`);
    await hostile.overwrite("workspaces", "last_request", -7, `id = '${testWorkspace}'`);
    await hostile.overwrite("people", "zone", "IST", "id = 'ana'");
    await hostile.overwrite("people", "zone", "Mars/Olympus", "id = 'ben'");
    await lives("what good people share");

    const { read } = harness.store;
    for await (const line of exportAllRows(featureData, read)) expect(line.workspace).toBeDefined();
    for await (const line of exportPersonalRows(featureData, read, testWorkspace, "ana"))
      expect(line.type).toBeDefined();
    const { watch, readings } = createTelemetry(openLog("silent"));
    expect(watch).toBeDefined();
    const aside = readings(harness.store, [], url).find(
      ({ name }) => name === "entwine_set_aside_rows",
    );
    expect(await aside?.read()).toMatchObject({ arrivals: expect.any(Number) });
    const found = await diagnoseRows(url);
    expect(found.every(({ state }) => state === "warning")).toBe(true);
    expect(found.map(({ what }) => what).join("\n")).toMatch(
      /arrivals \d+ of slack:T1 could not be processed[\s\S]*these values cannot be read/,
    );
  });
});
