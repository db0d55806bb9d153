/**
 * Time that parsers need for endless repetitions. It must be linear: a pattern that backtracks
 * would block everybody.
 */
import { expect, it } from "vitest";
import { featureCommands } from "../../src/app/registry.ts";
import {
  parseRequestNumber,
  requestNumberIn,
} from "../../src/features/cases/brief/request-title.ts";
import { validateCaseActionForm } from "../../src/features/cases/lifecycle/action-forms.ts";
import { parseCheckCommand } from "../../src/features/checks/actions.ts";
import { parseChainLinks } from "../../src/features/checks/customer-chain.ts";
import { parseTimeOfDay, parseWeekdays } from "../../src/features/checks/parse-times.ts";
import { findThemes } from "../../src/features/checks/picture/count-weeks.ts";
import { parseCheckWords, pledgeInSecondPerson } from "../../src/features/checks/pledge.ts";
import * as retrospectives from "../../src/features/retrospectives/actions.ts";
import { boardOperationsOf } from "../../src/features/retrospectives/board/command-operations.ts";
import { findRetroTemplate } from "../../src/features/retrospectives/templates.ts";
import { parseWorkspaceCommand } from "../../src/features/workspace/actions.ts";
import { findVerbatimQuote, sanitizeSentence } from "../../src/nlu/model/sanitize.ts";
import { extractJson } from "../../src/nlu/model/structured-output.ts";
import { readControlPhrase } from "../../src/nlu/rules/acts/control-phrases.ts";
import { asksOutright } from "../../src/nlu/rules/requests/request-opening.ts";
import { createRulesJudge } from "../../src/nlu/rules/rules-judge.ts";
import { readDateExpression } from "../../src/nlu/text/date-expressions.ts";
import { parseMrkdwn } from "../../src/platforms/slack/inbound/message-text.ts";
import { parseHtmlRichText } from "../../src/platforms/teams/inbound/html-rich-text.ts";
import { parseTeamsCommand } from "../../src/platforms/teams/inbound/to-inbound-events.ts";
import { renderParagraphs } from "../../src/platforms/teams/outbound/text-runs.ts";
import { stripControlCharacters } from "../../src/platforms/terminal/render.ts";
import { sampleBoard } from "../features/retrospectives/board/sample-boards.ts";
import { processorMs, scaledMs } from "../harness/eventually.ts";

/**
 * In characters; a quarter of what Slack accepts in a message. Quadratic time takes about 100 ms at
 * this length, cubic time takes minutes.
 */
const length = 10_000;
const patienceMs = scaledMs(3_000);

const doer = { person: "u", token: "t", today: "2027-03-01", zone: "UTC" };
const board = sampleBoard({ phase: "decide" });
const judge = createRulesJudge();

const readers: Record<string, (text: string) => unknown> = {
  "Slack's text": parseMrkdwn,
  "Teams' HTML": (text) => parseHtmlRichText(text),
  "Teams' commands": (text) => parseTeamsCommand(featureCommands, [text]),
  "an Adaptive Card": (text) =>
    renderParagraphs([text, { bold: text }, { person: "u", name: text }]),
  "a terminal": stripControlCharacters,
  "/check": (text) => [
    parseCheckCommand([text], "command"),
    parseCheckCommand([`check ${text}`], "message"),
  ],
  "/entwine": (text) => [
    parseWorkspaceCommand([`settings model customer ${text}`], "command"),
    parseWorkspaceCommand([text], "message"),
  ],
  "/retro": (text) => [
    retrospectives.parseRetroAction([text], "command"),
    retrospectives.parseRetroAction([`retro ${text}`], "message"),
    retrospectives.extractMention([text], true),
  ],
  "a board": (text) =>
    (["propose", "group", "vote", "add", "until", "discuss"] as const).map((verb) =>
      boardOperationsOf({ verb, args: [], text: [`x by ${text}`] }, board, doer),
    ),
  templates: (text) => findRetroTemplate([], text),
  controls: readControlPhrase,
  dates: (text) => [
    readDateExpression(text, "2027-03-01"),
    readDateExpression(`in ${text}`, "2027-03-01"),
    parseTimeOfDay(text),
    parseWeekdays(text),
  ],
  numbers: (text) => [requestNumberIn(text), parseRequestNumber(text), asksOutright(text)],
  pledges: (text) => [
    parseCheckWords(text),
    pledgeInSecondPerson(`I'll ${text}`),
    parseChainLinks(text),
    findThemes(text),
  ],
  forms: (text) => validateCaseActionForm("decline", { alternative: text, text }, "2027-03-01"),
  "a model's words": (text) => [
    sanitizeSentence(text, "a prompt of some words that nobody may see"),
    findVerbatimQuote(text, text.slice(0, 900)),
    extractJson(text),
  ],
  judgement: (text) =>
    judge.read({
      text,
      wants: ["control", "request", "need", "customer", "measure"],
      today: "2027-03-01",
    }),
};
const pieces = [
  ...[
    " ",
    "a",
    "a ",
    "\n",
    "\t ",
    "\r",
    "1",
    "1 ",
    ", ",
    "a.",
    "- ",
    "* ",
    "*",
    "_",
    "`",
    "```a",
    "<",
    "<div>",
    "<a href=x>",
    "&lt;",
    "[",
    "[a](",
    "{",
    '"',
    "'",
    "@a ",
    "#1 ",
    "/",
    "www.",
    "a.com ",
  ],
  ...[
    " by",
    ", by ",
    "we need a, ",
    "and also ",
    "; ",
    "a: ",
    "R-1 ",
    "\u0301",
    "> ",
    "because ",
    "2027-03-01 ",
    "1.1.",
    "next monday ",
    "<think>",
    "? ",
    "-> ",
    "\u001b[",
    "until ",
    "I'll ",
    "none ",
  ],
];

it.each(Object.entries(readers))("%s: reads endless repetitions in time", async (_, read) => {
  for (const piece of pieces)
    for (const end of ["", "!x"]) {
      const text = piece.repeat(length / piece.length) + end;
      expect(await processorMs(() => read(text)), JSON.stringify(piece)).toBeLessThan(patienceMs);
    }
});
