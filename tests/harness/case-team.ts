/** Team and colleagues of one workspace: they write, press buttons and submit forms. */
import { randomUUID } from "node:crypto";
import type { Judge } from "../../src/nlu/judge.ts";
import type { Button } from "../../src/platform/card.ts";
import { type ConversationRef, conversationKey } from "../../src/platform/conversation-ref.ts";
import type { InboundEventOf } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import { requestReading } from "../features/interview/interview-driver.ts";
import {
  type CoreHarness,
  manualClock,
  openCoreHarness,
  scriptedJudge,
  untilIdle,
  wishMessages,
} from "./core-harness.ts";
import { channelRef, messageEvent, pressEvent, submittedEvent, testWorkspace } from "./events.ts";
import {
  createMemoryPlatform,
  type MemoryPlatform,
  type PostedMessage,
} from "./memory-platform.ts";

const briefChannel = channelRef("CINTAKE");
export const briefChannelKey = conversationKey(briefChannel);
export const directMessageKey = (person: string): string => `slack/dm/${person}`;

/**
 * Returns a scripted judge: "We need a key…" is a routine request, which goes to the team at once;
 * "person" asks to talk to a person.
 */
export const caseJudge = (): Judge => {
  const usual = scriptedJudge();
  return {
    read: async (ask) => ({
      ...(await usual.read(ask)),
      ...(ask.text.startsWith("We need a key") &&
        ask.wants.includes("request") && { request: requestReading("standard_service") }),
      ...(ask.text === "person" && { control: { label: "person" as const, confidence: 1 } }),
    }),
  };
};

/** Returns all buttons of a card, including those of its items. */
export const cardButtons = ({ card }: PostedMessage): Button[] =>
  card.flatMap((element) =>
    element.kind === "buttons"
      ? element.buttons
      : element.kind === "item" && element.button
        ? [element.button]
        : [],
  );

export type CaseTeam = Awaited<ReturnType<typeof openCaseTeam>>;

export async function openCaseTeam(
  url: string,
  {
    platform = createMemoryPlatform(),
    clock = manualClock(),
    ...more
  }: Partial<Parameters<typeof openCoreHarness>[0]> & {
    platform?: MemoryPlatform;
    clock?: ReturnType<typeof manualClock>;
  } = {},
) {
  let coreHarness = await openCoreHarness({
    url,
    adapter: platform.adapter(),
    clock,
    judge: caseJudge(),
    ...more,
  });
  const at = (): number => clock.now().getTime();

  /** Returns the newest message in a place that has this button. */
  function shown(
    label: string,
    place?: string,
  ): { on: PostedMessage; button: Extract<Button, { press: string }> } {
    for (const on of platform.said.toReversed()) {
      const button =
        (place === undefined || on.place === place) &&
        cardButtons(on).find((each) => each.label === label);
      if (button && "press" in button) return { on, button };
    }
    throw new Error(`there is no button "${label}"${place ? ` in ${place}` : ""}`);
  }

  const from = (person: string, place: ConversationRef) => ({
    at: at(),
    by: { id: person },
    place,
  });

  async function accept(...events: Parameters<CoreHarness["core"]["ingest"]>[0]): Promise<void> {
    await coreHarness.core.ingest(events);
    await untilIdle(coreHarness.store);
  }

  return {
    platform,
    clock,
    get coreHarness() {
      return coreHarness;
    },
    /** Restarts with another process. */
    async restart(): Promise<void> {
      await coreHarness.close();
      coreHarness = await openCoreHarness({
        url,
        adapter: platform.adapter(),
        clock,
        judge: caseJudge(),
        ...more,
      });
    },
    accept,
    /** Sends a message from a person, in direct messages unless stated otherwise. */
    says: (person: string, text: string, more: Partial<InboundEventOf<"message">> = {}) =>
      accept(messageEvent(person, text, randomUUID(), { at: at(), ...more })),
    /** Raises a request and answers all its questions, so that the team receives its brief. */
    async brings(person: string, more: Partial<InboundEventOf<"message">> = {}): Promise<string> {
      for (const text of wishMessages)
        await accept(messageEvent(person, text, randomUUID(), { at: at(), ...more }));
      return this.newest();
    },
    /** Raises a routine request, which reaches the team at once. */
    async asks(person: string, text = "We need a key to the workshop"): Promise<string> {
      await accept(messageEvent(person, text, randomUUID(), { at: at() }));
      return this.newest();
    },
    async newest(): Promise<string> {
      return (await this.rows()).at(-1)!.id;
    },
    async rows() {
      const { db, t } = coreHarness.store.read;
      return (await db.select().from(t.requests)).toSorted(
        (one, other) => one.number - other.number,
      );
    },
    async status(request: string) {
      return (await this.rows()).find(({ id }) => id === request)?.status;
    },
    press: (person: string, label: string, place?: string): InboundEventOf<"press"> => {
      const { on, button } = shown(label, place);
      return pressEvent(from(person, on.at), button.press, on.message);
    },
    /**
     * Presses the newest button with that label; fills in and submits its form, if any. Returns the
     * form's validation errors.
     */
    async presses(
      person: string,
      label: string,
      place?: string,
      values: Record<string, string> = {},
    ): Promise<Record<string, string> | undefined> {
      const { on, button } = shown(label, place);
      if (!button.opensForm) {
        await accept(pressEvent(from(person, on.at), button.press, on.message));
        return undefined;
      }
      const form = await coreHarness.core.buildForm({
        workspace: testWorkspace,
        by: { id: person },
        place: on.at,
        press: button.press,
      });
      if (!form) throw new Error(`"${label}" opens no form`);
      for (const name of Object.keys(values))
        if (!form.fields.some((field) => field.name === name))
          throw new Error(`no field "${name}" in ${JSON.stringify(form.fields)}`);
      const given = Object.fromEntries(
        form.fields.map(({ name, value = "" }) => [name, values[name] ?? value]),
      );
      const submitted = submittedEvent(from(person, on.at), form.id, given);
      const mistakes = await coreHarness.core.validateForm(submitted);
      if (!mistakes) await accept(submitted);
      return mistakes;
    },
    /** Does the same on the team's card of a request, with all its buttons expanded. */
    async does(
      person: string,
      request: string,
      label: string,
      values: Record<string, string> = {},
    ): Promise<Record<string, string> | undefined> {
      const card = (await this.card(request)).message;
      if (!cardButtons(await this.card(request)).some((each) => each.label === label))
        await accept(pressEvent(from(person, briefChannel), `more/${request}`, card));
      platform.said.push(
        ...platform.said.splice(
          platform.said.findIndex(({ message }) => message === card),
          1,
        ),
      ); // newest first
      return this.presses(person, label, briefChannelKey, values);
    },
    /** Submits a form without validation. */
    forces: (person: string, request: string, act: string, values: Record<string, string>) =>
      accept(submittedEvent(from(person, briefChannel), `act/${request}/${act}`, values)),
    /** Returns the team's card of a request. */
    async card(request: string): Promise<PostedMessage> {
      const { db, t } = coreHarness.store.read;
      const row = (await db.select().from(t.outbox)).find(
        (each) => each.request === request && each.question === "intake",
      );
      const found = platform.said.find(({ message }) => message === row?.message);
      if (!found) throw new Error("the team has no card of it");
      return found;
    },
    /** Returns the notes in the thread under that card. */
    async notes(request: string): Promise<string[]> {
      return platform.words(`${briefChannelKey}/${(await this.card(request)).message}`);
    },
    heard: (person: string): string => platform.words(directMessageKey(person)).at(-1) ?? "",
    /** Moves the clock and runs due jobs. */
    async until(instant: string): Promise<void> {
      clock.move(instant);
      await coreHarness.core.poll();
      await untilIdle(coreHarness.store);
    },
    async steps(request: string): Promise<string[]> {
      const { db, t } = coreHarness.store.read;
      const rows = (await db.select().from(t.historyEntries)).filter(
        (row) => row.request === request,
      );
      return rows
        .toSorted((one, other) => one.at.getTime() - other.at.getTime())
        .flatMap(({ act, why }) => (act ? [why ? `${act}: ${toPlainText(why)}` : act] : []));
    },
    close: () => coreHarness.close(),
  };
}
