/** Conformance tests of platform adapters, run for each against a fake of its platform. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Core, OutboundMessage, PlatformAdapter } from "../../src/platform/adapter.ts";
import type { Card } from "../../src/platform/card.ts";
import type { InboundEvent, InboundEventOf } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import { eventually } from "../harness/eventually.ts";
import { standInCore } from "../harness/stand-in-core.ts";
import { longValue, markupInjection, sampleCard, sampleForm, sampleWords } from "./samples.ts";

/** A message as people see it. */
export interface ShownCard {
  /** All text on the screen, including the labels of buttons. */
  words: string;
  /** Text for notifications and screen readers. */
  fallback: string;
  /** Active elements: people or groups that are mentioned, addresses that open on a click. */
  live: string[];
}

/** A form as people see it, by label. */
export interface OpenForm {
  title: string;
  /** Contents of the fields: the text of an option, the id of a person. */
  fields: Record<string, string>;
  /** Validation errors, by field or by a place above the fields. */
  mistakes: Record<string, string>;
}

/**
 * One person using the platform's fake, in direct messages with the bot. Each act resolves to
 * whether the bot acknowledged it.
 */
export interface AdapterHarness {
  adapter: PlatformAdapter;
  says(text: string): Promise<boolean>;
  /** Delivers the last act once more. */
  repeats(): Promise<boolean>;
  presses(message: string, label: string): Promise<boolean>;
  /** Another person's id on the platform. */
  colleague: string;
  /** Returns the open form, if any; a terminal shows one field of it at a time. */
  form(): OpenForm | undefined;
  /**
   * Fills in the open form by label and submits it: options by their text, people by their id; an
   * empty text leaves a field unchanged.
   */
  fills(values: Record<string, string>): Promise<boolean>;
  /** Returns the current state of a message. */
  shown(message: string): ShownCard | undefined;
  /** Makes the platform refuse the bot's next message with this status and not show it. */
  refusesNext(status: 429 | 500): void;
  /** Stops the fake; the suite stops the adapter. */
  close(): Promise<void>;
}

export function testAdapterConformance(name: string, open: () => Promise<AdapterHarness>): void {
  describe(`platform adapter ${name}`, () => {
    let here: AdapterHarness;
    let accepted: InboundEvent[];
    let storing: () => Promise<void>;
    let asked: string[];
    let mistakes: Record<string, string> | undefined;

    const core: Core = standInCore({
      async ingest(events) {
        await storing();
        accepted.push(...events);
      },
      async buildForm({ press }) {
        asked.push(press);
        return sampleForm(here.colleague);
      },
      validateForm: async () => mistakes,
    });

    const next = <K extends InboundEvent["kind"]>(kind: K): Promise<InboundEventOf<K>> =>
      eventually(() => {
        const index = accepted.findIndex((event) => event.kind === kind);
        expect(index, `a ${kind} arrives`).not.toBe(-1);
        return accepted.splice(index, 1)[0] as InboundEventOf<K>;
      });

    let count = 0;
    async function outgoing(change: Partial<OutboundMessage> = {}): Promise<OutboundMessage> {
      await here.says("hello");
      const { workspace, place, address } = await next("message");
      return {
        id: `out-${++count}`,
        workspace,
        place,
        address,
        kind: "post",
        card: sampleCard,
        ...change,
      };
    }

    async function post(
      change: Partial<OutboundMessage> = {},
    ): Promise<{ message: string; sent: OutboundMessage }> {
      const sent = await outgoing(change);
      const outcome = await here.adapter.send(sent);
      if (outcome.kind !== "sent" || outcome.message === undefined)
        throw new Error(`not sent: ${JSON.stringify(outcome)}`);
      return { message: outcome.message, sent };
    }

    beforeEach(async () => {
      accepted = [];
      asked = [];
      mistakes = undefined;
      storing = async () => {};
      here = await open();
      await here.adapter.start(core);
    });

    afterEach(async () => {
      storing = async () => {};
      await here.adapter.stop();
      await here.close();
    });

    it("is ready once it has started", () => expect(here.adapter.isReady()).toBe(true));

    it("passes on a message as plain words", async () => {
      expect(await here.says(markupInjection)).toBe(true);
      const event = await next("message");
      expect(toPlainText(event.text)).toBe(markupInjection);
      expect(event).toMatchObject({
        addressed: true,
        place: { platform: here.adapter.name, kind: "personal", id: event.by.id },
      });
    });

    it("gives a repeated delivery the same ids", async () => {
      await here.says("once");
      await here.repeats();
      const [first, { id, message, place }] = [await next("message"), await next("message")];
      expect({ id, message, place }).toEqual({
        id: first.id,
        message: first.message,
        place: first.place,
      });
    });

    it("acknowledges nothing that could not be stored", async () => {
      storing = () => Promise.reject(new Error("disk full"));
      expect(await here.says("keep this")).toBe(false);
      storing = async () => {};
      expect(await here.repeats()).toBe(true);
      expect(toPlainText((await next("message")).text)).toBe("keep this");
    });

    it("does not stop before received events are stored", async () => {
      const gate = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      storing = () => {
        reached.resolve();
        return gate.promise;
      };
      const said = here.says("on the doorstep");
      await reached.promise;
      const order: string[] = [];
      const stopped = here.adapter.stop().then(() => order.push("stopped"));
      setImmediate(() => {
        order.push("stored");
        gate.resolve();
      });
      await stopped;
      await said.catch(() => {});
      expect(order).toEqual(["stored", "stopped"]);
    });

    it("sends a card with all of its words", async () => {
      const { message } = await post();
      const shown = here.shown(message);
      for (const word of sampleWords) expect(shown?.words).toContain(word);
    });

    it("gives each message a text for notifications and screen readers", async () => {
      const { message } = await post();
      const fallback = here.shown(message)?.fallback;
      for (const word of [
        "R-17 · Orders at the dealer",
        "They ring the office",
        "a date in the same call",
        "Platform → Field sales",
        "8 March",
        "80 %",
      ])
        expect(fallback).toContain(word);
    });

    it("shows people's words as they wrote them, without active elements", async () => {
      const everywhere: Card = [
        { kind: "heading", text: [markupInjection] },
        {
          kind: "text",
          text: [
            markupInjection,
            { bold: markupInjection },
            { italic: markupInjection },
            { code: markupInjection },
          ],
        },
        { kind: "quote", text: [markupInjection] },
        { kind: "note", text: [markupInjection] },
        { kind: "facts", facts: [{ label: markupInjection, value: [markupInjection] }] },
        { kind: "item", text: [markupInjection], note: [markupInjection] },
        { kind: "chain", links: [markupInjection] },
      ];
      for (const element of everywhere) {
        const shown = here.shown((await post({ card: [element] })).message);
        expect(shown?.words, element.kind).toContain(markupInjection);
        expect(shown?.live, element.kind).toEqual([]);
      }
    });

    it("renders the bot's own links and mentions as active", async () => {
      const person = (await outgoing()).place.id;
      const { message } = await post({
        card: [
          {
            kind: "text",
            text: [
              { person, name: "Maria" },
              " see ",
              { link: "https://wiki.example/orders", label: "the page" },
            ],
          },
        ],
      });
      const shown = here.shown(message);
      expect(shown?.words).toContain("the page");
      expect(shown?.live).toHaveLength(2);
      expect(shown?.live).toContain("https://wiki.example/orders");
    });

    it("updates a message", async () => {
      const { message, sent } = await post();
      const outcome = await here.adapter.send({
        ...sent,
        id: "revision",
        kind: "revise",
        target: message,
        card: [{ kind: "text", text: ["Taken by Lea"] }],
      });
      expect(outcome.kind).toBe("sent");
      expect(here.shown(message)?.words).toContain("Taken by Lea");
      expect(here.shown(message)?.words).not.toContain("They ring the office");
    });

    it("passes on a press with the button's path and its message", async () => {
      const { message } = await post();
      expect(await here.presses(message, "That's right")).toBe(true);
      expect(await next("press")).toMatchObject({
        press: "brief:yes:17",
        card: message,
        place: { kind: "personal" },
      });
    });

    it("passes on a control, and opens the form of one", async () => {
      const { message } = await post();
      await here.presses(message, "Skip");
      expect(await next("press")).toMatchObject({ press: "ask:skip:17", card: message });
      await here.presses(message, "All at once");
      await eventually(() => expect(here.form()).toBeDefined());
      expect(asked).toEqual(["ask:all:17"]);
    });

    const standing = {
      need: "See orders",
      measure: "",
      kind: "change",
      waits: "",
      looped: "",
      when: "2027-03-31",
      since: "",
    };

    async function openForm(): Promise<void> {
      const { message } = await post();
      await here.presses(message, "Change something");
      await eventually(() => expect(here.form()).toBeDefined());
    }

    it("opens a form after a press, with the given values", async () => {
      await openForm();
      expect(asked).toEqual(["brief:change:17"]);
      expect(here.form()).toEqual({
        title: "Change the brief",
        fields: {
          ...{
            Need: "See orders",
            Measure: "",
            Kind: "A change",
            "What waits": "",
            Owner: here.colleague,
            "In the loop": "",
          },
          ...{ "By when": "2027-03-31", "Since when": "" },
        },
        mistakes: {},
      });
    });

    it("returns the values that were filled in", async () => {
      await openForm();
      const filled = {
        Need: "See orders & dates",
        Kind: "Something else",
        "What waits": "R-9 · order history",
        "In the loop": here.colleague,
      };
      expect(await here.fills({ ...filled, "Since when": "2026-12-01" })).toBe(true);
      const { form, values, place } = await next("submitted");
      expect(form).toBe("brief:17");
      const changed = {
        need: "See orders & dates",
        kind: longValue,
        waits: "9",
        looped: here.colleague,
        since: "2026-12-01",
      };
      expect(values).toEqual({ ...standing, owner: here.colleague, ...changed });
      expect(place.kind).toBe("personal");
    });

    it("returns the values of a form that was left unchanged", async () => {
      await openForm();
      await here.fills({});
      expect((await next("submitted")).values).toEqual({ ...standing, owner: here.colleague });
    });

    it("shows a form's errors at their fields, and keeps the values", async () => {
      await openForm();
      mistakes = { when: "That day is gone: please name one to come." };
      await here.fills({ Need: "See orders & dates", "By when": "2020-01-01" });
      await eventually(() => expect(here.form()?.mistakes["By when"]).toBe(mistakes?.when));
      expect(here.form()?.fields["By when"]).toBe("2020-01-01");
      expect(accepted.filter(({ kind }) => kind === "submitted")).toEqual([]);
      mistakes = undefined;
      await here.fills({ "By when": "2027-05-01" });
      expect((await next("submitted")).values).toEqual({
        ...standing,
        owner: here.colleague,
        need: "See orders & dates",
        when: "2027-05-01",
      });
    });

    it("shows an error of the form as a whole", async () => {
      await openForm();
      mistakes = { "": "Lea has taken this one already." };
      await here.fills({});
      await eventually(() =>
        expect(Object.values(here.form()?.mistakes ?? {})).toEqual([
          "Lea has taken this one already.",
        ]),
      );
      expect(accepted.filter(({ kind }) => kind === "submitted")).toEqual([]);
    });

    it("returns when to retry, if the platform asks it to wait", async () => {
      const message = await outgoing();
      here.refusesNext(429);
      const outcome = await here.adapter.send(message);
      expect(outcome).toMatchObject({ kind: "refused" });
      expect(outcome.kind === "refused" && outcome.retryAfterMs).toBeGreaterThan(0);
    });

    it("reports an unknown outcome for a send whose connection broke", async () => {
      const message = await outgoing();
      here.refusesNext(500);
      expect(await here.adapter.send(message)).toMatchObject({ kind: "unknown" });
    });

    it("finds a message that it sent, if the platform supports that", async (test) => {
      const { message, sent } = await post();
      const find = here.adapter.findSentMessage;
      const found = await find?.(sent);
      if (!find || found === "untold") return test.skip("not supported by this platform");
      expect(found).toEqual({ message });
      expect(await find({ ...sent, id: "never-sent" })).toBe("absent");
    });
  });
}
