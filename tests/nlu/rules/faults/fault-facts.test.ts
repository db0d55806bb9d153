import { describe, expect, it } from "vitest";
import {
  readFactsOfAnswer,
  readFaultFacts,
  tellsWhen,
} from "../../../../src/nlu/rules/faults/fault-facts.ts";
import { splitSentences } from "../../../../src/nlu/text/normalise.ts";

const read = (text: string) => readFaultFacts(splitSentences(text));

describe("readFaultFacts", () => {
  for (const [text, since, affected] of [
    [
      "The parcel scale has been off every morning since Thursday, packers stand idle",
      "every morning since Thursday",
      "packers stand idle",
    ],
    [
      "Das Tor klemmt seit dem letzten Update, die Staplerfahrer warten draußen",
      "seit dem letzten Update",
      "die Staplerfahrer warten draußen",
    ],
    [
      "Depuis hier soir la caisse 2 plante, les clients font la queue",
      "Depuis hier soir",
      "les clients font la queue",
    ],
    [
      "La báscula marca cero desde ayer por la tarde y los camiones esperan fuera",
      "desde ayer por la tarde",
      "los camiones esperan fuera",
    ],
    [
      "Label printer!! Third time this WEEK!! Nurses write by hand",
      "Third time this WEEK",
      "Nurses write by hand",
    ],
    [
      "Der Scanner streikt zum dritten Mal diese Woche, die Monteure warten",
      "zum dritten Mal diese Woche",
      "die Monteure warten",
    ],
  ] as const)
    it(`finds time and people in "${text}"`, () =>
      expect(read(text)).toMatchObject({ since, affected }));

  for (const text of [
    "The tablet shows a black screen, it beeps and the light blinks red",
    "The belt stops, error 12, we restarted it twice",
    "Der Drucker klemmt, könnt ihr bitte kommen",
    "La tablette est bloquée, on a déjà redémarré",
    "La caja no abre, el mensaje dice error 4",
  ])
    it(`finds no affected people in "${text}"`, () => expect(read(text).affected).toBeUndefined());

  it("leaves a greeting out of the symptom", () => {
    expect(read("Morning! the label printer on ward 5 prints blanks since six")).toEqual({
      symptom: "the label printer on ward 5 prints blanks",
      since: "since six",
    });
  });
});

describe("readFactsOfAnswer", () => {
  it.each(["since the night shift", "since about half six this morning", "seit kurz nach acht"])(
    "reads only a time in %j",
    (text) =>
      expect(readFactsOfAnswer(text)).toEqual({
        since: text,
        affected: undefined,
        isOnlyTime: true,
      }),
  );

  it("finds people beside a time", () => {
    expect(readFactsOfAnswer("all the readers, and it has been so since Friday")).toMatchObject({
      ...{ since: "since Friday", isOnlyTime: false },
      affected: expect.stringContaining("all the readers"),
    });
  });

  it("tells that an answer is only a time", () => {
    expect(readFactsOfAnswer("depuis ce matin 8h").isOnlyTime).toBe(true);
  });
});

describe("tellsWhen", () => {
  it.each([
    "whenever it rains",
    "solo cuando hay oleaje",
    "schon immer",
    "hace dos noches",
    "two nights ago",
    "started tuesday",
  ])("is true of %j", (text) => {
    expect(tellsWhen(text)).toBe(true);
  });

  it.each(["marcan 200 kilos de más", "es blinkt rot", "j'ai débranché rebranché, rien"])(
    "is false of %j",
    (text) => {
      expect(tellsWhen(text)).toBe(false);
    },
  );
});
