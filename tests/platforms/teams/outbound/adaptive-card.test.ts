import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Button,
  type Card,
  type CardElement,
  cardToPlainText,
} from "../../../../src/platform/card.ts";
import { type RichText, type TextSpan, toPlainText } from "../../../../src/platform/rich-text.ts";
import {
  renderTeamsCardMessage,
  teamsMessageMaxBytes,
} from "../../../../src/platforms/teams/outbound/adaptive-card.ts";
import type { CardHost } from "../../../../src/platforms/teams/outbound/card-actions.ts";
import { renderCard } from "../../../harness/teams/screen.ts";

type Node = { type: string; [key: string]: unknown };

const content = (card: Card, host?: CardHost): Node =>
  (renderTeamsCardMessage(card, host).attachments[0] as { content: Node }).content;
const shown = (card: Card, host?: CardHost) => renderCard(content(card, host) as never);

function nodes(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => (key === "data" ? [] : nodes(each)));
  return "type" in value ? [value as Node, ...inner] : inner;
}

/** Characters and strings that some part of Teams reads as markup. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(
      fc.constantFrom(
        "{{DATE(2026-01-01)}}",
        "{{{TIME(1)}}}",
        "$" + "{x}",
        "<at>Lea</at>",
        "**",
        "_",
        "[a](https://evil.example)",
        "\\",
        "&lt;",
        "\n",
        "# ",
        "1. ",
        "- ",
        "`",
        "~~",
        " ",
        "a",
      ),
    )
    .map((parts) => parts.join("")),
);
const span: fc.Arbitrary<TextSpan> = fc.oneof(
  text,
  text.map((bold) => ({ bold })),
  text.map((italic) => ({ italic })),
  text.map((code) => ({ code })),
  fc.record({ person: fc.uuid(), name: text }),
  fc.record({ link: fc.oneof(fc.webUrl(), text), label: text }),
);
const prose = fc.array(span, { maxLength: 6 });
const button: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: text, press: fc.string({ maxLength: 40 }) }),
  fc.record({ label: text, press: fc.constant("p"), opensForm: fc.constant(true as const) }),
  fc.record({ label: text, url: fc.oneof(fc.webUrl(), text) }),
);
const element: fc.Arbitrary<CardElement> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("heading" as const, "text" as const, "quote" as const, "note" as const),
    text: prose,
  }),
  fc.record({
    kind: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: text, value: prose }), { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant("item" as const), text: prose, note: prose, button }),
  fc.record({
    kind: fc.constant("buttons" as const),
    buttons: fc.array(button, { maxLength: 9 }),
    role: fc.constantFrom("controls" as const, undefined),
  }),
  fc.constant({ kind: "divider" as const }),
);
const card = fc.array(element, { maxLength: 12 });

const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Returns only letters and digits, in order: the same text wherever its lines break. */
const bones = (words: string): string => words.replace(/\s+/g, "");

const spanText: (prose: RichText) => string = (spans) => bones(toPlainText(spans));

describe("renderTeamsCardMessage", () => {
  it("makes an Adaptive Card 1.5 with its plain text beside it", () => {
    const message = renderTeamsCardMessage([
      { kind: "text", text: ["Noted as ", { bold: "R-17" }] },
    ]);
    expect(message).toMatchObject({
      summary: "Noted as R-17",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: { type: "AdaptiveCard", version: "1.5", fallbackText: "Noted as R-17" },
        },
      ],
    });
  });

  it("breaks lines where the text does", () => {
    expect(
      shown([
        { kind: "text", text: ["one\ntwo ", { bold: "three" }, "\n\n", { code: "four\nfive" }] },
      ]).words,
    ).toBe("one\ntwo three\nfour\nfive");
  });

  it("mentions people, each with an entity", () => {
    const node = content([
      {
        kind: "facts",
        facts: [{ label: "Owner", value: [{ person: "petra-id", name: "Petra" }] }],
      },
    ]);
    expect(node.msteams).toEqual({
      entities: [
        { type: "mention", text: "<at>Petra</at>", mentioned: { id: "petra-id", name: "Petra" } },
      ],
    });
    expect(renderCard(node as never).live).toEqual(["<at>Petra</at>"]);
  });

  it("keeps words beside a mention plain", () => {
    const { words, live } = shown([
      {
        kind: "text",
        text: [
          { person: "1", name: "Lea" },
          " wrote **[x](https://evil.example)** {{DATE(2026-01-01)}} <at>all</at>",
        ],
      },
    ]);
    expect(words).toBe("Lea wrote **[x](https://evil.example)** {{DATE(2026-01-01)}} <at>all</at>");
    expect(live).toEqual(["<at>Lea</at>"]);
  });

  it("opens only web and mail addresses", () => {
    const links: RichText = [
      { link: "javascript:alert(1)", label: "a" },
      { link: "https://wiki.example/r(9)", label: "b" },
      { link: "mailto:lea@example.com", label: "c" },
    ];
    expect(
      shown([
        { kind: "text", text: links },
        { kind: "buttons", buttons: [{ label: "d", url: "file:///etc/passwd" }] },
      ]).live,
    ).toEqual(["https://wiki.example/r(9)", "mailto:lea@example.com"]);
    expect(shown([{ kind: "text", text: [{ person: "1", name: "Lea" }, ...links] }]).live).toEqual([
      "<at>Lea</at>",
      "https://wiki.example/r%289%29",
      "mailto:lea@example.com",
    ]);
  });

  it("uses Universal Actions for buttons, and submit actions for dialogs", () => {
    const buttons: Button[] = [
      { label: "Skip", press: "skip:17", style: "primary" },
      { label: "All at once", press: "all:17", opensForm: true },
    ];
    expect(
      nodes(content([{ kind: "buttons", buttons }])).filter(({ type }) =>
        type.startsWith("Action."),
      ),
    ).toEqual([
      {
        type: "Action.Execute",
        title: "Skip",
        style: "positive",
        associatedInputs: "none",
        verb: "press",
        data: { entwine: { press: "skip:17" } },
      },
      {
        type: "Action.Submit",
        title: "All at once",
        associatedInputs: "none",
        data: { msteams: { type: "task/fetch" }, entwine: { press: "all:17" } },
      },
    ]);
    expect(
      shown([{ kind: "buttons", buttons }], { dialogs: false }).actions.map(({ type }) => type),
    ).toEqual(["Action.Execute", "Action.Execute"]);
  });

  it("shows every button: Teams shows six per row", () => {
    const buttons = Array.from({ length: 14 }, (_, i) => ({ label: `B${i}`, press: `${i}` }));
    const rows = nodes(content([{ kind: "buttons", buttons }])).filter(
      ({ type }) => type === "ActionSet",
    );
    expect(rows.map(({ actions }) => (actions as Node[]).length)).toEqual([6, 6, 2]);
  });

  it("puts controls into the menu of the answers before them", () => {
    const answers = Array.from({ length: 6 }, (_, i) => ({ label: `B${i}`, press: `${i}` }));
    const rows = nodes(
      content([
        { kind: "buttons", buttons: answers },
        { kind: "buttons", buttons: [{ label: "Skip", press: "skip" }], role: "controls" },
      ]),
    ).filter(({ type }) => type === "ActionSet");
    expect(rows).toHaveLength(1);
    expect((rows[0]!.actions as Node[]).filter(({ mode }) => mode === "secondary")).toMatchObject([
      { title: "Skip" },
    ]);
  });

  it("draws a line for a divider", () => {
    const [first, second] = content([
      { kind: "text", text: ["a"] },
      { kind: "divider" },
      { kind: "text", text: ["b"] },
    ]).body as Node[];
    expect([first?.separator, second?.separator]).toEqual([undefined, true]);
  });

  it("shows any words, and makes no markup of them", () => {
    fc.assert(
      fc.property(text, (words) => {
        const everywhere: Card = [
          { kind: "heading", text: [words] },
          { kind: "text", text: [words, { bold: words }, { italic: words }, { code: words }] },
          { kind: "quote", text: [words] },
          { kind: "facts", facts: [{ label: words, value: [words] }] },
          { kind: "item", text: [words], note: [words] },
        ];
        const screened = shown(everywhere);
        expect(screened.live).toEqual([]);
        expect(bones(screened.words)).toBe(bones(words).repeat(10));
      }),
    );
  });

  it("is well-formed for any content", () => {
    fc.assert(
      fc.property(card, (given) => {
        for (const node of nodes(content(given))) {
          expect(node.type).toMatch(
            /^(AdaptiveCard|RichTextBlock|TextRun|TextBlock|Container|ColumnSet|Column|ActionSet|Action\.(Execute|Submit|OpenUrl)|mention)$/,
          );
          for (const list of ["inlines", "columns", "actions"])
            if (list in node) expect(node[list]).not.toEqual([]);
          if (node.type === "TextRun") expect(node.text).not.toBe("");
          if (node.type === "Action.OpenUrl") expect(node.url).toMatch(/^(https?|mailto):/i);
        }
      }),
    );
  });

  it("contains in its plain text everything that it shows", () => {
    fc.assert(
      fc.property(card, (given) => {
        const { summary } = renderTeamsCardMessage(given);
        for (const each of given)
          if (each.kind === "text") expect(bones(summary)).toContain(spanText(each.text));
        expect(summary).toBe(cardToPlainText(given, { buttons: false }));
      }),
    );
  });
});

describe("renderWithinSizeLimit", () => {
  it("stays within the limit for any card", () => {
    const long = fc
      .tuple(text, fc.integer({ min: 1, max: 20_000 }))
      .map(([words, times]) => words.repeat(Math.ceil(times / (words.length + 1))));
    const huge = fc.oneof(
      fc.array(
        long.map((words): CardElement => ({ kind: "quote", text: [words] })),
        { maxLength: 8 },
      ),
      fc
        .integer({ min: 1, max: 600 })
        .chain((many) => element.map((each): Card => Array.from({ length: many }, () => each))),
      fc.integer({ min: 1, max: 600 }).map(
        (many): Card => [
          {
            kind: "facts",
            facts: Array.from({ length: many }, (_, i) => ({
              label: `${i}`,
              value: ["x".repeat(many)],
            })),
          },
        ],
      ),
    );
    fc.assert(
      fc.property(huge, (given) => {
        expect(size(renderTeamsCardMessage(given))).toBeLessThanOrEqual(teamsMessageMaxBytes);
      }),
      { numRuns: 60 },
    );
  });

  it("cuts the longest texts first, with an ellipsis", () => {
    const { words, actions } = shown([
      { kind: "heading", text: ["R-17"] },
      { kind: "quote", text: ["x".repeat(40_000)] },
      { kind: "facts", facts: [{ label: "Measure", value: ["a date in the same call"] }] },
      { kind: "buttons", buttons: [{ label: "That's right", press: "yes" }] },
    ]);
    expect(words).toContain("R-17");
    expect(words).toContain("a date in the same call");
    expect(words).toMatch(/x…/);
    expect(actions).toHaveLength(1);
  });

  it("never cuts a character in two", () => {
    const { summary } = renderTeamsCardMessage([
      { kind: "quote", text: [`a${"🙏".repeat(20_000)}`] },
    ]);
    expect(summary.isWellFormed()).toBe(true);
  });
});
