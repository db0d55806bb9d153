import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type RunnerTestCase, TestRunner } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import type { PlatformAdapter } from "../../../src/platform/adapter.ts";
import { openBrowser } from "../../../src/platforms/browser/adapter.ts";
import { madeUpCompany } from "../../../src/platforms/browser/company.ts";
import { openTranscript } from "../../../src/platforms/browser/transcript.ts";
import {
  type AdapterHarness,
  type OpenForm,
  type ShownCard,
  testAdapterConformance,
} from "../../conformance/platform-adapter.ts";
import { listen } from "../../harness/listen.ts";
import { freshFolder } from "../../harness/storage/sqlite.ts";
import {
  byId,
  createPageVisitor,
  type Element,
  fieldValue,
  findElement,
  findElements,
  textOf,
} from "./page-visitor.ts";

/** Tests that do not apply: nothing asks the adapter to wait. */
const without: Record<string, string> = {
  "returns when to retry, if the platform asks it to wait": "the page never asks to wait",
};

async function open(): Promise<AdapterHarness> {
  const { name, context } = TestRunner.getCurrentTest<RunnerTestCase>();
  if (without[name]) context.skip(without[name]);

  const file = join(freshFolder(), "messages.jsonl");
  const adapter = openBrowser({
    company: madeUpCompany,
    commands: featureCommands,
    transcript: openTranscript(file),
    token: "a token of the tests",
    clock: systemClock(),
    zone: "Europe/Berlin",
    whenIdle: async () => {},
    log: { error: () => {} },
  });
  const server = await listen((request, response) => {
    const path = request.url?.split("?", 1)[0];
    void adapter.routes?.[`${request.method} ${path}`]?.(request, response);
  });
  const visitor = createPageVisitor(server.url);
  const shown = new Map<string, ShownCard>();
  const worked = async (response: Promise<Response>): Promise<boolean> => (await response).ok;

  const send: PlatformAdapter["send"] = async (message) => {
    const outcome = await adapter.send(message);
    await visitor.opens("/");
    if (outcome.kind !== "sent" || outcome.message === undefined) return outcome;
    const article = byId(visitor.page(), outcome.message);
    const words = textOf(findElement(article?.children ?? [], hasClass("body")));
    const links = findElements(article?.children ?? [], isLive);
    shown.set(outcome.message, {
      words,
      fallback: words,
      live: links.map(({ attribs }) => attribs.href ?? attribs["data-person"] ?? ""),
    });
    return outcome;
  };

  const labelled = () =>
    findElements(byId(visitor.page(), "dialog")?.children ?? [], hasClass("field")).map((field) => {
      const input = findElement(field.children, ({ name }) =>
        ["input", "select", "textarea"].includes(name),
      )!;
      const label = textOf(findElement(field.children, ({ name }) => name === "label"));
      return { label, input, mistake: textOf(findElement(field.children, hasClass("mistake"))) };
    });

  /** Returns what a field shows: the text of an option, except for a person's name. */
  function contentOf(input: Element): string {
    const value = fieldValue(input);
    if (input.name !== "select" || madeUpCompany.people.some(({ id }) => id === value))
      return value;
    return textOf(findElement(input.children, ({ attribs }) => attribs.value === value));
  }

  function form(): OpenForm | undefined {
    const dialog = byId(visitor.page(), "dialog");
    if (!dialog) return undefined;
    const fields = labelled();
    const whole = textOf(byId(dialog.children, "dialog-mistakes"));
    return {
      title: textOf(byId(dialog.children, "dialog-title")),
      fields: Object.fromEntries(fields.map(({ label, input }) => [label, contentOf(input)])),
      mistakes: Object.fromEntries([
        ...(whole ? [["", whole]] : []),
        ...fields.flatMap(({ label, mistake }) => (mistake ? [[label, mistake]] : [])),
      ]),
    };
  }

  return {
    adapter: { ...adapter, send },
    async says(text) {
      await visitor.opens("/");
      return worked(visitor.sends("say", { do: "say", text }));
    },
    repeats: () => worked(visitor.repeats()),
    presses(message, label) {
      const article = byId(visitor.page(), message);
      const button = findElement(
        article?.children ?? [],
        (element) => element.name === "button" && textOf(element) === label,
      );
      const { name = "", value = "" } = button?.attribs ?? {};
      return worked(visitor.sends("act", { [name]: value }));
    },
    colleague: "lena",
    form,
    fills(values) {
      const changes = labelled().flatMap(({ label, input }): [string, string][] => {
        const text = values[label];
        if (!text) return [];
        const option = findElement(
          input.children,
          (element) => element.name === "option" && textOf(element) === text,
        );
        return [[input.attribs.name ?? "", option?.attribs.value ?? text]];
      });
      return worked(visitor.sends("dialog-form", Object.fromEntries(changes)));
    },
    shown: (message) => shown.get(message),
    refusesNext() {
      // the file of the messages cannot be written any more
      rmSync(file, { force: true });
      mkdirSync(file);
    },
    close: server.close,
  };
}

const hasClass =
  (name: string) =>
  ({ attribs }: Element): boolean =>
    attribs.class?.split(" ").includes(name) ?? false;

/** Matches what is active in a message's own text. */
const isLive = ({ name, attribs }: Element): boolean =>
  (name === "a" && attribs.target === "_blank") || attribs["data-person"] !== undefined;

testAdapterConformance("The browser", open);
