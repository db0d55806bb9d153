import { PassThrough } from "node:stream";
import { type RunnerTestCase, TestRunner } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import type { PlatformAdapter } from "../../../src/platform/adapter.ts";
import { openTerminal } from "../../../src/platforms/terminal/adapter.ts";
import {
  type AdapterHarness,
  type OpenForm,
  type ShownCard,
  testAdapterConformance,
} from "../../conformance/platform-adapter.ts";
import { sampleForm } from "../../conformance/samples.ts";
import { words } from "./terminal-harness.ts";

/** Tests that do not apply to a terminal; other tests of this folder cover what it does instead. */
const without: Record<string, string> = {
  "gives a repeated delivery the same ids": "nothing delivers a line twice",
  "renders the bot's own links and mentions as active": "text is all there is",
  "opens a form after a press, with the given values": "a form is asked field by field",
  "returns when to retry, if the platform asks it to wait": "a terminal never asks to wait",
};

async function open(): Promise<AdapterHarness> {
  const { name, context } = TestRunner.getCurrentTest<RunnerTestCase>();
  if (without[name]) context.skip(without[name]);

  const [input, output] = [new PassThrough(), new PassThrough()];
  const shown = new Map<string, ShownCard>();
  let said = "";
  let since = 0;
  let kept = true;
  let heard = Promise.withResolvers<boolean>();
  let last = "";
  output.on("data", (chunk) => (said += chunk));

  const terminal = openTerminal({
    commands: featureCommands,
    input,
    output,
    whenIdle: async () => heard.resolve(kept),
    words,
    clock: systemClock(),
    log: { error: () => (kept = false) },
    user: "maria",
  });

  const send: PlatformAdapter["send"] = async (message) => {
    const before = said.length;
    const outcome = await terminal.send(message);
    const text = said.slice(before);
    if (outcome.kind === "sent" && outcome.message)
      shown.set(outcome.message, { words: text, fallback: text, live: [] });
    return outcome;
  };

  const labels = sampleForm("lea").fields.map(({ label }) => label);
  const standing = new RegExp(
    `^${RegExp.escape(words.plain("terminal.form_value", { value: "" }).trim())} @?(.*)$`,
  );

  /** Returns the field that is asked for, and the texts since the previous input line. */
  function form(): OpenForm | undefined {
    const lines = said.slice(since).trim().split("\n");
    const at = lines.findLastIndex((line) =>
      labels.some((label) => line === label || line.startsWith(`${label} · `)),
    );
    const label = labels.find((each) => lines[at]?.startsWith(each));
    if (label === undefined) return undefined;
    const [, value = ""] = standing.exec(lines.at(-1) ?? "") ?? [];
    const title = lines.indexOf(sampleForm("lea").title);
    return {
      title: lines[title] ?? "",
      fields: { [label]: value },
      mistakes: title < 0 && at > 0 ? { [label]: lines.slice(0, at).join(" ") } : {},
    };
  }

  /** Answers each field once, until the form is done or reports an error. */
  async function fills(values: Record<string, string>): Promise<boolean> {
    for (;;) {
      const [label = ""] = Object.keys(form()?.fields ?? {});
      await says(values[label] ?? "");
      const next = form();
      if (!next || Object.keys(next.mistakes).length > 0) return kept;
    }
  }

  function says(text: string): Promise<boolean> {
    last = text;
    since = said.length;
    kept = true;
    heard = Promise.withResolvers<boolean>();
    input.write(`${text}\n`);
    return heard.promise;
  }

  return {
    adapter: { ...terminal, send },
    says,
    repeats: () => says(last),
    presses: (_, label) => says(label),
    colleague: "lea",
    form,
    fills,
    shown: (message) => shown.get(message),
    refusesNext: () => void output.destroy(),
    close: async () => void output.destroy(),
  };
}

testAdapterConformance("The terminal", open);
