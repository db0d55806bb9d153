/**
 * Markup, links and mentions in texts of people, settings, templates and models: shown as plain
 * text everywhere. Rendering by each platform is tested in tests/conformance/platform-adapter.ts.
 */
import { describe, expect, it } from "vitest";
import { featureData } from "../../src/app/registry.ts";
import type { ExportRow } from "../../src/core/feature-data.ts";
import {
  type ExportFormat,
  renderExport as renderLedger,
} from "../../src/features/insights/render-export.ts";
import { renderRetroSummary } from "../../src/features/retrospectives/cards/summary.ts";
import { renderRichTextHtml } from "../../src/lib/html.ts";
import { wordsFor } from "../../src/lib/i18n.ts";
import { openLog } from "../../src/lib/log.ts";
import type { Card } from "../../src/platform/card.ts";
import type { Form } from "../../src/platform/form.ts";
import {
  renderSlackBlocks,
  renderSlackFallbackText,
} from "../../src/platforms/slack/outbound/blocks.ts";
import { modalErrorResponse, renderModal } from "../../src/platforms/slack/outbound/modals.ts";
import { renderTeamsCardMessage } from "../../src/platforms/teams/outbound/adaptive-card.ts";
import { renderFormDialog } from "../../src/platforms/teams/outbound/forms.ts";
import { renderTerminalCard, stripControlCharacters } from "../../src/platforms/terminal/render.ts";
import { renderPage } from "../../src/web/page.ts";
import { sampleBoard } from "../features/retrospectives/board/sample-boards.ts";
import { renderCard } from "../harness/teams/screen.ts";

const words = wordsFor();
/**
 * On some platform, each would mention everybody, a person or a group, make a link or a picture, be
 * parsed as markup, or control a terminal.
 */
const attacks = [
  ...[
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<@U0BOSS>",
    "<@W0BOSS|boss>",
    "<!subteam^S0ALL>",
    "<#C0GENERAL>",
    "<!date^0^{date}^https://evil.example|x>",
  ],
  ...[
    "<https://evil.example|https://good.example>",
    "<mailto:a@evil.example|b>",
    "&lt;!channel&gt;",
    "<\u200b!channel>",
    "＜!channel＞",
    "*_~`x`~_*",
    "```x```",
    "> x",
    ":tada:",
  ],
  ...[
    "[x](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "{{DATE(2027-01-01,SHORT)}}",
    "{{TIME(x)}}",
    "$" + "{$root.x}",
    "<at>all</at>",
    "<img src=https://evil.example>",
    "\\[x](https://evil.example)",
    "[x]\\(https://evil.example)",
  ],
  ...[
    "\u001b[2J\u001b[31m",
    "\u001b]8;;https://evil.example\u0007x\u001b]8;;\u0007",
    "\u009b31m",
    "\u0007",
    "\u001bP$q\u001b\\",
    "a\rb",
    "a\bb",
    "\u202eevil\u2066",
    "\x7f",
    "\u001b]0;title\u0007",
  ],
  ...[
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "</title><script>",
    "' onmouseover=x",
  ],
];

const everywhere = (text: string): Card => [
  { kind: "heading", text: [text] },
  {
    kind: "text",
    text: [
      text,
      { bold: text },
      { italic: text },
      { code: text },
      { link: text, label: text },
      { person: text, name: text },
    ],
  },
  { kind: "quote", text: [text] },
  { kind: "note", text: [text, { bold: text }, { link: text }, { person: text }] },
  { kind: "facts", facts: [{ label: text, value: [text] }] },
  { kind: "item", text: [text], note: [text], button: { label: text, press: text } },
  {
    kind: "buttons",
    buttons: [
      { label: text, press: text },
      { label: text, url: "https://wiki.example/" },
    ],
  },
  {
    kind: "chart",
    chart: "bar",
    title: text,
    labels: [text],
    unit: text,
    most: 1,
    series: [{ name: text, values: [1] }],
    text: [text],
  } as Card[number],
  { kind: "chain", links: [text, text] },
];
const formOf = (text: string): Form => ({
  ...{ id: "act/R/ask", title: text, submit: text, cancel: text, intro: [text] },
  fields: [
    { name: "text", label: text, hint: text, value: text },
    {
      name: "one",
      label: text,
      kind: "choice",
      value: text,
      options: [{ value: text, label: text }],
    },
    { name: "who", label: text, kind: "person", value: text },
    { name: "when", label: text, kind: "date", value: text },
  ],
});

type Node = Record<string, unknown>;
function* nodes(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const inner of Object.values(value)) yield* nodes(inner);
}

describe.each(attacks)("attack %j", (attack) => {
  it("is plain text or escaped on Slack", () => {
    const view = renderModal(formOf(attack), {
      place: { platform: "slack", kind: "personal", id: "U1" },
    });
    for (const node of nodes([
      renderSlackBlocks(everywhere(attack)),
      renderSlackBlocks(everywhere(attack), undefined, { drawn: false }),
      view.blocks,
      view.title,
      view.submit,
    ])) {
      if (node.type === "mrkdwn")
        expect(node.text).not.toMatch(/<(?![@#!]?[UW][A-Z0-9]+>|(?:https?:\/\/|mailto:))/);
      if (node.type === "plain_text") expect(node.emoji).toBe(false);
      if (node.type === "user") expect(node.user_id).toMatch(/^[UW][A-Z0-9]+$/);
      if (node.type === "link" || node.url !== undefined)
        expect(node.url).toMatch(/^(?:https?:\/\/|mailto:)/);
      expect(["broadcast", "usergroup", "channel", "image", "emoji"]).not.toContain(node.type);
    }
    expect(renderSlackFallbackText(everywhere(attack))).not.toMatch(/<[!@#a-z]/);
    expect(
      JSON.stringify(
        modalErrorResponse(
          {
            id: "V",
            private_metadata: "",
            blocks: [{ type: "input", block_id: "text" }],
            state: { values: {} },
          },
          { text: attack },
        ),
      ),
    ).not.toContain("undefined");
  });

  it("mentions nobody, opens nothing and is no template in Teams", () => {
    const shown = everywhere(attack).filter(
      ({ kind }) => kind !== "text" && kind !== "note" && kind !== "buttons",
    );
    for (const content of [
      renderTeamsCardMessage([
        ...shown,
        { kind: "text", text: [attack] },
        { kind: "note", text: [attack] },
      ]).attachments,
      renderFormDialog({ form: formOf(attack), press: "x", peopleChoices: "picker" }, words),
    ]) {
      const seen = [...nodes(content)]
        .filter(({ type }) => type === "AdaptiveCard")
        .map((card) => renderCard(card as never));
      expect(seen.flatMap(({ live }) => live)).toEqual([]);
      for (const node of nodes(content)) expect(["Image", "Media"]).not.toContain(node.type);
    }
    for (const node of nodes(renderTeamsCardMessage(everywhere(attack)).attachments))
      if (node.type === "Action.OpenUrl") expect(node.url).toMatch(/^(?:https?|mailto):/i);
  });

  it("controls no terminal", () => {
    const lines = renderTerminalCard(
      everywhere(attack),
      { width: 80, paint: (_, text) => text },
      () => 1,
    ).join("\n");
    expect(lines).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
    expect(stripControlCharacters(attack)).not.toMatch(/[^\P{Cc}\n]/u);
    const logged: string[] = [];
    openLog("trace", (line) => logged.push(line)).warn(
      { code: attack, err: Object.assign(new Error(attack), { code: attack }) },
      "tried",
    );
    expect(logged.join("")).not.toMatch(/[^\P{Cc}\n]/u);
    expect(logged.join("").trimEnd()).not.toContain("\n");
  });

  it("is plain text on a web page", async () => {
    const whole = String(
      await renderPage({
        title: attack,
        nonce: "n",
        body: renderRichTextHtml([
          attack,
          { bold: attack },
          { link: attack, label: attack },
          { person: attack, name: attack },
        ]),
      } as never),
    );
    expect(whole).not.toMatch(/<(?:script|img|at)\b/i);
    for (const [, address] of whole.matchAll(/href="([^"]*)"/g))
      expect(address).toMatch(/^(?:https?:\/\/|\/)/);
  });
});

describe("exported attack", () => {
  const formulas = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example","x")',
  ];
  const structure = [
    "a\nb",
    "a\r\n## b",
    "a,b",
    'a"b',
    "a|b",
    "# a",
    "- a\n- b",
    "\n\n# a",
    "[x](https://evil.example)",
    "<script>",
    "a\u2028b",
    '{"type":"request"}',
  ];
  const of = async (row: ExportRow, format: ExportFormat): Promise<string> =>
    (
      await Array.fromAsync(
        renderLedger(
          featureData,
          (async function* () {
            yield row;
          })(),
          format,
        ),
      )
    ).join("");
  const row = (text: string): ExportRow => ({
    type: text,
    workspace: "slack:T1",
    request: "R-1",
    text,
    title: text,
    by: text,
    status: text,
    kind: text,
    requester: text,
    created_at: "2027-03-01",
  });
  /** Parses CSV by RFC 4180. */
  const cells = (csv: string): string[] =>
    [...csv.matchAll(/(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
    );

  it.each([...formulas, ...structure])(
    "%j is no formula in CSV, one line in JSON and one line in Markdown",
    async (text) => {
      const csv = await of(row(text), "csv");
      for (const cell of cells(csv)) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      const lines = (await of(row(text), "jsonl")).split("\n");
      expect(lines).toHaveLength(2);
      expect(JSON.parse(lines[0]!)).toMatchObject({ text });
      const markdown = await of({ ...row(text), type: "answer", question: text }, "md");
      expect(markdown.trimEnd().split("\n")).toHaveLength(1);
      expect(markdown).not.toMatch(/(?<!\\)[[<]/);
      const board = sampleBoard({
        title: text,
        phase: "decide",
        columns: [{ key: "wind", title: text, hint: text }],
        topics: [{ id: "t", number: 1, title: text, remarks: [text] } as never],
        notes: [{ id: "n", topic: "t", column: "wind", text } as never],
      });
      const view = {
        board,
        words,
        now: new Date(0),
        person: (id: string) => ({ id, name: text }),
        named: new Map(),
      };
      for (const cell of cells(renderRetroSummary(view as never, "csv")))
        expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      expect(renderRetroSummary(view as never, "md")).not.toMatch(/(?<!\\)[[<](?![ x]\])/);
    },
  );
});
