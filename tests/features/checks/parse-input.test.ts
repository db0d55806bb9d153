/** Parsing of what people write when the check asks for something. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkActions,
  legacyCheckAction,
  parseCheckCommand,
} from "../../../src/features/checks/actions.ts";
import {
  checkQuestionCard,
  checkWordingCount,
  pickWording,
  relativeDay,
} from "../../../src/features/checks/cards.ts";
import { type ChainDraft, nextChainStep } from "../../../src/features/checks/chain-editor.ts";
import { feelings, snoozes } from "../../../src/features/checks/check.ts";
import {
  isEndOfChain,
  maxChainLinks,
  normaliseChainLink,
  parseChainLinks,
} from "../../../src/features/checks/customer-chain.ts";
import { parseTimeOfDay, parseWeekdays } from "../../../src/features/checks/parse-times.ts";
import { findThemes, fourWeekBlockOf } from "../../../src/features/checks/picture/count-weeks.ts";
import { nextDigestAt } from "../../../src/features/checks/picture/team-picture.ts";
import {
  isNoPledge,
  parseCheckWords,
  pledgeInSecondPerson,
} from "../../../src/features/checks/pledge.ts";
import { readFeelingWords } from "../../../src/features/checks/typed-answer.ts";
import { mondayOf } from "../../../src/lib/dates/calendar-dates.ts";

import { availableLanguages, loadWords } from "../../../src/lib/i18n.ts";

const words = loadWords("en");

describe("parseTimeOfDay and parseWeekdays", () => {
  it.each([
    ["15:30", "15:30"],
    ["3:30pm", "15:30"],
    ["12 am", "00:00"],
    ["15h", "15:00"],
    ["at 9.05", "09:05"],
    ["25:00", undefined],
    ["13 pm", undefined],
    ["later", undefined],
  ])("%s is %s", (said, time) => expect(parseTimeOfDay(said)).toBe(time));

  it.each([
    ["mon-fri", "12345"],
    ["Monday to Thursday", "1234"],
    ["Monday, Wednesday and Friday", "135"],
    ["fri-mon", "1567"],
    ["Montag bis Mittwoch", "123"],
    ["every day", "1234567"],
    ["sometimes", undefined],
    ["mon-", undefined],
    ["du lundi au vendredi", "12345"],
  ])("%s are %s", (said, days) => expect(parseWeekdays(said)).toBe(days));
});

describe("parseCheckWords", () => {
  it.each([
    [
      "third status deck this week. I’ll ask who reads it",
      "third status deck this week.",
      "I’ll ask who reads it",
      "ask who reads it",
    ],
    [
      "Migrating the old wiki, I will ask Tom whether my part is needed",
      "Migrating the old wiki",
      "I will ask Tom whether my part is needed",
      "ask Tom whether your part is needed",
    ],
    ["meetings all day", undefined, "meetings all day", undefined],
    [
      "We write a report nobody reads. Stop doing it.",
      "We write a report nobody reads.",
      "Stop doing it.",
      undefined,
    ],
    [
      "I want to find out what I am paying for",
      undefined,
      "I want to find out what I am paying for",
      "find out what you are paying for",
    ],
  ])("%s", (said, working, pledge, action) => {
    expect(parseCheckWords(said)).toEqual({ working, pledge });
    expect(pledgeInSecondPerson(pledge)).toBe(action);
  });

  it("loses no word of any input", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => /\p{L}/u.test(text)),
        (text) => {
          const { working = "", pledge } = parseCheckWords(text);
          const letters = (part: string): string => part.replace(/[^\p{L}\p{N}]/gu, "");
          expect(letters(working + pledge)).toBe(letters(text));
        },
      ),
    );
  });

  it("may be left empty", () => {
    for (const text of ["nothing", "No.", "never mind", "nada"])
      expect(isNoPledge(text)).toBe(true);
    expect(isNoPledge("nothing works in the shop")).toBe(false);
  });

  it("has themes in four languages, which are independent of its words", () => {
    expect([...findThemes("third status deck this week")]).toEqual(["reports"]);
    expect([...findThemes("Die dritte Besprechung heute")]).toEqual(["meetings"]);
    expect([...findThemes("une réunion de plus")]).toEqual(["meetings"]);
    expect([...findThemes("esperando la aprobación")]).toEqual(["waiting"]);
    for (const theme of ["meetings", "unused", "handovers"])
      expect(words.plain(`check.theme.${theme}`)).not.toBe("");
  });
});

describe("readFeelingWords", () => {
  const labels = availableLanguages.flatMap((locale) =>
    feelings.map((feeling) => [loadWords(locale).plain(`check.button.${feeling}`), feeling]),
  );

  it.for([
    ...labels,
    ["I think they would be unhappy", "unhappy"],
    ["not very happy", "unhappy"],
    ["don’t know", "unsure"],
    ["ich glaube, sie wären nicht sehr zufrieden", "unhappy"],
    ["weiß nicht", "unsure"],
    ["je pense qu’ils seraient contents", "happy"],
    ["je ne sais pas", "unsure"],
    ["creo que estarían contentos", "happy"],
    ["no lo sé", "unsure"],
  ])("reads “%s” as %s", ([said, feeling]) => {
    expect(readFeelingWords(said!)).toBe(feeling);
  });

  it.for([
    "the printer is bad",
    "good morning",
    "I’m not sure whether the VPN works",
    "not unhappy",
  ])("leaves “%s” to be heard", (said) => {
    expect(readFeelingWords(said)).toBeUndefined();
  });
});

describe("checkQuestionCard", () => {
  const questionOf = (person: string, date: string): string =>
    words.plain(`check.ask.${pickWording(person, date) + 1}`);

  it("is worded differently each day, and not the same for everybody", () => {
    for (let day = 1; day < 28; day++) {
      const [today, tomorrow] = [
        `2027-02-${String(day).padStart(2, "0")}`,
        `2027-02-${String(day + 1).padStart(2, "0")}`,
      ];
      expect(questionOf("lea", today)).not.toBe(questionOf("lea", tomorrow));
    }
    expect(
      new Set(Array.from({ length: 40 }, (_, index) => questionOf(`person${index}`, "2027-03-01")))
        .size,
    ).toBe(checkWordingCount);
  });

  it("asks for a paying customer's feeling in each wording, and never for a reason", () => {
    for (let wording = 0; wording < checkWordingCount; wording++) {
      const said = words.plain(`check.ask.${wording + 1}`);
      expect(said).toMatch(/how would they feel/i);
      expect(said).toMatch(/pays?|paid/);
      expect(said).not.toMatch(/\bwhy\b|productiv|track|monitor|watch/i);
    }
  });

  it("is small enough to be sent to a hundred thousand people", () => {
    expect(
      JSON.stringify(checkQuestionCard({ date: "2027-03-01", wording: 0, snoozes }, words)).length,
    ).toBeLessThan(1_000);
  });
});

describe("parseCheckCommand", () => {
  it("recognises commands in words", () => {
    const said = (text: string) => parseCheckCommand([text], "command");
    expect(said("on for Field Sales")).toMatchObject({ verb: "enrol", args: ["Field Sales"] });
    expect(said("pause until Friday")).toMatchObject({ verb: "pause", args: ["Friday"] });
    expect(said("erase_now 2027-03-01")).toMatchObject({ verb: "unknown" });
    expect(said("constructor")).toMatchObject({ verb: "unknown" });
    expect(said("")).toMatchObject({ verb: "now" });
  });

  it("decodes paths of release 0.1.0, which escaped nothing", () => {
    expect(legacyCheckAction("check/zone/Europe/Berlin")).toBe(
      checkActions.encode("zone", "Europe/Berlin"),
    );
    expect(legacyCheckAction("check/nonsense/a/b")).toBeUndefined();
  });

  it("takes no sentence that begins with the same word for a command", () => {
    const isCommand = (text: string) => parseCheckCommand([text], "message") !== undefined;
    for (const said of ["check", "Check mine", "check pause until Monday", "/check off"])
      expect(isCommand(said)).toBe(true);
    for (const said of ["check with the dealers first", "checkout is broken", "please check"])
      expect(isCommand(said)).toBe(false);
  });
});

describe("nextChainStep", () => {
  const heard = fc.oneof(
    fc.record({
      words: fc.oneof(
        fc.string(),
        fc.constantFrom("Field sales", "the dealers", "A > B > C", "done", "that's it", "→→"),
      ),
    }),
    fc.record({ tap: fc.constantFrom("end" as const, "undo" as const, "leave" as const) }),
  );

  it("keeps two links to the maximum, the team first, for any input", () => {
    fc.assert(
      fc.property(fc.array(heard, { maxLength: 20 }), (all) => {
        let draft: ChainDraft = { group: "g", links: ["Platform"] };
        for (const each of all) {
          const step = nextChainStep(draft, each);
          if (step.is === "left") return;
          const { links } = step.draft;
          expect(links[0]).toBe("Platform");
          expect(links.length).toBeLessThanOrEqual(maxChainLinks);
          expect(links.every((link) => link === normaliseChainLink(link) && link !== "")).toBe(
            true,
          );
          if (step.is === "ends") {
            expect(links.length).toBeGreaterThan(1);
            return;
          }
          draft = step.draft;
        }
      }),
    );
  });

  it.each(["cancel", "later, please", "hat sich erledigt"])("is left by “%s”", (words) => {
    expect(nextChainStep({ group: "g", links: ["Platform", "Sales"] }, { words })).toEqual({
      is: "left",
    });
  });

  it("removes the last link after “back”", () => {
    expect(nextChainStep({ group: "g", links: ["Platform", "Sales"] }, { words: "back" })).toEqual({
      is: "goes_on",
      draft: { group: "g", links: ["Platform"] },
    });
  });

  it("reads a chain from one line with arrows", () => {
    expect(parseChainLinks("Platform -> Field sales → Dealers")).toEqual([
      "Platform",
      "Field sales",
      "Dealers",
    ]);
    expect(parseChainLinks("Field sales")).toBeUndefined();
    expect(isEndOfChain("they are the paying customers")).toBe(true);
    expect(isEndOfChain("the end users of the shop")).toBe(false);
  });
});

describe("weeks", () => {
  it("begin on Monday, four form a block, and no day is in two", () => {
    expect(mondayOf("2027-03-07")).toBe("2027-03-01");
    const blocks = Array.from({ length: 56 }, (_, day) =>
      fourWeekBlockOf(Temporal.PlainDate.from("2027-02-22").add({ days: day }).toString()),
    );
    expect(
      [...new Set(blocks)]
        .map((block) => blocks.filter((each) => each === block).length)
        .slice(1, -1),
    ).toEqual([28]);
    expect([
      relativeDay("2027-03-01", "2027-03-02"),
      relativeDay("2027-02-26", "2027-03-01"),
      relativeDay("2027-02-01", "2027-03-01"),
    ]).toEqual(["yesterday", "weekday", "date"]);
  });

  it("are reported on the Monday morning after they end", () => {
    expect(nextDigestAt(new Date("2027-03-03T12:00:00Z"), "Europe/Berlin")).toEqual(
      new Date("2027-03-08T09:00:00Z"),
    );
    expect(nextDigestAt(new Date("2027-03-08T09:00:00Z"), "Europe/Berlin")).toEqual(
      new Date("2027-03-15T09:00:00Z"),
    );
    expect(nextDigestAt(new Date("2027-03-03T12:00:00Z"), "Pacific/Auckland")).toEqual(
      new Date("2027-03-08T00:05:00Z"),
    );
  });
});
