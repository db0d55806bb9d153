/** Team in a channel: its messages, presses and forms, and the messages that it receives. */
import { randomUUID } from "node:crypto";
import { createRetrospectivesFeature } from "../../../src/features/retrospectives/feature.ts";
import type { Button, Card } from "../../../src/platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  type PlatformName,
} from "../../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import {
  type CoreHarness,
  manualClock,
  openCoreHarness,
  scriptedJudge,
  testWorkspace,
  untilIdle,
} from "../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

export const testSecret = "a secret of the tests";

const buttonsOf = (card: Card): Button[] =>
  card.flatMap((element) =>
    element.kind === "buttons"
      ? element.buttons
      : element.kind === "item" && element.button
        ? [element.button]
        : [],
  );

/** With `mortal`, its process can crash at any step, and the next one on the same host notices. */
export async function openRetroTeam(
  url: string,
  {
    platformName = "slack" as PlatformName,
    from = "2027-03-02T10:00:00Z",
    features = [createRetrospectivesFeature({ secret: testSecret })],
    judge = scriptedJudge(),
    mortal = false,
  } = {},
) {
  const platform = createMemoryPlatform();
  const clock = manualClock(from);
  const open = (more: Partial<Parameters<typeof openCoreHarness>[0]> = {}): Promise<CoreHarness> =>
    openCoreHarness({
      url,
      adapter: platform.adapter(platformName),
      clock,
      features,
      judge,
      ...(mortal && { host: "one", gone: true }),
      ...more,
    });
  let coreHarness = await open();

  const channel: ConversationRef = { platform: platformName, kind: "channel", id: "C1" };
  const direct = (person: string): ConversationRef => ({
    platform: platformName,
    kind: "personal",
    id: person,
  });
  const event = (person: string) => ({
    id: randomUUID(),
    workspace: testWorkspace,
    at: clock.now().getTime(),
    by: { id: person, name: `Name ${person}` },
  });
  async function settle(): Promise<void> {
    await untilIdle(coreHarness.store);
    await coreHarness.core.settled();
    if (coreHarness.troubles.length > 0) throw coreHarness.troubles[0];
  }

  async function accept(arrival: InboundEvent, times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) await coreHarness.core.ingest([arrival]);
    await settle();
  }

  /** Returns the newest message in a place that has a button with this label. */
  function find(
    label: string,
    place: ConversationRef,
  ): { message: string; button: Button & { press: string } } {
    for (const said of platform.said.toReversed()) {
      if (said.place !== conversationKey(place)) continue;
      const button = buttonsOf(said.card).find((one) => one.label === label);
      if (button && "press" in button) return { message: said.message, button };
    }
    throw new Error(
      `no button "${label}" in ${conversationKey(place)}:\n${platform.words(conversationKey(place)).join("\n---\n")}`,
    );
  }

  const team = {
    platform,
    clock,
    channel,
    direct,
    get coreHarness() {
      return coreHarness;
    },
    settle,
    accept,
    event,
    says: (person: string, text: string, place: ConversationRef = channel) =>
      accept({
        ...event(person),
        place,
        kind: "message",
        message: randomUUID(),
        text: [text],
        addressed: true,
      }),
    types: (person: string, text: string, here: ConversationRef = channel) =>
      accept({
        ...event(person),
        place: direct(person),
        here,
        kind: "command",
        command: "retro",
        text: text ? [text] : [],
      }),
    find,
    async press(
      person: string,
      label: string,
      place: ConversationRef = channel,
      times = 1,
    ): Promise<void> {
      const { message, button } = find(label, place);
      for (let time = 0; time < times; time += 1)
        await accept({
          ...event(person),
          place,
          kind: "press",
          press: button.press,
          card: message,
        });
    },
    async open(person: string, label: string, place: ConversationRef = channel) {
      const { button } = find(label, place);
      return coreHarness.core.buildForm({
        workspace: testWorkspace,
        by: { id: person },
        place,
        press: button.press,
      });
    },
    /**
     * Opens the form behind a button, fills it in and submits it; returns the validation errors.
     */
    async fills(
      person: string,
      label: string,
      values: Record<string, string>,
      place: ConversationRef = channel,
      times = 1,
    ): Promise<Record<string, string> | undefined> {
      const form = await team.open(person, label, place);
      if (!form) throw new Error(`no form behind "${label}"`);
      const standing = Object.fromEntries(
        form.fields.map(({ name, value }) => [name, value ?? ""]),
      );
      const submitted = {
        ...event(person),
        place,
        kind: "submitted" as const,
        form: form.id,
        values: { ...standing, ...values },
      };
      const mistakes = await coreHarness.core.validateForm(submitted);
      if (!mistakes) await accept(submitted, times);
      return mistakes;
    },
    /** Returns the current texts in a place. */
    words: (place: ConversationRef = channel): string[] => platform.words(conversationKey(place)),
    board: (place: ConversationRef = channel): string =>
      platform.said.findLast(
        (said) => said.place === conversationKey(place) && /^Retrospective: /.test(said.words),
      )?.words ?? "",
    /** Returns the numbers of the topics on the board. */
    numbers: (): number[] =>
      [...team.board().matchAll(/^(\d+) {2}/gm)].map(([, number]) => Number(number)),
    last: (place: ConversationRef = channel): string =>
      platform.words(conversationKey(place)).at(-1) ?? "",
    async moveTo(instant: string): Promise<void> {
      clock.move(instant);
      await coreHarness.core.poll();
      await settle();
    },
    /** Crashes the process and starts another. */
    async crash(): Promise<void> {
      const before = coreHarness;
      before.crash();
      coreHarness = await open();
      await before.close().catch(() => {});
      await settle();
    },
    /** Opens another replica on the same database. */
    beside: () => open({ host: "another", beside: coreHarness }),
    close: () => coreHarness.close(),
  };
  return team;
}

export type RetroTeam = Awaited<ReturnType<typeof openRetroTeam>>;
