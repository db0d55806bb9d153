/**
 * The card in the team's channel after a long history: accepted by both platforms, and readable.
 */
import { describe, expect, it } from "vitest";
import { teamCard } from "../../../../src/features/cases/cards/team-card.ts";
import {
  type Case,
  type CaseStatus,
  caseActionTypes,
  caseStatuses,
  type HistoryEntry,
} from "../../../../src/features/cases/lifecycle/case.ts";
import { loadWords } from "../../../../src/lib/i18n.ts";
import { cardToPlainText } from "../../../../src/platform/card.ts";
import { renderSlackBlocks } from "../../../../src/platforms/slack/outbound/blocks.ts";
import { renderTeamsCardMessage } from "../../../../src/platforms/teams/outbound/adaptive-card.ts";
import { blocksRefusal } from "../../../harness/slack/screen.ts";

const words = loadWords("en");
const maria = { id: "U0MARIA", name: "Maria" };
const long = [
  { bold: "long" },
  " words, and more of them,".repeat(200),
  { link: "https://example.com", label: "there" },
];

const aCase = (status: CaseStatus, steps: HistoryEntry[] = []): Case => ({
  ...{
    request: "0198c7a2-7c1e-7000-8000-000000000001",
    number: 17,
    title: "",
    status,
    requester: maria,
    owner: maria,
    isPrivate: false,
    history: steps,
  },
  ...{
    place: { platform: "slack", kind: "personal", id: maria.id },
    conversation: "",
    kind: "new_solution",
    stream: "Order to cash",
  },
  interview: {
    ...{
      request: "",
      number: 17,
      requester: maria,
      text: long,
      kind: "new_solution",
      phase: "done",
      asked: [],
      claimed: true,
      reminded: false,
      filed: true,
    },
    answers: Object.fromEntries(
      ["need", "customer", "link", "owner", "priority", "measure"].map((question) => [
        question,
        { text: long, by: maria },
      ]),
    ),
  },
});
const around = {
  words,
  mergedRequesters: Array.from({ length: 40 }, (_, index) => ({ id: `U0P${index}` })),
  first: 4,
};

/** A history of every action, repeated many times. */
const detail = Array.from({ length: 200 }, (_, index): HistoryEntry => {
  const act = caseActionTypes[index % caseActionTypes.length]!;
  return {
    id: `s${index}`,
    act,
    status: "accepted",
    by: maria,
    at: new Date(index),
    why: long,
    alternative: act === "propose" ? long : undefined,
    verdict: act === "outcome" ? "partly" : undefined,
  };
});

const labels = (status: CaseStatus, all = false): string[] =>
  teamCard(aCase(status), { ...around, showAllButtons: all }).flatMap((element) =>
    element.kind === "buttons" ? element.buttons.map(({ label }) => label) : [],
  );

describe("team's card", () => {
  it.for(caseStatuses)(
    "is accepted by both platforms after a long history, and shows its state (%s)",
    (status) => {
      const card = teamCard(aCase(status, detail), { ...around, showAllButtons: true });
      const blocks = renderSlackBlocks(card);
      expect(blocksRefusal(blocks as never, 50)).toBeUndefined();
      expect(JSON.stringify(blocks)).toContain("Order to cash");
      const { summary } = renderTeamsCardMessage(card);
      for (const shown of [cardToPlainText(card), summary]) {
        expect(shown.split("\n")[1]).toContain("since Jan 1, 1970");
        expect(shown).toMatch(/\d+ earlier messages are in the thread/);
      }
    },
  );

  it("ends in a button for fewer or for more buttons, if there are many", () => {
    const pressesOf = (status: CaseStatus, showAllButtons: boolean) =>
      teamCard(aCase(status), { ...around, showAllButtons })
        .flatMap((element) => (element.kind === "buttons" ? element.buttons : []))
        .map((button) => ("press" in button ? button.press.split("/")[1] : ""));
    expect(pressesOf("new", true).at(-1)).toBe("less");
    expect(pressesOf("new", true).length).toBeGreaterThan(pressesOf("new", false).length);
    expect(pressesOf("new", false).at(-1)).toBe("more");
    expect(pressesOf("declined", true)).toEqual(pressesOf("declined", false));
  });

  it("offers to close a request only while its requester says that it is solved", () => {
    const step = (act: "solve" | "add", index: number): HistoryEntry => ({
      ...{ id: `s${index}`, act, status: "accepted", by: maria, at: new Date(index) },
      why: ["some words"],
    });
    const pressesOf = (...acts: ("solve" | "add")[]) =>
      teamCard(aCase("accepted", acts.map(step)), around)
        .flatMap((element) => (element.kind === "buttons" ? element.buttons : []))
        .flatMap((button) => ("press" in button ? [button.press.split("/")[1]] : []));
    expect(pressesOf("solve")[0]).toBe("close");
    expect(pressesOf("add")).not.toContain("close");
    expect(pressesOf("solve", "add")).not.toContain("close");
  });

  it("shows the most likely buttons, and the rest behind one", () => {
    expect(labels("new")).toEqual([
      "I’ll take it",
      "Ask",
      "Propose another way",
      "Decline",
      "More …",
    ]);
    expect(labels("accepted")).toEqual([
      "Delivered",
      "Ask",
      "Propose another way",
      "Decline",
      "More …",
    ]);
    expect(labels("alternative_proposed")).toEqual([
      "I’ll take it",
      "Ask",
      "Decline",
      "Postpone",
      "More …",
    ]);
    expect(labels("postponed")).toEqual([
      "I’ll take it",
      "Back to the team",
      "Ask",
      "Propose another way",
      "More …",
    ]);
    expect(labels("delivered")).toEqual(["Ask", "Reopen", "Value stream", "Service, customer"]);
    expect(labels("outcome_known")).toEqual(["Reopen", "Value stream", "Service, customer"]);
    expect(labels("declined")).toEqual(["I’ll take it"]);
    expect(labels("merged")).toEqual(["Separate again"]);
    expect(labels("cancelled")).toEqual([]);
    expect(labels("accepted", true)).toEqual([
      ...[
        "Delivered",
        "Ask",
        "Propose another way",
        "Decline",
        "Postpone",
        "Hand to …",
        "Merge",
        "Value stream",
        "Service, customer",
        "Mark as a fault",
        "Give it back",
        words.plain("life.button.less"),
      ],
    ]);
  });
});

it("has the requester's words of a security incident, and no lines for answers", () => {
  const text = ["so… I typed my password into a fake page"];
  const incident = aCase("new");
  const interview = { ...incident.interview, text, answers: {}, security: true as const };
  const card = teamCard({ ...incident, security: true, interview }, around);
  const shown = cardToPlainText(card);
  expect(card[0]).toMatchObject({ kind: "heading" });
  expect(cardToPlainText([card[0]!])).toContain("I typed my password into a fake page");
  expect(shown).not.toContain(words.plain("requests.brief.unknown"));
  expect(shown).not.toContain(words.plain("requests.kind.new_solution"));
});
