/** A conversation without surface, store or judge: what is read in each message is said by the test. */
import type { CustomerLabel, Kind, NeedLabel, Readings, RequestReading, Said, SmallTalk } from "../../src/judgement/judge.ts";
import { cardOf } from "../../src/requests/cards.ts";
import { type Item, loadCatalogue } from "../../src/requests/catalogue.ts";
import { converse } from "../../src/requests/dialogue.ts";
import type { Context, Effect, Part } from "../../src/requests/draft.ts";
import type { Say } from "../../src/requests/say.ts";
import { type Conversation, noConversation } from "../../src/requests/talk.ts";
import type { Arrival, ArrivalOf } from "../../src/surface/arrival.ts";
import { type Card, plainCard } from "../../src/surface/card.ts";
import type { Person, Place } from "../../src/surface/place.ts";
import { loadWords } from "../../src/words.ts";
import { aWorkingDayAfter } from "../../src/working-time.ts";

const words = loadWords("en");
const usual = loadCatalogue();
export const maria: Person = { id: "maria", name: "Maria" };
export const tom: Person = { id: "tom", name: "Tom" };

/** What a judge would read in a request. */
export const aRequest = (
  kind: Kind = "new_solution",
  more: { said?: Said; parts?: string[]; priority?: boolean; sure?: number; subject?: string } = {},
): RequestReading => ({
  isRequest: { label: true, confidence: 0.9 },
  smallTalk: { label: "other", confidence: 0.1 },
  kind: { label: kind, confidence: more.sure ?? 0.9 },
  priorityClaim: { label: more.priority ?? false, confidence: 0.9 },
  providerLanguage: { label: false, confidence: 0.9 },
  parts: more.parts ?? [],
  said: more.said ?? {},
  ...(more.subject && { subject: more.subject }),
});

export const noRequest = (label: SmallTalk, confidence = 0.9): RequestReading => ({
  ...aRequest(),
  isRequest: { label: false, confidence },
  smallTalk: { label, confidence },
});
export const need = (label: NeedLabel = "need", confidence = 0.9) => ({ need: { label, confidence } });
export const customer = (label: CustomerLabel = "direct", confidence = 0.9) => ({ customer: { label, confidence } });

type Reading = Omit<Readings, "by">;

export function chat(place: Place = { surface: "slack", kind: "personal", id: maria.id }, catalogue: readonly Item[] = usual) {
  let conversation: Conversation = noConversation;
  let ids = 0;
  let numbers = 0;
  const all: Effect[] = [];
  const cards: Card[] = [];
  const at = Date.parse("2027-03-02T10:00:00Z");
  const clock = { now: at };

  function turn(arrival: Arrival, known: Partial<Context> = {}): string {
    const context: Context = {
      newId: () => `q${++ids}`,
      now: clock.now,
      zone: "UTC",
      readings: {},
      parts: [],
      numberOnes: [],
      mine: [],
      found: [],
      catalogue,
      chosen: (choice) => (words.keys().includes(`requests.choice.${choice}`) ? words(`requests.choice.${choice}`) : undefined),
      welcomed: false,
      team: false,
      ...known,
    };
    const before = structuredClone(conversation);
    const next = converse(conversation, arrival, context);
    if (JSON.stringify(before) !== JSON.stringify(conversation)) throw new Error("the dialogue changed what it was given");
    conversation = next.conversation;
    for (const effect of next.effects) {
      if (effect.do !== "open") continue;
      numbers++;
      const talk = conversation.talks.find(({ request }) => request === effect.talk.request);
      if (talk) talk.number = numbers;
    }
    all.push(...next.effects);
    said.last = next.says;
    const card = cardOf(next.says, { conversation, words, catalogue, numberOnes: context.numberOnes, place, reaches: true });
    if (card.length > 0) cards.push(card);
    return plainCard(card);
  }

  const said: { last: Say[] } = { last: [] };
  const common = (by: Person) => ({ id: `a${++ids}`, workspace: "slack:T1", at, by, place });

  return {
    /** Somebody writes; `reading` is what the judge sees in it. */
    hears(
      text: string,
      reading: Reading = {},
      { by = maria, addressed = true, message = `m${++ids}` }: { by?: Person; addressed?: boolean; message?: string } = {},
      known: Partial<Context> = {},
    ): string {
      const part = (one: string): Part => ({ text: [one], reading: reading.request!, judge: "test" });
      const parts = reading.request ? (reading.request.parts.length > 1 ? reading.request.parts.map(part) : [part(text)]) : [];
      return turn({ ...common(by), kind: "message", message, text: [text], addressed }, { readings: { text: { by: "test", ...reading } }, parts, ...known });
    },
    /** Somebody presses the newest button of that label. */
    presses(label: string, by: Person = maria, known: Partial<Context> = {}): string {
      const button = cards
        .flat()
        .flatMap((element) => (element.kind === "buttons" ? element.buttons : element.kind === "item" && element.button ? [element.button] : []))
        .findLast((each) => each.label === label);
      if (!button || !("press" in button)) throw new Error(`there is no button "${label}"`);
      return this.pressesRaw(button.press, by, known);
    },
    pressesRaw: (press: string, by: Person = maria, known: Partial<Context> = {}): string => turn({ ...common(by), kind: "press", press, card: "c1" }, known),
    submits: (form: string, values: Record<string, string>, known: Partial<Context> = {}): string =>
      turn({ ...common(maria), kind: "submitted", form, values }, known),
    commands: (text: string, known: Partial<Context> = {}, command: ArrivalOf<"command">["command"] = "request"): string =>
      turn({ ...common(maria), kind: "command", command, text: [text] }, known),
    points: (text: string, reading: RequestReading, author: Person, by: Person = maria): string =>
      turn({ ...common(by), kind: "pointed", message: "m1", author, text: [text] }, { parts: [{ text: [text], reading, judge: "test" }] }),
    edits: (message: string, text: string, reading: Reading = {}): string =>
      turn({ ...common(maria), kind: "edited", message, text: [text] }, { readings: { text: { by: "test", ...reading } } }),
    deletes: (message: string): string => turn({ ...common(maria), kind: "deleted", message }),
    opens: (tab: "home" | "messages", known: Partial<Context> = {}): string => turn({ ...common(maria), kind: "opened", tab }, known),
    /** A working day goes by in silence. */
    silence(request: string): string {
      clock.now = aWorkingDayAfter(new Date(clock.now), "UTC").getTime();
      return turn({ ...common({ id: "entwine" }), kind: "due", duty: "silence", subject: request });
    },
    turn,
    said,
    cards,
    effects: all,
    get conversation() {
      return conversation;
    },
    get talk() {
      return conversation.talks.at(-1)!;
    },
    get labels() {
      return cards.at(-1)!.flatMap((element) => (element.kind === "buttons" ? element.buttons.map(({ label }) => label) : []));
    },
  };
}
