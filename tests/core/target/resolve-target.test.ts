import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type MessageEvidence,
  type OpenThing,
  type RecentRequest,
  type TargetAct,
  targetActs,
  type WordsReading,
} from "../../../src/core/message-target.ts";
import { concernsBot, resolveMessageTarget } from "../../../src/core/target/resolve-target.ts";
import {
  messageTime as at,
  messageEvidence as message,
  openThing as thing,
} from "./message-evidence.ts";

/** Returns the reading of words with these probabilities. */
const words = (
  some: Partial<Record<TargetAct, number>>,
  more: Partial<WordsReading> = {},
): WordsReading => {
  const rest = (1 - Object.values(some).reduce((sum, each) => sum + each, 0)) / targetActs.length;
  const acts = Object.fromEntries(targetActs.map((act) => [act, (some[act] ?? 0) + rest]));
  return { acts: acts as WordsReading["acts"], urgent: 0, readings: { by: "test" }, ...more };
};

const chain = thing({ feature: "check", id: "chain", request: undefined, isPrivate: true });
const check = { ...chain, id: "answer", mayTellOfProblems: true } as const;
const recent = (more: Partial<RecentRequest> = {}): RecentRequest => ({
  ...{ request: "r4", text: "Label printer jams", saidAt: at - 7_200_000, ...more },
});
const inThread = { platform: "slack", kind: "channel", id: "C1", thread: "1" } as const;

const target = (...given: Parameters<typeof resolveMessageTarget>) =>
  resolveMessageTarget(...given).target;

describe("resolveMessageTarget", () => {
  it("takes an answer for the question that was asked last", () => {
    const older = thing({ id: "old", request: "r0", askedAt: at - 90_000 });
    expect(target(message(), [older, thing()], [], words({ answer: 0.9 }))).toMatchObject({
      is: "answer",
      thing: { id: "need" },
    });
  });

  it("opens a security incident that is told in confidence, or while another is asked", () => {
    const incident = words({ answer: 0.9 }, { isIncident: true });
    for (const told of [incident, { ...incident, isPrivacyWish: true }])
      expect(target(message(), [thing()], [recent()], told)).toEqual({ is: "new_request" });
  });

  it("leaves words to a colleague in the own thread to them, whatever they name", () => {
    const own = message({
      ...{ place: inThread, addressed: false, isInOwnThread: true, about: "r4" },
      text: [{ person: "vik" }, " can you bring the label printer"],
    });
    const more = words({ addition: 0.9 }, { saysMore: true });
    expect(target(own, [], [recent({ isHere: true })], more)).toEqual({ is: "not_for_bot" });
  });

  it("ends a security incident only by words that say so", () => {
    const incident = recent({ isIncident: true, saidAt: at - 20_000 });
    const angry = words({ resolved: 0.9 });
    expect(target(message(), [], [incident], angry)).not.toMatchObject({ is: "resolved" });
    const over = { act: "resolved" } as const;
    expect(target(message(), [], [incident], { ...angry, ending: over })).not.toMatchObject({
      is: "resolved",
    });
    const named = { ...over, matter: "printer" };
    expect(target(message(), [], [incident], { ...angry, ending: named })).toMatchObject({
      is: "resolved",
    });
  });

  it("adds files without words to what is asked about, else to the latest request", () => {
    const files = message({ text: [], isFileAlone: true });
    const nothing = words({ aside: 0.9 });
    expect(target(files, [thing()], [recent()], nothing)).toMatchObject({ is: "answer" });
    const brief = thing({ isOffer: true, answers: "brief" });
    expect(target(files, [brief], [], nothing)).toMatchObject({ is: "addition", request: "r1" });
    expect(target(files, [], [recent()], nothing)).toMatchObject({ is: "addition" });
    expect(target(files, [], [], nothing)).toEqual({ is: "aside" });
    expect(target(message({ text: [] }), [], [recent()], nothing)).toEqual({ is: "aside" });
  });

  it("answers the question for the next step after a security incident", () => {
    const incident = recent({ isIncident: true, saidAt: at - 20_000 });
    const asks = words({ answer: 0.9 }, { asksNextStep: true });
    expect(target(message(), [], [incident], asks)).toEqual({ is: "status" });
    const asked = thing({ askedAt: at - 10_000 });
    expect(target(message(), [asked], [incident], asks)).toMatchObject({ is: "answer" });
  });

  it("adds what is told of a security incident within the hour", () => {
    const said = words({ new_request: 0.5, addition: 0.3 });
    const told = (minutes: number) =>
      target(message(), [], [recent({ isIncident: true, saidAt: at - minutes * 60_000 })], said);
    expect(told(40)).toMatchObject({ is: "addition" });
    expect(told(90)).not.toMatchObject({ is: "addition" });
  });

  it("adds a time or place that follows a request, and ends nothing by it", () => {
    const just = recent({ saidAt: at - 20_000 });
    const said = words({ new_request: 0.7, resolved: 0.1, addition: 0.1 }, { forms: ["date"] });
    expect(target(message({ text: ["since yesterday"] }), [], [just], said)).toEqual({
      is: "addition",
      request: "r4",
    });
  });

  it("takes an answer for the older question in whose thread it stands", () => {
    const older = thing({ id: "old", request: "r0", askedAt: at - 90_000 });
    expect(
      target(message({ about: "r0" }), [older, thing()], [], words({ answer: 0.9 })),
    ).toMatchObject({ is: "answer", thing: { id: "old" } });
  });

  it("takes an answer for the older question of which it names the subject", () => {
    const older = thing({ id: "old", request: "r4", askedAt: at - 90_000 });
    const latest = thing({ about: "Telefon" });
    const said = message({ text: ["der Drucker ist ein Zebra"] });
    const requests = [recent({ text: "Etikettendrucker" })];
    const of = (newest: OpenThing) => target(said, [older, newest], requests, words({ answer: 1 }));
    expect(of(latest)).toMatchObject({ thing: { id: "old" } });
    expect(of({ ...latest, about: "Drucker" })).toMatchObject({ thing: { id: "need" } });
  });

  it("takes an answer for the older question that asks for its form", () => {
    const older = thing({ id: "old", request: "r0", askedAt: at - 90_000, form: "number" });
    const number = words({ answer: 0.9 }, { forms: ["number"] });
    expect(target(message(), [older, thing()], [], number)).toMatchObject({ thing: { id: "old" } });
    expect(target(message(), [older, thing({ form: "number" })], [], number)).toMatchObject({
      thing: { id: "need" },
    });
  });

  it("asks when words may be an answer or a request", () => {
    expect(
      target(message(), [thing()], [], words({ answer: 0.5, new_request: 0.45 })),
    ).toMatchObject({ is: "unclear", among: [{ is: "answer" }, { is: "new_request" }] });
  });

  it("files a problem told in a chain, and offers it beside a check's answer", () => {
    const broken = words({ answer: 0.9 }, { urgent: 0.9 });
    expect(target(message(), [chain], [], broken)).toEqual({ is: "new_request" });
    expect(target(message(), [check], [], broken)).toMatchObject({
      is: "answer",
      mayBeRequest: true,
    });
    expect(target(message(), [chain], [], words({ answer: 0.9 }))).toMatchObject({ is: "answer" });
  });

  it("offers a wish in a check's answer, and opens one that is stated explicitly", () => {
    const wish = words({ new_request: 0.9 });
    expect(target(message(), [check], [], wish)).toMatchObject({
      is: "answer",
      mayBeRequest: true,
    });
    const outright = { ...wish, asksOutright: true };
    expect(target(message(), [check], [], outright)).toEqual({ is: "new_request" });
  });

  it("takes agreement as accepting an offer, else as an answer", () => {
    const brief = thing({ answers: "brief", isOffer: true });
    expect(target(message(), [brief], [], words({ agreement: 0.9 })).is).toBe("agreement");
    expect(target(message(), [thing()], [], words({ agreement: 0.9 })).is).toBe("answer");
    expect(target(message(), [], [], words({ agreement: 0.9 })).is).toBe("aside");
  });

  it("adds to the request that the words name", () => {
    const other = recent({ request: "r5", text: "Laptop for Ben" });
    const jams = message({ text: ["the printer jams in the afternoon now"] });
    expect(target(jams, [], [recent(), other], words({ addition: 0.8 }))).toEqual({
      is: "addition",
      request: "r4",
    });
  });

  it("takes more about the request under discussion as an answer", () => {
    expect(target(message(), [thing()], [], words({ addition: 0.9 })).is).toBe("answer");
  });

  it("adds words in a request's thread when no question is open there", () => {
    const said = message({ about: "r4", text: ["this is how it looks"] });
    expect(target(said, [], [recent()], words({ answer: 0.9 }))).toMatchObject({ is: "addition" });
  });

  it("asks for no decision between answer and non-answer to one question", () => {
    const half = words({ answer: 0.5, not_known: 0.45 });
    expect(target(message(), [thing()], [], half).is).toBe("answer");
  });

  it("leaves a conversation among people unread", () => {
    const talk = message({ addressed: false, place: inThread, continuesTalk: true });
    expect(target(talk, [thing()], [], words({ answer: 0.6, aside: 0.3 })).is).toBe("not_for_bot");
  });

  it("opens a fault that shares a word with a wish of the same person", () => {
    const wish = recent({ text: "Tablet for the ward", isWish: true });
    const said = message({ text: ["the printer of the ward prints only stripes"] });
    const fault = words({ new_request: 0.5, addition: 0.4 }, { urgent: 0.9 });
    expect(target(said, [], [wish], fault)).toEqual({ is: "new_request" });
    expect(target(said, [], [wish], { ...fault, urgent: 0 })).toMatchObject({ is: "addition" });
  });

  const over = words({ resolved: 0.9 }, { ending: { act: "resolved" } });

  it("ends the request in question rather than one that was just logged", () => {
    const logged = recent({ saidAt: at - 30_000 });
    expect(target(message(), [thing()], [logged], over)).toMatchObject({
      is: "resolved",
      request: "r1",
    });
  });

  it("ends the request under discussion", () => {
    expect(target(message(), [thing()], [], over)).toMatchObject({
      is: "resolved",
      request: "r1",
    });
  });

  it("asks before it ends a request that the words do not say is over", () => {
    const said = words({ resolved: 0.9 });
    expect(target(message(), [thing()], [], said)).toMatchObject({ is: "unclear" });
  });

  it("ends the only open request if the words name nothing", () => {
    const said = words({ resolved: 0.9 }, { ending: { act: "resolved" } });
    expect(target(message(), [], [recent()], said)).toEqual({ is: "resolved", request: "r4" });
  });

  it("ends no request that is about something else than what works again", () => {
    const said = (matter: string) =>
      words({ resolved: 0.9 }, { ending: { act: "resolved", matter } });
    const requests = [recent(), recent({ request: "r5", text: "Dashboard for sales" })];
    expect(target(message(), [], requests, said("projector"))).toEqual({ is: "aside" });
    expect(target(message({ text: ["printer"] }), [], requests, said("printer"))).toEqual({
      is: "resolved",
      request: "r4",
    });
  });

  it("takes words about the conversation as such, whatever is open", () => {
    const skip = words({}, { control: "skip" });
    expect(target(message(), [thing()], [], skip)).toMatchObject({ is: "control" });
  });

  it("returns probabilities that sum to 1, best first", () => {
    const chances = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
      minLength: targetActs.length,
      maxLength: targetActs.length,
    });
    fc.assert(
      fc.property(chances, fc.boolean(), (each, isOpen) => {
        const sum = each.reduce((one, other) => one + other, 0);
        const acts = Object.fromEntries(targetActs.map((act, i) => [act, each[i]! / sum]));
        const { claims } = resolveMessageTarget(
          message(),
          isOpen ? [thing(), chain] : [],
          [recent()],
          words(acts),
        );
        const all = claims.map(({ chance }) => chance);
        expect(all.reduce((one, other) => one + other, 0)).toBeCloseTo(1);
        expect(all).toEqual(all.toSorted((one, other) => other - one));
      }),
    );
  });
});

it("takes no answer of another person in direct messages", () => {
  const offer = thing({ answers: "alternative", isOffer: true, asked: ["tom"] });
  const said = words({ answer: 0.9, new_request: 0.05 });
  expect(target(message(), [offer], [], said).is).not.toBe("answer");
});

describe("concernsBot", () => {
  it.each<[string, boolean, Partial<MessageEvidence>]>([
    ["reads the person who was asked", true, { addressed: false }],
    ["does not read another person", false, { addressed: false, by: { id: "tom" } }],
    ["reads another person who mentions the bot", true, { by: { id: "tom" } }],
    [
      "does not read words to a colleague",
      false,
      { addressed: false, text: [{ person: "tom" }, " lunch?"] },
    ],
  ])("%s", (_, expected, more) => {
    expect(concernsBot(message({ place: inThread, ...more }), [thing()])).toBe(expected);
  });

  it("offers a private question only to the person who was asked", () => {
    const tom = message({ by: { id: "tom" }, place: inThread });
    expect(target(tom, [chain], [], words({ answer: 0.9 })).is).not.toBe("answer");
  });

  it("lets a fault work again, not a wish", () => {
    const wish = thing({ id: "wish", request: "r1", about: "display of delays", isWish: true });
    const fault = recent({ request: "r2", text: "Validator swallows cards" });
    const read = words({ resolved: 0.9 }, { ending: { act: "resolved" } });
    expect(target(message({ text: ["it works again"] }), [wish], [fault], read)).toMatchObject({
      ...{ is: "resolved", request: "r2" },
    });
  });

  it("leaves words that name a partner of an exchange to people after a pause", () => {
    const said = message({
      text: ["yes Bea, three times"],
      ...{ addressed: false, place: inThread },
      ...{ continuesTalk: true, namesPartner: true, isAfterPause: true },
    });
    expect(target(said, [thing()], [], words({ answer: 0.7, to_somebody_else: 0.1 }))).toEqual({
      is: "not_for_bot",
    });
  });

  it("leaves a short reply to a colleague's question to people", () => {
    const said = message({
      text: ["yes, be there in five"],
      ...{ addressed: false, place: inThread, followsQuestion: true },
    });
    expect(target(said, [thing()], [], words({ answer: 0.5, to_somebody_else: 0.25 }))).toEqual({
      is: "not_for_bot",
    });
  });
});
