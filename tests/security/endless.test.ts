/** Words that repeat without end: whatever reads them takes about as long as they are, and not its square's square. A pattern that backtracks would hold up everybody. */
import { expect, it } from "vitest";
import { linksIn } from "../../src/checks/chain.ts";
import * as checks from "../../src/checks/errand.ts";
import { asDeed, readTold } from "../../src/checks/pledge.ts";
import { readDays, readTime } from "../../src/checks/said.ts";
import { themesOf } from "../../src/checks/themes.ts";
import { readControl } from "../../src/judgement/controls.ts";
import { readDate } from "../../src/judgement/dates.ts";
import { extractJson } from "../../src/judgement/ladder.ts";
import { rulesJudge } from "../../src/judgement/rules.ts";
import { quoted, sentence } from "../../src/judgement/sanitize.ts";
import * as organisation from "../../src/organisation/errand.ts";
import { mistakesIn } from "../../src/requests/act-forms.ts";
import { beginsLikeRequest } from "../../src/requests/hear.ts";
import { numberAlone, numberIn } from "../../src/requests/whereabouts.ts";
import { actsOf } from "../../src/retrospectives/acts.ts";
import * as retrospectives from "../../src/retrospectives/errand.ts";
import { findTemplate } from "../../src/retrospectives/templates.ts";
import { fromMrkdwn } from "../../src/slack/prose.ts";
import type { Arrival } from "../../src/surface/arrival.ts";
import { commandIn } from "../../src/teams/commands.ts";
import { paragraphs } from "../../src/teams/passages.ts";
import { proseOfHtml } from "../../src/teams/said.ts";
import { clean } from "../../src/terminal/render.ts";
import { processorMs, scaledMs } from "../harness/eventually.ts";
import { aBoard } from "../retrospectives/boards.ts";

/** Characters, a quarter of what Slack takes in a message. What grows with the square of it takes some 100 ms, what grows with its cube minutes. */
const length = 10_000;
const patienceMs = scaledMs(3_000);

const typed = (command: string, text: string) =>
  ({
    id: "1",
    workspace: "w",
    at: 0,
    by: { id: "u" },
    place: { surface: "slack", kind: "personal", id: "u" },
    kind: "command",
    command,
    text: [text],
  }) as Arrival;
const doer = { person: "u", token: "t", today: "2027-03-01", zone: "UTC" };
const board = aBoard({ phase: "decide" });
const judge = rulesJudge();

const readers: Record<string, (text: string) => unknown> = {
  "Slack's text": fromMrkdwn,
  "Teams' HTML": (text) => proseOfHtml(text),
  "Teams' commands": (text) => commandIn([text]),
  "an Adaptive Card": (text) => paragraphs([text, { bold: text }, { person: "u", name: text }]),
  "a terminal": clean,
  "/check": (text) => [checks.errandOf(typed("check", text)), checks.isSaid(`check ${text}`)],
  "/entwine": (text) => [organisation.errandOf(typed("entwine", `settings model customer ${text}`)), organisation.isSaid(text)],
  "/retro": (text) => [retrospectives.errandOf(typed("retro", text)), retrospectives.isSpoken(`retro ${text}`), retrospectives.mentioned([text], true)],
  "a board": (text) => ["propose", "group", "vote", "add", "until", "discuss"].map((verb) => actsOf({ verb, more: [], text: [`x by ${text}`] }, board, doer)),
  templates: (text) => findTemplate([], text),
  controls: readControl,
  dates: (text) => [readDate(text, "2027-03-01"), readDate(`in ${text}`, "2027-03-01"), readTime(text), readDays(text)],
  numbers: (text) => [numberIn(text), numberAlone(text), beginsLikeRequest([text])],
  pledges: (text) => [readTold(text), asDeed(`I'll ${text}`), linksIn(text), themesOf(text)],
  forms: (text) => mistakesIn("decline", { alternative: text, text }, "2027-03-01"),
  "a model's words": (text) => [sentence(text, "a prompt of some words that nobody may see"), quoted(text, text.slice(0, 900)), extractJson(text)],
  judgement: (text) => judge.read({ text, wants: ["control", "request", "need", "customer", "measure"], today: "2027-03-01" }),
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

it.each(Object.entries(readers))("%s: words that go round and round are read in time", async (_, read) => {
  for (const piece of pieces)
    for (const end of ["", "!x"]) {
      const text = piece.repeat(length / piece.length) + end;
      expect(await processorMs(() => read(text)), JSON.stringify(piece)).toBeLessThan(patienceMs);
    }
});
