/** Conformance tests of platform adapters, run for each against a fake of its platform. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Core, OutboundMessage, PlatformAdapter } from "../../src/platform/adapter.ts";
import type { Card } from "../../src/platform/card.ts";
import type { InboundEvent, InboundEventOf } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import { eventually } from "../harness/eventually.ts";
import { longValue, markupInjection, sampleCard, sampleForm, sampleWords } from "./samples.ts";

/** A message as people see it. */
export interface ShownCard {
  /** All words of the card, as they read on the screen, labels of buttons included. */
  words: string;
  /** What a notification or a screen reader gets. */
  fallback: string;
  /** What is more than words: people or groups that it calls, addresses that a tap opens. */
  live: string[];
}

/** A form as people see it, by label. */
export interface OpenForm {
  title: string;
  /** What stands in the fields: an option's words, a person's id. */
  fields: Record<string, string>;
  /** What is said to be wrong, at the field or somewhere above. */
  mistakes: Record<string, string>;
}

/**
 * One colleague in front of the platform's fake, in direct messages with the bot. Each act resolves
 * to whether the bot acknowledged it.
 */
export interface AdapterHarness {
  surface: PlatformAdapter;
  says(text: string): Promise<boolean>;
  /** The platform delivers the last act once more. */
  repeats(): Promise<boolean>;
  presses(message: string, label: string): Promise<boolean>;
  /** Somebody else, by the platform's id. */
  colleague: string;
  /** The form that is open on the screen, if any; a terminal shows one field of it at a time. */
  form(): OpenForm | undefined;
  /**
   * Fills in the open form by label (options by their words, people by their id, nothing to leave a
   * field as it is), and sends it.
   */
  fills(values: Record<string, string>): Promise<boolean>;
  /** A message as it looks now. */
  shown(message: string): ShownCard | undefined;
  /**
   * The platform answers the next thing that the bot says with this status, and does not show it.
   */
  refusesNext(status: 429 | 500): void;
  /** Stops the fake; the suite stops the surface. */
  close(): Promise<void>;
}

export function testAdapterConformance(name: string, open: () => Promise<AdapterHarness>): void {
  describe(`${name} is a surface`, () => {
    let here: AdapterHarness;
    let accepted: InboundEvent[];
    let storing: () => Promise<void>;
    let asked: string[];
    let mistakes: Record<string, string> | undefined;

    const core: Core = {
      async ingest(events) {
        await storing();
        accepted.push(...events);
      },
      async buildForm({ press }) {
        asked.push(press);
        return sampleForm(here.colleague);
      },
      validateForm: async () => mistakes,
      languageFor: async () => "en",
      replyToOutsider: async () => {},
    };

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
        ...(address !== undefined && { address }),
        kind: "post",
        card: sampleCard,
        ...change,
      };
    }

    async function post(
      change: Partial<OutboundMessage> = {},
    ): Promise<{ message: string; sent: OutboundMessage }> {
      const sent = await outgoing(change);
      const outcome = await here.surface.send(sent);
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
      await here.surface.start(core);
    });

    afterEach(async () => {
      storing = async () => {};
      await here.surface.stop();
      await here.close();
    });

    it("is ready once it has started", () => expect(here.surface.isReady()).toBe(true));

    it("hands on what somebody says, as plain words", async () => {
      expect(await here.says(markupInjection)).toBe(true);
      const event = await next("message");
      expect(toPlainText(event.text)).toBe(markupInjection);
      expect(event).toMatchObject({
        addressed: true,
        place: { surface: here.surface.name, kind: "personal", id: event.by.id },
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

    it("does not stop before what came in is stored", async () => {
      const gate = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      storing = () => {
        reached.resolve();
        return gate.promise;
      };
      const said = here.says("on the doorstep");
      await reached.promise;
      const order: string[] = [];
      const stopped = here.surface.stop().then(() => order.push("stopped"));
      setImmediate(() => {
        order.push("stored");
        gate.resolve();
      });
      await stopped;
      await said.catch(() => {});
      expect(order).toEqual(["stored", "stopped"]);
    });

    it("says a card, and all of its words arrive", async () => {
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

    it("shows people's words as they wrote them: nothing in them is alive", async () => {
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

    it("makes links and mentions of what is meant as such", async () => {
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

    it("revises what it said", async () => {
      const { message, sent } = await post();
      const outcome = await here.surface.send({
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

    it("hands on a press with the button's own word and its message", async () => {
      const { message } = await post();
      expect(await here.presses(message, "That's right")).toBe(true);
      expect(await next("press")).toMatchObject({
        press: "brief:yes:17",
        card: message,
        place: { kind: "personal" },
      });
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

    it("opens a form at a press, with what stands in it", async () => {
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

    it("brings back what was filled in", async () => {
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

    it("brings back what stood in a form that was left as it is", async () => {
      await openForm();
      await here.fills({});
      expect((await next("submitted")).values).toEqual({ ...standing, owner: here.colleague });
    });

    it("shows a form's mistakes at their fields, and keeps what was typed", async () => {
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

    it("says what is wrong with a form as a whole", async () => {
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

    it("says when it may try again, if the platform asks it to wait", async () => {
      const message = await outgoing();
      here.refusesNext(429);
      const outcome = await here.surface.send(message);
      expect(outcome).toMatchObject({ kind: "refused" });
      expect(outcome.kind === "refused" && outcome.retryAfterMs).toBeGreaterThan(0);
    });

    it("does not claim to know what became of a send that broke", async () => {
      const message = await outgoing();
      here.refusesNext(500);
      expect(await here.surface.send(message)).toMatchObject({ kind: "unknown" });
    });

    it("finds again what it said, where the platform can tell", async (test) => {
      const { message, sent } = await post();
      const find = here.surface.findSentMessage;
      const found = await find?.(sent);
      if (!find || found === "untold") return test.skip("this platform cannot tell");
      expect(found).toEqual({ message });
      expect(await find({ ...sent, id: "never-sent" })).toBe("absent");
    });
  });
}
