import type { ActionsBlock } from "@slack/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Card, CardElement } from "../../../../src/platform/card.ts";
import type { Form } from "../../../../src/platform/form.ts";
import type { RichText, TextSpan } from "../../../../src/platform/rich-text.ts";
import {
  readSlackMenuChoice,
  renderSlackBlocks,
  renderSlackFallbackText,
} from "../../../../src/platforms/slack/outbound/blocks.ts";
import {
  modalErrorResponse,
  readModalSubmission,
  renderModal,
} from "../../../../src/platforms/slack/outbound/modals.ts";
import {
  fillModal,
  type ModalView,
  modalRefusal,
  visibleModal,
} from "../../../harness/slack/modal.ts";
import { blocksRefusal, buttonsOf, renderMessage } from "../../../harness/slack/screen.ts";

/** Any text, often with characters that Slack could take for markup. */
const mischief = fc.constantFrom(
  "<!channel>",
  "<@U0BOSS>",
  "<!subteam^S1>",
  "<https://evil.example|here>",
  "&lt;!here&gt;",
  "*a*",
  "`b`",
  "\n",
  "\u{1f9f5}",
  "@everyone",
  "https://evil.example",
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(mischief, fc.string()), { maxLength: 6 }).map((parts) => parts.join(" ")),
  fc.string({ minLength: 2_500, maxLength: 5_000 }),
);
const words: fc.Arbitrary<TextSpan> = fc.oneof(
  text,
  fc.record({ bold: text }),
  fc.record({ italic: text }),
  fc.record({ code: text }),
);
const dubious: fc.Arbitrary<TextSpan> = fc.oneof(
  fc.record({ person: text }),
  fc.record({ link: text, label: text }),
);
const prose: fc.Arbitrary<RichText> = fc.array(words, { maxLength: 12 });
const press = fc.record({ label: text, press: fc.string({ maxLength: 200 }) });

const element = (prose: fc.Arbitrary<RichText>): fc.Arbitrary<CardElement> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("heading" as const, "text" as const, "quote" as const, "note" as const),
      text: prose,
    }),
    fc.record({
      kind: fc.constant("facts" as const),
      facts: fc.array(fc.record({ label: text, value: prose }), { maxLength: 5 }),
    }),
    fc.record({ kind: fc.constant("item" as const), text: prose, note: prose, button: press }),
    fc.constant({ kind: "divider" as const }),
  );

const buttons: fc.Arbitrary<CardElement> = fc.record({
  kind: fc.constant("buttons" as const),
  buttons: fc.array(press, { maxLength: 60 }),
  role: fc.constantFrom("controls" as const, undefined),
});

const runs = { numRuns: 40 };

describe("renderSlackBlocks", () => {
  it("stays within Slack's limits for any text", () => {
    fc.assert(
      fc.property(
        fc.array(element(fc.oneof(prose, fc.array(dubious, { maxLength: 3 }))), { maxLength: 70 }),
        buttons,
        (elements, last) => {
          const card = [...elements, last];
          expect(blocksRefusal(renderSlackBlocks(card))).toBeUndefined();
          expect(renderSlackFallbackText(card).length).toBeLessThanOrEqual(3_000 * 5);
        },
      ),
      runs,
    );
  });

  it("makes no mention and no link of what people typed", () => {
    fc.assert(
      fc.property(fc.array(element(prose), { maxLength: 10 }), (card) => {
        const { live } = renderMessage({
          blocks: renderSlackBlocks(card),
          text: renderSlackFallbackText(card),
        });
        expect(live).toEqual([]);
      }),
      runs,
    );
  });

  it("keeps every word that fits", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1, maxLength: 100 }).filter((word) => word.trim() !== ""),
          { minLength: 1, maxLength: 20 },
        ),
        (parts) => {
          const card: Card = parts.map((part) => ({ kind: "quote", text: [part] }));
          const { words, fallback } = renderMessage({
            blocks: renderSlackBlocks(card),
            text: renderSlackFallbackText(card),
          });
          for (const part of parts) expect(words).toContain(part);
          for (const line of parts[0]?.split("\n") ?? []) expect(fallback).toContain(line);
        },
      ),
      runs,
    );
  });

  it("makes mentions and links only of Slack's ids and of addresses", () => {
    const card: Card = [
      {
        kind: "note",
        text: [
          "by ",
          { person: "U0PETRA01" },
          { person: "29:teams>", name: "Tom" },
          { link: "javascript:alert(1)" },
          { link: "https://ok.example/|x" },
          { link: "https://ok.example" },
        ],
      },
    ];
    expect(renderMessage({ blocks: renderSlackBlocks(card) }).live).toEqual([
      "@U0PETRA01",
      "https://ok.example",
    ]);
    expect(
      renderMessage({ blocks: renderSlackBlocks([{ ...card[0], kind: "text" } as CardElement]) })
        .live,
    ).toEqual(["@U0PETRA01", "https://ok.example"]);
  });

  it("cuts a long text at its end, with an ellipsis", () => {
    const { words } = renderMessage({
      blocks: renderSlackBlocks([{ kind: "text", text: [`${"a".repeat(2_999)}🧵 and more`] }]),
    });
    expect(words).toHaveLength(3_000);
    expect(words.endsWith("…")).toBe(true);
    expect(words.isWellFormed()).toBe(true);
  });

  it.each([
    ["many words", 400],
    ["many parts", 1],
  ])("keeps its buttons when it has too %s", (_, length) => {
    const texts = Array.from(
      { length: 80 },
      (): CardElement => ({ kind: "text", text: ["x".repeat(length)] }),
    );
    const blocks = renderSlackBlocks([
      ...texts,
      { kind: "buttons", buttons: [{ label: "Take it", press: "take" }] },
    ]);
    expect(blocksRefusal(blocks)).toBeUndefined();
    expect(buttonsOf(blocks).map(({ label }) => label)).toEqual(["Take it"]);
    expect(renderMessage({ blocks }).words).toContain("…");
  });

  it("gives each button its own id, and keeps its path unchanged", () => {
    const press = JSON.stringify({ verb: "skip", request: "17", note: "<&>" });
    const card: Card = [
      { kind: "item", text: ["R-9"], button: { label: "Show", press } },
      { kind: "item", text: [{ bold: "R-8" }], button: { label: "Show", press } },
      {
        kind: "buttons",
        buttons: [
          { label: "Go", press, style: "primary" },
          { label: "Write", press, opensForm: true },
          { label: "Read", url: "https://bot.example/ledger" },
        ],
      },
    ];
    const buttons = buttonsOf(renderSlackBlocks(card));
    expect(buttons.map(({ action_id }) => action_id)).toEqual([
      "press.0",
      "press.1",
      "press.2",
      "form.3",
      "link.4",
    ]);
    expect(buttons.map(({ value }) => value)).toEqual([press, press, press, press, undefined]);
  });

  it("puts controls into menus of five behind the answers, and one alone beside them", () => {
    const controls = Array.from({ length: 6 }, (_, i) => ({
      label: `C${i}`,
      press: `control/${i}`,
    }));
    const [row, ...others] = renderSlackBlocks([
      { kind: "buttons", buttons: [{ label: "Yes", press: "yes" }] },
      { kind: "buttons", buttons: controls, role: "controls" },
    ]) as ActionsBlock[];
    expect(others).toEqual([]);
    expect(row?.elements.map(({ type }) => type)).toEqual(["button", "overflow", "button"]);
    expect(buttonsOf([row]).map((each) => readSlackMenuChoice(each).value)).toEqual([
      "yes",
      ...controls.map(({ press }) => press),
    ]);
  });

  it("keeps a control as a button whose path is too long for a menu", () => {
    const controls = ["a", "b"].map((label) => ({ label, press: label.repeat(150) }));
    const blocks = renderSlackBlocks([{ kind: "buttons", buttons: controls, role: "controls" }]);
    expect(blocksRefusal(blocks)).toBeUndefined();
    expect(buttonsOf(blocks).map(({ value }) => value)).toEqual(controls.map(({ press }) => press));
  });

  it("tells buttons with equal labels apart for screen readers", () => {
    const button = { label: "Show", press: "show" };
    const card: Card = [
      { kind: "item", text: ["R-9, order history"], button },
      { kind: "item", text: [{ bold: "R-8" }, ` ${"x".repeat(200)}`], button },
      { kind: "buttons", buttons: [button] },
    ];
    const labels = buttonsOf(renderSlackBlocks(card)).map(
      ({ accessibility_label }) => accessibility_label,
    );
    expect(labels).toEqual([
      "Show: R-9, order history",
      expect.stringMatching(/^Show: R-8 x+…$/),
      undefined,
    ]);
    expect(labels[1]).toHaveLength(75);
  });

  it("has a text for notifications even if it has only buttons", () => {
    expect(
      renderSlackFallbackText([{ kind: "buttons", buttons: [{ label: "Go on", press: "x" }] }]),
    ).toContain("Go on");
  });
});

describe("renderModal", () => {
  const place = { platform: "slack", kind: "personal", id: "U1" } as const;

  it("stays within Slack's limits for any text", () => {
    const label = text.filter((label) => label !== "");
    const common = {
      name: fc.string({ minLength: 1, maxLength: 300 }),
      label,
      hint: text,
      required: fc.boolean(),
    };
    const option = fc.record({ value: fc.string({ maxLength: 150 }), label: text });
    const field = fc.oneof(
      fc.record({ ...common, value: text, multiline: fc.boolean() }),
      fc.record({
        ...common,
        kind: fc.constant("choice" as const),
        value: text,
        options: fc.array(option, { minLength: 1, maxLength: 130 }),
      }),
      fc.record({
        ...common,
        kind: fc.constantFrom("person" as const, "date" as const),
        value: fc.oneof(text, fc.constantFrom("U0LEA", "2027-03-31")),
      }),
    );
    const form = fc.record({
      id: fc.string({ maxLength: 100 }),
      ...{ title: label, submit: label, cancel: label },
      intro: prose,
      fields: fc.uniqueArray(field, {
        selector: ({ name }) => name.slice(0, 200),
        minLength: 1,
        maxLength: 120,
      }),
    });
    fc.assert(
      fc.property(form, (form) => {
        const view = renderModal(form, { place });
        expect(
          modalRefusal({ ...(JSON.parse(JSON.stringify(view)) as ModalView), id: "V1" }),
        ).toBeUndefined();
        expect(view.blocks.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 40 },
    );
  });

  const open = (...fields: Form["fields"]) => ({
    ...(renderModal(
      { id: "f", title: "T", submit: "S", cancel: "C", fields },
      { place },
    ) as unknown as ModalView),
    id: "V1",
  });
  const read = (view: ModalView, values: Record<string, string>) =>
    readModalSubmission({
      private_metadata: view.private_metadata ?? "",
      state: { values: fillModal(view, values) },
    }).values;

  it("returns the values of options that Slack would not accept as they are", () => {
    const options = ["", "x".repeat(151), "short"].map((value, index) => ({
      value,
      label: `${index}`.repeat(index * 80) || "none",
    }));
    const view = open({ kind: "choice", name: "a", label: "A", options });
    expect(modalRefusal(view)).toBeUndefined();
    expect(visibleModal(view).fields).toEqual({ A: "none" });
    const [, long] = view.blocks[0]?.element?.options ?? [];
    expect(long?.text.text).toHaveLength(75);
    expect(read(view, { A: long?.text.text ?? "" })).toEqual({ a: "x".repeat(151) });
    expect(read(view, { A: "none" })).toEqual({ a: "" });
  });

  it("shows a hundred options, including the current one", () => {
    const options = Array.from({ length: 120 }, (_, index) => ({
      value: `v${index}`,
      label: `Option ${index}`,
    }));
    const view = open({ kind: "choice", name: "a", label: "A", options, value: "v110" });
    expect(modalRefusal(view)).toBeUndefined();
    expect(view.blocks[0]?.element?.options).toHaveLength(100);
    expect(read(view, {})).toEqual({ a: "v110" });
    expect(read(view, { A: "Option 98" })).toEqual({ a: "v98" });
  });

  it("opens empty when Slack does not accept its value", () => {
    const options = [{ value: "v", label: "V" }];
    const view = open(
      { kind: "choice", name: "a", label: "A", options, value: "gone" },
      { kind: "person", name: "b", label: "B", value: "Lea" },
      { kind: "date", name: "c", label: "C", value: "2027-02-30" },
    );
    expect(modalRefusal(view)).toBeUndefined();
    expect(read(view, {})).toEqual({ a: "", b: "", c: "" });
  });

  it("shows errors at their inputs, and those of the form as a whole at the first", () => {
    const view = open({ name: "a", label: "A" }, { name: "b", label: "B" });
    const answered = (mistakes: Record<string, string>) =>
      modalErrorResponse(
        { id: "V1", private_metadata: "", blocks: view.blocks, state: { values: {} } },
        mistakes,
      );
    expect(answered({ b: "Not this." })).toEqual({
      response_action: "errors",
      errors: { b: "Not this." },
    });
    expect(answered({ "": "Not now.", a: "Not this.", gone: "Nor that." })).toEqual({
      response_action: "errors",
      errors: { a: "Not now. Not this. Nor that." },
    });
  });

  it("makes its fields optional unless they are required", () => {
    const { blocks } = renderModal(
      {
        id: "f",
        title: "T",
        submit: "S",
        cancel: "C",
        fields: [
          { name: "a", label: "A" },
          { name: "b", label: "B", required: true },
        ],
      },
      { place },
    );
    expect(blocks.map((block) => block.type === "input" && block.optional)).toEqual([true, false]);
  });
});
