/**
 * The bot at work in the demo's company: the product's engine on a wound clock, a chat platform that
 * only remembers what is displayed, and an agenda of what people do when.
 */
import { randomUUID } from "node:crypto";
import { openFeatures } from "../../app/registry.ts";
import { turnTools } from "../../app/turn-tools.ts";
import { openCore } from "../../core/core.ts";
import { createRulesJudge } from "../../nlu/rules/rules-judge.ts";
import type { OutboundMessage } from "../../platform/adapter.ts";
import type { Button } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { directMessagesOf } from "../../platforms/browser/company.ts";
import type { Transcript } from "../../platforms/browser/transcript.ts";
import { nextJobDueAt } from "../../storage/queue/jobs.ts";
import type { Store } from "../../storage/store.ts";
import { approver, type DemoPerson, demoWorkspace, groups, team, teamChannel } from "./company.ts";

const platforms = ["browser"] as const;
const everybody = [...team, approver, ...groups.flatMap(({ people }) => people)];

/** Where a person acts: a place, or their direct messages. */
type Place = ConversationRef | undefined;

export const directTo = (person: DemoPerson): ConversationRef => directMessagesOf(person.id);

/** A message as displayed: its place, and the paths of its buttons. */
export interface DisplayedMessage {
  id: string;
  place: ConversationRef;
  presses: readonly string[];
}

export type DemoOffice = Awaited<ReturnType<typeof openDemoOffice>>;

const pressesOf = ({ card }: OutboundMessage): string[] =>
  card
    .flatMap((element): readonly Button[] =>
      element.kind === "buttons"
        ? element.buttons
        : element.kind === "item" && element.button
          ? [element.button]
          : [],
    )
    .flatMap((button) => ("press" in button ? [button.press] : []));

/**
 * Opens the office.
 * @param start first instant of its clock
 * @param onMessage called with each new message of the bot
 */
export async function openDemoOffice({
  store,
  start,
  transcript,
  onMessage,
}: {
  store: Store;
  start: Date;
  /** Where the messages are kept for the page in the browser. */
  transcript?: Transcript | undefined;
  onMessage(message: DisplayedMessage): void;
}) {
  let now = start.getTime();
  let ids = 0;
  let messages = 0;
  const agenda: { at: number; order: number; act(): Promise<unknown> }[] = [];
  let planned = 0;
  /** Newest messages by place, as people see them. */
  const displayed = new Map<string, DisplayedMessage[]>();
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);

  /** Ids are counted and ordered by time, so that they depend on the seed alone. */
  const newId = (): string => {
    const hex = now.toString(16).padStart(12, "0");
    const count = (ids++).toString(16).padStart(12, "0");
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${count}`;
  };

  function display(message: OutboundMessage): string {
    const { kind, target, place, card } = message;
    const all = displayed.getOrInsertComputed(place.id, () => []);
    const presses = pressesOf(message);
    const old = kind === "revise" ? all.findIndex(({ id }) => id === target) : -1;
    const shown: DisplayedMessage = {
      id: old < 0 ? `m${++messages}` : all[old]!.id,
      place,
      presses,
    };
    if (old >= 0) all[old] = shown;
    else if (kind === "post") {
      all.push(shown);
      if (all.length > rememberedMessages) all.shift();
      onMessage(shown);
    }
    const known = transcript?.find(shown.id);
    if (kind !== "home")
      transcript?.save({
        ...{ id: shown.id, seq: known?.seq ?? transcript.nextSeq(), place, card },
        at: known?.at ?? now,
      });
    return shown.id;
  }

  const core = await openCore({
    store,
    clock: {
      now: () => new Date(now),
      toRealMs: (ms) => ms,
      sleep: () => new Promise(() => {}),
    },
    openTools: turnTools(createRulesJudge()),
    platforms: [
      {
        name: "browser",
        send: async (message) => ({ kind: "sent", message: display(message) }),
        isAdmin: async (_, person) => person === team[0]!.id,
        start: async () => {},
        stop: async () => {},
        isReady: () => true,
      },
    ],
    features: openFeatures({ secrets: [randomUUID()] }),
    briefChannels: { browser: teamChannel },
    replica: { id: randomUUID(), host: "demo", pid: process.pid },
    newId,
    // the agenda polls, so that nothing happens between two of its entries
    waitBeforePoll: (_, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    telemetry: {
      turnFailed: (_, error) => failed(error),
      deliveryFailed: failed,
      schedulerFailed: failed,
    },
  });

  async function settle(): Promise<void> {
    await core.settled();
    if (failures.length > 0) throw failures[0];
  }

  async function poll(): Promise<void> {
    await core.poll();
    await settle();
  }

  /** Moves the clock, and runs the jobs that are due until then, each at its time. */
  async function moveTo(instant: number): Promise<void> {
    for (;;) {
      const due = (await nextJobDueAt(store.read, platforms))?.getTime();
      if (due === undefined || due > instant) break;
      now = Math.max(now, due);
      await poll();
    }
    now = Math.max(now, instant);
  }

  const common = (person: DemoPerson, place: Place) => ({
    id: `e${newId()}`,
    workspace: demoWorkspace,
    at: now,
    by: person,
    zone: demoZone,
    locale: "en-GB",
    place: place ?? directTo(person),
  });

  async function takes(event: Parameters<typeof core.ingest>[0][number]): Promise<void> {
    await core.ingest([event]);
    await settle();
  }

  return {
    store,
    now: () => now,
    poll,
    /** Plans an act at an instant (ms). */
    plan(at: number, act: () => Promise<unknown>): void {
      agenda.push({ at: Math.max(at, now), order: planned++, act });
    },
    /**
     * Does everything that is planned until an instant, in order of time.
     * @param goesOn called after each act; false ends it
     */
    async runUntil(end: Date, goesOn: (at: number) => boolean): Promise<void> {
      for (;;) {
        let first = 0;
        for (let index = 1; index < agenda.length; index++) {
          const [one, other] = [agenda[index]!, agenda[first]!];
          if (one.at < other.at || (one.at === other.at && one.order < other.order)) first = index;
        }
        const next = agenda[first];
        if (!next || next.at > end.getTime()) break;
        agenda.splice(first, 1);
        await moveTo(next.at);
        await next.act();
        if (!goesOn(next.at)) return;
      }
      await moveTo(end.getTime());
    },
    presses: (person: DemoPerson, press: string, place?: Place, card?: string): Promise<void> =>
      takes({ ...common(person, place), kind: "press", press, card }),
    submits: (
      person: DemoPerson,
      form: string,
      values: Record<string, string>,
      place?: Place,
    ): Promise<void> => takes({ ...common(person, place), kind: "submitted", form, values }),
    says: (person: DemoPerson, text: string, place?: Place): Promise<void> => {
      const message = `t${newId()}`;
      return takes({
        ...common(person, place),
        kind: "message",
        message,
        text: [text],
        addressed: true,
      });
    },
    commands: (person: DemoPerson, command: string, text: string, place?: Place): Promise<void> =>
      takes({ ...common(person, place), kind: "command", command, text: text ? [text] : [] }),
    /** Opens the form of a button, and returns the names of its fields. */
    async opens(person: DemoPerson, press: string, place?: Place) {
      const { workspace, by, place: here } = common(person, place);
      return core.buildForm({ workspace, by, place: here, press });
    },
    /** Finds the newest displayed button of a place. */
    findPress(place: ConversationRef, path: RegExp): { press: string; card: string } | undefined {
      for (const { id, presses } of (displayed.get(place.id) ?? []).toReversed()) {
        const press = presses.find((each) => path.test(each));
        if (press !== undefined) return { press, card: id };
      }
      return undefined;
    },
    personOf: (id: string): DemoPerson | undefined => everybody.find((each) => each.id === id),
    close: () => core.stop(),
  };
}

const rememberedMessages = 40;
const demoZone = "Europe/Berlin";
