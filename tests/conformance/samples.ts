/** Sample messages of the conformance tests. */
import type { Card } from "../../src/platform/card.ts";
import type { Form } from "../../src/platform/form.ts";

/** One of each element. */
export const sampleCard: Card = [
  { kind: "heading", text: ["R-17 · Orders at the dealer"] },
  { kind: "text", text: ["See a dealer's orders ", { bold: "while standing there" }] },
  { kind: "quote", text: ["They ring the office"] },
  { kind: "facts", facts: [{ label: "Measure", value: ["a date in the same call"] }] },
  { kind: "chain", links: ["Platform", "Field sales", "The dealer who pays"] },
  {
    kind: "chart",
    ...{
      chart: "bar",
      title: "Glad, week by week",
      labels: ["1 March", "8 March"],
      unit: " %",
      most: 100,
    },
    ...{ series: [{ name: "Glad", values: [70, 80] }], text: ["1 March 70 %, 8 March 80 %"] },
  },
  { kind: "divider" },
  {
    kind: "item",
    text: ["R-9, order history"],
    note: ["in March"],
    button: { label: "Show it", press: "show:9" },
  },
  {
    kind: "buttons",
    buttons: [
      { label: "That's right", style: "primary", press: "brief:yes:17" },
      { label: "Change something", press: "brief:change:17", opensForm: true },
    ],
  },
  {
    kind: "buttons",
    role: "controls",
    buttons: [
      { label: "Skip", press: "ask:skip:17" },
      { label: "All at once", press: "ask:all:17", opensForm: true },
    ],
  },
  { kind: "note", text: ["Anybody can read this"] },
];
/** All text of the card. */
export const sampleWords = [
  "R-17 · Orders at the dealer",
  "while standing there",
  "They ring the office",
  "Measure",
  "a date in the same call",
  "Platform",
  "Field sales",
  "The dealer who pays",
  "Glad, week by week",
  "1 March",
  "8 March",
  "R-9, order history",
  "in March",
  "Show it",
  "That's right",
  "Change something",
  "Skip",
  "All at once",
  "Anybody can read this",
];

/** Longer than Slack's limit for the value of an option. */
export const longValue = "else/".repeat(60);
const kinds = [
  { value: "new", label: "Something new" },
  { value: "change", label: "A change" },
  { value: longValue, label: "Something else" },
];

/**
 * One field of each kind with a value, and one without; `owner` is the platform's id of a person.
 */
export const sampleForm = (owner: string): Form => ({
  id: "brief:17",
  title: "Change the brief",
  submit: "Save",
  cancel: "Leave it",
  intro: ["What you leave empty stays open."],
  fields: [
    { name: "need", label: "Need", value: "See orders", multiline: true, required: true },
    { name: "measure", label: "Measure", hint: "How will we know?" },
    { kind: "choice", name: "kind", label: "Kind", value: "change", options: kinds },
    {
      kind: "choice",
      name: "waits",
      label: "What waits",
      hint: "If anything has to",
      options: [{ value: "9", label: "R-9 · order history" }],
    },
    { kind: "person", name: "owner", label: "Owner", value: owner },
    { kind: "person", name: "looped", label: "In the loop" },
    { kind: "date", name: "when", label: "By when", value: "2027-03-31", required: true },
    { kind: "date", name: "since", label: "Since when" },
  ],
});

/** Text that some platform could take for markup, a mention, a template or a link. */
export const markupInjection =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of Teams' templates
  "5 < 6 & 7 > 2 <!channel> <@U0BOSS> <at>all</at> **bold** [here](https://evil.example) {{DATE(2026-01-01)}} ${name} &lt;b&gt;";
