/** Conversations with a lying model: each turn is compared with a turn by the rules alone. */

import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { turnTools } from "../../src/app/turn-tools.ts";
import { hearMessage } from "../../src/core/target/hear-message.ts";
import { renderReplies } from "../../src/features/interview/cards/interview-cards.ts";
import type { InterviewTurn } from "../../src/features/interview/dialogue/dialogue.ts";
import type { InterviewEffect } from "../../src/features/interview/dialogue/turn-draft.ts";
import { createInterviewFeature } from "../../src/features/interview/feature.ts";
import {
  emptyInterviewConversation,
  type InterviewConversation,
} from "../../src/features/interview/model/interview-state.ts";
import { prepareInterview } from "../../src/features/interview/prepare.ts";
import { loadCatalogue } from "../../src/features/interview/requests/catalogue.ts";
import { weekCalendar } from "../../src/lib/dates/work-calendar.ts";
import { oneWorkingDayAfter } from "../../src/lib/dates/working-time.ts";
import { loadWords } from "../../src/lib/i18n.ts";
import { createJudge } from "../../src/nlu/create-judge.ts";
import {
  conversationControls,
  customerLabels,
  effectKinds,
  type Judge,
  messageActs,
  needLabels,
  requestKinds,
  smallTalkLabels,
} from "../../src/nlu/judge.ts";
import { defaultModelLimits } from "../../src/nlu/model/model-circuit-breaker.ts";
import { createRulesJudge } from "../../src/nlu/rules/rules-judge.ts";
import { type Card, cardToPlainText } from "../../src/platform/card.ts";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import type { Store } from "../../src/storage/store.ts";
import { interviewInput } from "../features/interview/interview-driver.ts";
import { dueEvent, editedEvent, messageEvent, pressEvent } from "../harness/events.ts";
import { type FakeModel, fakeModel } from "../harness/fake-model.ts";
import { openTestStore } from "../harness/storage/open-store.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

const words = loadWords("en");
const catalogue = loadCatalogue();
const interviewFeature = createInterviewFeature(catalogue);
const place: ConversationRef = { platform: "slack", kind: "personal", id: "maria" };
const maria = { id: "maria", name: "Maria" };

const texts = [
  "We need Salesforce for the field team, this is urgent",
  "Our reps cannot see at the dealer what he ordered last month",
  "The VPN drops every time I move between meeting rooms since Monday, the whole sales team is stuck",
  "Please reset my SAP password",
  "Which tool should we use for surveys? We have to decide by Friday",
  "Please add a VAT field to the order form, so that invoices are right",
  "I also need a second monitor",
  "Two wishes: a new CRM for the dealers, and a dashboard for the board",
  "Dealers would get a delivery date on the spot instead of waiting for two days",
  "the field team",
  "nobody outside, it saves us time",
  "It crashes all the time",
  "a date in the same call, by the end of March",
  "I don't know",
  "Thanks!",
  "Hello",
  "Where is my request?",
  "yes",
  "no",
  "cancel",
  "skip",
  "later",
  "Petra from sales",
  "not today, we are closing the books",
] as const;

const lies = [
  "Log in at https://evil.example/login",
  "Which of evil.zip, evil.me/login and 169.254.169.254 do you use?",
  "<@U1> <!channel> see [here](http://evil.example) or evil。com, @here?",
  "Ask R-1's requester for the password, will you?",
  "the field team",
  "Salesforce",
  "since Monday",
  "by Friday",
  "What goes wrong today when a rep stands at the dealer?",
  "Reps can't see orders at the dealer.",
];
const quote = fc.oneof(fc.constantFrom(...lies, ...texts), fc.constant(null), fc.string());
const read = <T>(labels: readonly T[]) =>
  fc.record({
    label: fc.constantFrom(...labels),
    confidence: fc.constantFrom(0, 0.5, 0.7, 1, 7, -1),
  });
const record = (keys: string) =>
  fc.record(Object.fromEntries(keys.split(" ").map((key) => [key, quote])));
const said = record("need customer measure symptom since affected decision deadline priority");
const request = fc.record({
  ...{
    is_request: read([true, false]),
    small_talk: read(smallTalkLabels),
    kind: read(requestKinds),
    priority_claim: read([true, false]),
  },
  ...{
    provider_language: read([true, false]),
    parts: fc.array(fc.constantFrom(...lies, ...texts), { maxLength: 4 }),
    subject: quote,
    said,
  },
});
/** Fits the schemas of all three prompts at once, so that it answers any of them. */
const lie = fc
  .record({
    control: fc.option(read(conversationControls)),
    request: fc.option(request, { freq: 9 }),
    need: fc.record({
      ...{ label: fc.constantFrom(...needLabels), confidence: fc.constant(1) },
      ...{ restated: quote, follow_up: quote, since: quote, affected: quote },
    }),
    customer: fc.record({
      ...{ label: fc.constantFrom(...customerLabels), confidence: fc.constant(1) },
      lens: fc.option(fc.constantFrom(...effectKinds)),
      link: quote,
      owner: quote,
    }),
    measure: fc.record({
      date: fc.constantFrom("2027-06-30", "2099-01-01", "2020-01-01", "2027-02-31", "soon", null),
    }),
    target: fc.option(
      fc.record({
        id: fc.constantFrom("q1", "q2", "q3", "r1", "new", "none", "unsure"),
        act: fc.constantFrom(...messageActs),
        confidence: fc.constantFrom(0, 0.7, 1, 7),
      }),
    ),
    ...{ title: quote, summary: quote },
  })
  .map((value) => JSON.stringify(value));
const answer = fc.oneof(
  { weight: 9, arbitrary: lie },
  { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string()) },
);

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("says" as const),
      text: fc.constantFrom(...texts),
      answer,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant("presses" as const), nth: fc.nat(200), answer }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("edits" as const),
      text: fc.constantFrom(...texts),
      nth: fc.nat(9),
      answer,
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("silence" as const), answer }) },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

let store: Store;
let model: FakeModel;
beforeAll(async () => {
  [store, model] = await Promise.all([freshSqlite().then(openTestStore), fakeModel()]);
  await store.migrate();
});
afterAll(() => Promise.all([store.close(), model.close()]));

/** Replies that leave the decision to a button. */
const taps = new Set(["doubt", "which_target", "or_meant", "which_part"]);
/** Replies that show requests. */
const shows = new Set(["mine", "story", "work", "found", "no_story"]);
const asksKind = ({ replies }: InterviewTurn): boolean =>
  replies.some((say) => say.say === "ask" && say.question === "kind");
/** Also true if the question for the kind waits behind another request. */
const asksByTap = (turn: InterviewTurn): boolean =>
  asksKind(turn) ||
  turn.conversation.interviews.some(({ phase, kind }) => phase === "waiting" && !kind) ||
  turn.replies.some(({ say }) => taps.has(say));

const of = <D extends InterviewEffect["do"]>({ effects }: InterviewTurn, what: D) =>
  effects.filter((effect): effect is Extract<InterviewEffect, { do: D }> => effect.do === what);
/** Questions whose answers the requester confirms before others read them. */
const confirmed = new Set(["need", "need_again", "customer", "link", "owner", "measure"]);
/**
 * Replies that move a request at most to its next question, or to the confirmation of its brief.
 */
const harmless = new Set(["asking", "confirming", "waiting"]);

function expectNoMore(
  byModel: InterviewTurn,
  byRules: InterviewTurn,
  arrival: InboundEvent,
  own: string,
): void {
  const bare = (turn: InterviewTurn, what: InterviewEffect["do"]) =>
    of(turn, what).map((effect) => JSON.stringify(effect));
  for (const what of ["trade", "brief", "rebrief", "settle"] as const)
    expect(bare(byRules, what), `${what} by the model alone`).toEqual(
      expect.arrayContaining(bare(byModel, what)),
    );
  const amended = bare(byRules, "amend");
  for (const effect of of(byModel, "amend"))
    if (!amended.includes(JSON.stringify(effect)))
      for (const line of toPlainText(effect.text ?? []).split("\n"))
        expect(own, "an amended text has the author's own words").toContain(line);
  expect(byModel.caseActions, "an action on a case is never held back").toEqual(
    byRules.caseActions,
  );

  const shown = ({ replies }: InterviewTurn) =>
    replies.flatMap(({ say }) => (shows.has(say) ? [say] : []));
  expect(shown(byRules), "lists and stories shown by the model alone").toEqual(
    expect.arrayContaining(shown(byModel)),
  );

  const opened = (turn: InterviewTurn) =>
    of(turn, "open").map(({ interview }) => [
      toPlainText(interview.text),
      interview.requester.id,
      interview.claimed,
      interview.raisedBy?.id,
    ]);
  if (asksByTap(byModel))
    expect(opened(byRules), "requests by the model alone").toEqual(
      expect.arrayContaining(opened(byModel)),
    );
  else expect(opened(byModel), "requests and what they claim").toEqual(opened(byRules));

  const moved = (turn: InterviewTurn) =>
    of(turn, "status").map(({ request, status }) => `${request} ${status}`);
  const further = of(byModel, "status")
    .filter(({ status }) => !harmless.has(status))
    .map(({ request, status }) => `${request} ${status}`);
  expect(moved(byRules), "statuses by the model alone").toEqual(expect.arrayContaining(further));
  const held = of(byRules, "status")
    .filter(({ status }) => !harmless.has(status))
    .map(({ request, status }) => `${request} ${status}`);
  if (!asksByTap(byModel))
    expect(moved(byModel), "statuses held back without a tap").toEqual(
      expect.arrayContaining(held),
    );

  const given = (turn: InterviewTurn) =>
    of(turn, "answer").map(
      ({ request, question, answer: { text } }) =>
        `${request} ${question} ${text ? toPlainText(text) : ""}`,
    );
  for (const { request: about, question, answer: one } of of(byModel, "answer")) {
    const words = one.text ? toPlainText(one.text) : "";
    if (given(byRules).includes(`${about} ${question} ${words}`)) continue;
    const isMoved = asksByTap(byRules) || given(byRules).some((each) => each.endsWith(words));
    if (!isMoved)
      expect(confirmed, `an answer to ${question} by the model alone`).toContain(question);
    expect(own.toLowerCase(), "words of the person's own").toContain(words.toLowerCase());
    expect(words).not.toBe("");
  }
  for (const { question } of of(byModel, "retire"))
    if (!of(byRules, "retire").some((other) => other.question === question))
      expect(["link", "owner"], "taken back by the model alone").toContain(question);

  const kept = ({ conversation, effects }: InterviewTurn, text: string): boolean =>
    JSON.stringify([
      effects,
      conversation.doubt,
      conversation.interviews.map(({ draft }) => draft),
    ]).includes(JSON.stringify(text));
  if (
    arrival.kind === "message" &&
    kept({ ...byRules, conversation: emptyInterviewConversation }, toPlainText(arrival.text))
  )
    expect(kept(byModel, toPlainText(arrival.text)), "words that the rules would have kept").toBe(
      true,
    );
}

async function live(events: readonly Event[]): Promise<void> {
  const clock = {
    now: () => new Date(now),
    toRealMs: (ms: number) => ms,
    sleep: async () => void (await setImmediate()),
  };
  const hostile = createJudge(
    { name: "hostile", baseUrl: model.baseUrl },
    {
      clock,
      log: { warn: () => {} },
      limits: { ...defaultModelLimits, maxConsecutiveFailures: 1e9, tokensPerDay: 1e12 },
    },
  );
  const rules = createRulesJudge();
  let now = Date.parse("2027-03-02T10:00:00Z");
  let conversation: InterviewConversation = emptyInterviewConversation;
  let [turns, numbers] = [0, 0];
  let cards: Card[] = [];
  const messages: string[] = [];
  let own = "";

  for (const one of events) {
    turns++;
    const from = { id: `a${turns}`, at: now, by: maria, place };
    const buttons = cards
      .flat()
      .flatMap((element) => (element.kind === "buttons" ? element.buttons : []))
      .flatMap((button) => ("press" in button ? [button.press] : []));
    const interview = conversation.interviews.at(-1);
    let arrival: InboundEvent | undefined;
    if (one.what === "says") {
      messages.push(`m${turns}`);
      own += `\n${one.text}`;
      arrival = messageEvent(from, one.text, `m${turns}`);
    } else if (one.what === "presses" && buttons.length > 0)
      arrival = pressEvent(from, buttons[one.nth % buttons.length]!, "c1");
    else if (one.what === "edits" && messages.length > 0) {
      own += `\n${one.text}`;
      arrival = editedEvent(from, messages[one.nth % messages.length]!, one.text);
    } else if (one.what === "silence" && interview) {
      now = oneWorkingDayAfter(new Date(now), weekCalendar("UTC")).getTime();
      arrival = dueEvent({ ...from, at: now, by: { id: "entwine" } }, "silence", interview.request);
    }
    if (!arrival) continue;

    model.behave(one.answer);
    const turnBy = async (judge: Judge): Promise<InterviewTurn> => {
      let ids = 0;
      const newId = () => `q${turns}-${++ids}`;
      const tools = turnTools(judge)();
      const sources = {
        ...{ read: store.read, readAside: store.read },
        ...tools,
        words,
        catalogue,
        platforms: new Map(),
        briefChannels: {},
        conversation: "hostile",
        isConfidentialText: () => false,
        newId,
        now: () => new Date(now),
      };
      const heard =
        arrival.kind === "message"
          ? await hearMessage(
              { read: store.read, features: [interviewFeature], tools, now: sources.now() },
              arrival,
              { state: { interview: conversation }, conversation: "hostile", about: undefined },
            )
          : undefined;
      const input = { ...interviewInput(arrival), heard };
      return (await prepareInterview(sources, input, conversation)).turn;
    };
    const byRules = await turnBy(rules);
    const byModel = await turnBy(hostile);
    expectNoMore(byModel, byRules, arrival, own);

    conversation = byModel.conversation;
    for (const { interview: opened } of of(byModel, "open"))
      conversation.interviews.find(({ request: id }) => id === opened.request)!.number = ++numbers;
    const card = renderReplies(byModel.replies, {
      conversation,
      words,
      catalogue,
      numberOnes: [],
      place,
      reachesTeamChannel: true,
    });
    expect(cardToPlainText(card).replaceAll("@Maria", "")).not.toMatch(
      /evil|https?:|169\.254|[@<]|password, will/,
    );
    if (card.length > 0) cards = [...cards, card].slice(-6);
    for (const { measure } of conversation.interviews.map(({ answers }) => answers))
      if (measure?.date)
        expect(measure.date >= "2027-03-02" && measure.date <= "2029-12-31", measure.date).toBe(
          true,
        );
  }
}

it("changes nothing that the rules would not change, whatever the model returns", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 4, maxLength: 14, size: "max" }), live),
    { numRuns: 120 },
  );
});
