/** Interview without platform, store or judge: the test provides what is read in each message. */

import { interpretReadings } from "../../../src/app/words-reading.ts";
import type { TurnInput } from "../../../src/core/feature.ts";
import { findChosenTarget, type MessageTarget } from "../../../src/core/message-target.ts";
import { routeEvent } from "../../../src/core/route.ts";
import { likeliestThing, resolveMessageTarget } from "../../../src/core/target/resolve-target.ts";
import type { CaseAction } from "../../../src/features/cases/lifecycle/case.ts";
import { renderReplies } from "../../../src/features/interview/cards/interview-cards.ts";
import { runInterviewTurn } from "../../../src/features/interview/dialogue/dialogue.ts";
import { listOpenInterviews } from "../../../src/features/interview/dialogue/open-things.ts";
import type { Reply } from "../../../src/features/interview/dialogue/reply.ts";
import type {
  InterviewContext,
  InterviewEffect,
  RequestPart,
} from "../../../src/features/interview/dialogue/turn-draft.ts";
import { createInterviewFeature } from "../../../src/features/interview/feature.ts";
import type { HeldMessage } from "../../../src/features/interview/held/held-messages.ts";
import type { InterviewAction } from "../../../src/features/interview/model/actions.ts";
import {
  currentInterview,
  emptyInterviewConversation,
  type InterviewConversation,
} from "../../../src/features/interview/model/interview-state.ts";
import {
  type CatalogueItem,
  loadCatalogue,
} from "../../../src/features/interview/requests/catalogue.ts";
import { withInterview } from "../../../src/features/interview/turn-lookups.ts";
import { weekCalendar } from "../../../src/lib/dates/work-calendar.ts";
import { oneWorkingDayAfter } from "../../../src/lib/dates/working-time.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import type {
  BriefDraft,
  CustomerLabel,
  NeedLabel,
  Readings,
  RequestKind,
  RequestReading,
  SmallTalkLabel,
  StatedAnswers,
} from "../../../src/nlu/judge.ts";
import { type Card, cardToPlainText } from "../../../src/platform/card.ts";
import type { ConversationRef, Person } from "../../../src/platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../../../src/platform/event.ts";
import { type RichText, toPlainText } from "../../../src/platform/rich-text.ts";

const words = loadWords("en");
const usual = loadCatalogue();

const features = [createInterviewFeature([])];

/** Returns an event as the interview gets it, with its action decoded. */
export const interviewInput = (event: InboundEvent): TurnInput<InterviewAction> =>
  routeEvent(event, features).input as TurnInput<InterviewAction>;

/** Returns a sentence of the interview by its key, as plain text. */
export const sentence = (key: string, values?: Parameters<typeof words>[1]): string =>
  words.plain(`requests.${key}`, values);

export const maria: Person = { id: "maria", name: "Maria" };
export const tom: Person = { id: "tom", name: "Tom" };

/** Returns a judge's reading of a request. */
export const requestReading = (
  kind: RequestKind = "new_solution",
  more: {
    said?: StatedAnswers;
    parts?: string[];
    priority?: boolean;
    sure?: number;
    subject?: string;
  } = {},
): RequestReading => ({
  isRequest: { label: true, confidence: 0.9 },
  smallTalk: { label: "other", confidence: 0.1 },
  kind: { label: kind, confidence: more.sure ?? 0.9 },
  priorityClaim: { label: more.priority ?? false, confidence: 0.9 },
  providerLanguage: { label: false, confidence: 0.9 },
  security: { label: false, confidence: 0.9 },
  isPrivate: false,
  parts: more.parts ?? [],
  said: more.said ?? {},
  subject: more.subject,
});

export const smallTalkReading = (label: SmallTalkLabel, confidence = 0.9): RequestReading => ({
  ...requestReading(),
  isRequest: { label: false, confidence },
  smallTalk: { label, confidence },
});
export const needReading = (label: NeedLabel = "need", confidence = 0.9) => ({
  need: { label, confidence },
});
export const customerReading = (label: CustomerLabel = "direct", confidence = 0.9) => ({
  customer: { label, confidence },
});

type Reading = Omit<Readings, "by">;

export function createInterviewDriver(
  place: ConversationRef = { platform: "slack", kind: "personal", id: maria.id },
  catalogue: readonly CatalogueItem[] = usual,
) {
  let conversation: InterviewConversation = emptyInterviewConversation;
  let ids = 0;
  let numbers = 0;
  const all: InterviewEffect[] = [];
  const caseActions: CaseAction[] = [];
  const cards: Card[] = [];
  const at = Date.parse("2027-03-02T10:00:00Z");
  const clock = { now: at };
  /** Messages that wait for a button press, with their readings. */
  const held = new Map<string, { row: HeldMessage; known: Partial<InterviewContext> }>();

  /** Returns what a message belongs to, by the readings that the test provides. */
  function targetOf(
    message: InboundEventOf<"message">,
    { readings, about }: Partial<InterviewContext>,
  ): MessageTarget {
    const things = listOpenInterviews(conversation, { now: new Date(clock.now) });
    const evidence = { ...message, at: clock.now, about };
    const reading = readings?.text ?? { by: "test" };
    const text = toPlainText(message.text);
    const words = interpretReadings(text, likeliestThing(evidence, things), reading);
    const chosen = message.chosen && findChosenTarget(message.chosen.target, things);
    return chosen ?? resolveMessageTarget(evidence, things, [], words).target;
  }

  /** @param worded - The model's draft of the brief, where the turn asks for one. */
  function turn(
    event: InboundEvent,
    { worded, ...known }: Partial<InterviewContext> & { worded?: BriefDraft } = {},
  ): string {
    const context: InterviewContext = {
      newId: () => `q${++ids}`,
      now: clock.now,
      calendar: weekCalendar("UTC"),
      readings: {},
      parts: [],
      numberOnes: [],
      mine: [],
      found: [],
      catalogue,
      chosen: (choice) =>
        words.keys().includes(`requests.choice.${choice}`)
          ? words(`requests.choice.${choice}`)
          : undefined,
      welcomed: false,
      team: false,
      target: event.kind === "message" ? targetOf(event, known) : undefined,
      held: event.kind === "press" ? held.get(event.press.split("/")[2] ?? "")?.row : undefined,
      ...known,
    };
    const before = structuredClone(conversation);
    const next = runInterviewTurn(conversation, interviewInput(event), context);
    if (JSON.stringify(before) !== JSON.stringify(conversation))
      throw new Error("the dialogue changed what it was given");
    conversation = next.conversation;
    for (const effect of next.effects) {
      if (effect.do === "word_brief" && worded)
        conversation = withInterview(conversation, { ...currentInterview(conversation)!, worded });
      if (effect.do !== "open") continue;
      numbers++;
      const interview = conversation.interviews.find(
        ({ request }) => request === effect.interview.request,
      );
      if (interview) interview.number = numbers;
    }
    all.push(...next.effects);
    caseActions.push(...next.caseActions);
    said.last = next.replies;
    const card = renderReplies(next.replies, {
      conversation,
      words,
      catalogue,
      numberOnes: context.numberOnes,
      place,
      reachesTeamChannel: true,
    });
    if (card.length > 0) cards.push(card);
    const answered = cardToPlainText(card);
    const again = next.effects.flatMap((effect) => {
      if (effect.do === "hold") held.set(effect.held.id, { row: effect.held, known });
      if (effect.do !== "settle_held") return [];
      const { row, known: read } = held.get(effect.held.id)!;
      row.settledAs = effect.as;
      const chosen = { held: row.id, target: effect.target, isByDefault: effect.isByDefault };
      const { message, text, by } = row;
      return turn(
        {
          ...{ ...common({ id: by }), kind: "message", message, text, addressed: true, chosen },
        },
        { ...read, ...known },
      );
    });
    return [answered, ...again].join("");
  }

  const said: { last: Reply[] } = { last: [] };
  const common = (by: Person) => ({ id: `a${++ids}`, workspace: "slack:T1", at, by, place });

  return {
    /** Sends a person's message; `reading` is the judge's. */
    hears(
      said: string | RichText,
      reading: Reading = {},
      {
        by = maria,
        addressed = true,
        message = `m${++ids}`,
      }: { by?: Person; addressed?: boolean; message?: string } = {},
      known: Parameters<typeof turn>[1] = {},
    ): string {
      const text: RichText = typeof said === "string" ? [said] : said;
      const part = (one: string): RequestPart => ({
        text: [one],
        reading: reading.request!,
        judge: "test",
      });
      const parts = reading.request
        ? reading.request.parts.length > 1
          ? reading.request.parts.map(part)
          : [part(toPlainText(text))]
        : [];
      return turn(
        { ...common(by), kind: "message", message, text, addressed },
        { readings: { text: { by: "test", ...reading } }, parts, ...known },
      );
    },
    /** Presses the newest button with this label, given by its key. */
    presses(key: string, by: Person = maria, known: Partial<InterviewContext> = {}): string {
      const numbers = [...conversation.interviews.map(({ number }) => number), 0];
      const labels = numbers.map((number) => sentence(key, { number: number ?? 0 }));
      const button = cards
        .flat()
        .flatMap((element) =>
          element.kind === "buttons"
            ? element.buttons
            : element.kind === "item" && element.button
              ? [element.button]
              : [],
        )
        .findLast(({ label }) => labels.includes(label));
      if (!button || !("press" in button)) throw new Error(`there is no button ${key}`);
      return this.pressesRaw(button.press, by, known);
    },
    pressesRaw: (
      press: string,
      by: Person = maria,
      known: Partial<InterviewContext> = {},
    ): string => turn({ ...common(by), kind: "press", press, card: "c1" }, known),
    submits: (
      form: string,
      values: Record<string, string>,
      known: Partial<InterviewContext> = {},
    ): string => turn({ ...common(maria), kind: "submitted", form, values }, known),
    commands: (
      text: string,
      known: Partial<InterviewContext> = {},
      command: InboundEventOf<"command">["command"] = "request",
    ): string => turn({ ...common(maria), kind: "command", command, text: [text] }, known),
    points: (text: string, reading: RequestReading, author: Person, by: Person = maria): string =>
      turn(
        { ...common(by), kind: "pointed", message: "m1", author, text: [text] },
        { parts: [{ text: [text], reading, judge: "test" }] },
      ),
    edits: (message: string, text: string, reading: Reading = {}): string =>
      turn(
        { ...common(maria), kind: "edited", message, text: [text] },
        { readings: { text: { by: "test", ...reading } } },
      ),
    deletes: (message: string): string => turn({ ...common(maria), kind: "deleted", message }),
    opens: (tab: "home" | "messages", known: Partial<InterviewContext> = {}): string =>
      turn({ ...common(maria), kind: "opened", tab }, known),
    /** Lets a working day pass without a message. */
    silence(request: string, known: Partial<InterviewContext> = {}): string {
      clock.now = oneWorkingDayAfter(new Date(clock.now), weekCalendar("UTC")).getTime();
      const due = { kind: "due", job: "silence", subject: request } as const;
      return turn({ ...common({ id: "entwine" }), ...due }, known);
    },
    turn,
    said,
    cards,
    effects: all,
    /** Actions on requests that the team already has. */
    caseActions,
    get conversation() {
      return conversation;
    },
    get interview() {
      return conversation.interviews.at(-1)!;
    },
    get labels() {
      return cards
        .at(-1)!
        .flatMap((element) =>
          element.kind === "buttons" ? element.buttons.map(({ label }) => label) : [],
        );
    },
  };
}
