/** Core with the workspace feature and an in-memory platform. */
import { randomUUID } from "node:crypto";
import type { Judge } from "../../../src/nlu/judge.ts";
import type { ConversationRef } from "../../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../../src/platform/event.ts";
import type { RichText } from "../../../src/platform/rich-text.ts";
import type { Store } from "../../../src/storage/store.ts";
import {
  type CoreHarness,
  manualClock,
  openCoreHarness,
  scriptedJudge,
  testWorkspace,
  untilIdle,
} from "../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

export const briefChannel: ConversationRef = { platform: "slack", kind: "channel", id: "CINTAKE" };
export const directMessages = (id: string): ConversationRef => ({
  platform: "slack",
  kind: "personal",
  id,
});

interface Given {
  url: string;
  /** Admins of the workspace on its platform; undefined if the platform cannot tell. */
  admins?: string[];
  /** Members by group id of the platform. */
  groups?: Map<string, string[]>;
  judge?: Judge;
}

export async function openWorkspaceHarness({
  url,
  admins,
  groups = new Map(),
  judge = scriptedJudge(),
}: Given) {
  const platform = createMemoryPlatform();
  const clock = manualClock();
  const adapter = {
    ...platform.adapter(),
    ...(admins && { isAdmin: async (_: string, person: string) => admins.includes(person) }),
    membersOf: async (_: string, group: string) =>
      groups.get(group)?.map((id) => ({ id, name: `${id[0]?.toUpperCase()}${id.slice(1)}` })),
  };
  const coreHarness: CoreHarness = await openCoreHarness({ url, adapter, clock, judge });
  const { store, core } = coreHarness;

  /** Ingests events and returns the messages they caused, in order, as `place: words`. */
  async function gives(...events: InboundEvent[]): Promise<string[]> {
    const before = platform.said.length;
    await core.ingest(events);
    await untilIdle(store);
    return platform.said.slice(before).map(({ place, words }) => `${place}: ${words}`);
  }

  const common = (person: string, place: ConversationRef) => ({
    id: randomUUID(),
    workspace: testWorkspace,
    at: clock.now().getTime(),
    by: { id: person },
    place,
  });
  return {
    ...{ coreHarness, store, core, platform, clock, gives },
    commands: (person: string, text: string, place = directMessages(person)) =>
      gives({ ...common(person, place), kind: "command", command: "entwine", text: [text] }),
    says: (person: string, text: string, place = directMessages(person)) =>
      gives({
        ...common(person, place),
        kind: "message",
        message: randomUUID(),
        text: [text],
        addressed: true,
      }),
    /** Sends an unaddressed message in a place of the bot. */
    overhears: (person: string, text: RichText, place: ConversationRef) =>
      gives({
        ...common(person, place),
        kind: "message",
        message: randomUUID(),
        text,
        addressed: false,
      }),
    presses: (person: string, press: string, place = directMessages(person), card = "none") =>
      gives({ ...common(person, place), kind: "press", press, card }),
    submits: (
      person: string,
      form: string,
      values: Record<string, string>,
      place = directMessages(person),
    ) => gives({ ...common(person, place), kind: "submitted", form, values }),
    /** Returns the form behind a button. */
    form: (person: string, press: string, place = directMessages(person)) =>
      core.buildForm({ workspace: testWorkspace, by: { id: person }, place, press }),
    /** Returns the validation errors of a submitted form. */
    mistakes: (
      person: string,
      form: string,
      values: Record<string, string>,
      place = directMessages(person),
    ) => core.validateForm({ ...common(person, place), kind: "submitted", form, values }),
    close: () => coreHarness.close(),
  };
}

export type WorkspaceHarness = Awaited<ReturnType<typeof openWorkspaceHarness>>;

/** Returns the audit log as `what: before -> after by person`. */
export async function auditLogEntries({ read: { db, t } }: Store): Promise<string[]> {
  const rows = await db.select().from(t.auditEntries);
  return rows.map(
    ({ what, before, after, by }) =>
      `${what}: ${JSON.stringify(before)} -> ${JSON.stringify(after)} by ${by}`,
  );
}
