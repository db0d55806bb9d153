/**
 * Feature `/entwine privacy`: people see, export and erase their own data in direct messages. An
 * erasure runs as a job in a placeholder conversation after all messages to the person are sent, so
 * that it can remove those too.
 */

import type { Feature, PrepareContext, TurnContext, TurnInput } from "../../core/feature.ts";
import {
  type ExportRow,
  exportPersonalRows,
  placeholderConversation,
} from "../../core/feature-data.ts";
import { areWebLinksReachable, signInLinkCard, type WebLinks } from "../../core/web-links.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Card } from "../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  type PlatformName,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { ensureConversationRow } from "../../storage/conversations.ts";
import { firstPendingEvent } from "../../storage/queue/inbox.ts";
import { unsentAhead } from "../../storage/queue/outbox.ts";
import type { Reader } from "../../storage/store.ts";
import {
  countPersonalDataPages,
  erasurePreviewCard,
  type PrivacyAction,
  personalDataMaxPages,
  personalDataPageCard,
  personalDataSummaryCard,
  privacyActions,
  privacyOverviewCard,
  privacyTextCard,
} from "./cards.ts";
import { type ErasureScope, erasePerson, erasureScopes } from "./erasure/erase-person.ts";
import type { ErasureJournal } from "./erasure/erasure-journal.ts";
import { createRetentionJob, type RetentionOptions } from "./retention-job.ts";

/** What the feature needs from the application. */
export interface PrivacySettings extends RetentionOptions {
  /** The root secret, then former ones. */
  secrets: readonly string[];
  /** Links to the download page, when web pages are served. */
  signIn?: WebLinks | undefined;
  journal?: ErasureJournal | undefined;
  /** Purges deleted rows from the database's files (`Store.purgeDeletedRows`). */
  purgeDeletedRows?: (() => Promise<boolean>) | undefined;
}

/** Delay (ms) before an erasure or a purge is retried while other work is running. */
const busyRetryMs = 2_000;
/** Delays (ms) after which a failed erasure is retried. */
const retryDelaysMs = [60 * 60 * 1_000, 24 * 60 * 60 * 1_000];
const maxPurgeAttempts = 20;

const directOf = (platform: PlatformName, person: string): ConversationRef => ({
  platform,
  kind: "personal",
  id: person,
});

/** Path of the overview in release 0.1.0, accepted until 90 days after release 0.2.0. */
const legacyOverviewPath = "privacy";

type Input = TurnInput<PrivacyAction>;

/** Reads the subject of an erasure job: `<scope>/<try>/<person>`. */
function readSubject(subject: string): { scope: ErasureScope; tried: number; person: string } {
  const [scope, tried, ...person] = subject.split("/");
  return {
    scope: erasureScopes.find((each) => each === scope) ?? "name",
    tried: Number(tried),
    person: person.join("/"),
  };
}

interface Known {
  lines?: ExportRow[];
  /** Whether messages to the person or their events are still being processed. */
  busy?: boolean;
  /** Whether the database's files are free of deleted rows. */
  scrubbed?: boolean;
}

/** Opens the feature of privacy. */
export function openPrivacy({
  data,
  secrets,
  onDeleted,
  signIn,
  journal,
  purgeDeletedRows,
}: PrivacySettings): Feature<undefined, Known, PrivacyAction> {
  async function prepare({ read }: PrepareContext, { event, action }: Input): Promise<Known> {
    const { workspace, by, place } = event;
    if (event.kind === "due") {
      if (action?.verb === "scrub") return { scrubbed: (await purgeDeletedRows?.()) ?? true };
      const { scope, tried, person } = readSubject(event.subject);
      const busy = tried === 0 && (await isBusy(read, workspace, directOf(place.platform, person)));
      if (!busy) journal?.recordErasure(workspace, person, scope, new Date());
      return { busy };
    }
    if (!action || !["see", "export", "erase"].includes(action.verb)) return {};
    return { lines: await Array.fromAsync(exportPersonalRows(data, read, workspace, by.id)) };
  }

  async function turn(
    ctx: TurnContext,
    { event, action }: Input,
    _: undefined,
    known: Known,
  ): Promise<undefined> {
    const { place, by } = event;
    if (event.kind === "due") {
      if (action) await due(ctx, action, known);
      return undefined;
    }
    const direct = directOf(place.platform, by.id);
    const here = place.kind === "personal";
    if (here && place.id !== by.id)
      return void ctx.post({ card: privacyTextCard("only_yours", ctx.words) });
    const words = here ? ctx.words : await ctx.wordsAt(direct);
    const cards = await answer(ctx, { event, action }, words, known);
    for (const card of cards) ctx.post({ card, place: here ? undefined : direct });
    if (!here) ctx.post({ card: privacyTextCard("sent", ctx.words) });
    return undefined;
  }

  /** Returns the cards that answer a person in their direct messages. */
  async function answer(
    ctx: TurnContext,
    { event, action }: Input,
    words: Words,
    { lines = [] }: Known,
  ): Promise<Card[]> {
    const { by } = event;
    if (event.kind === "press" && (action?.verb === "do" || action?.verb === "leave"))
      await ctx.resolveCard(event);
    switch (action?.verb) {
      case "see":
        if (lines.length === 0) return [privacyTextCard("see.nothing", words)];
        return [
          action.args[0] === undefined
            ? personalDataSummaryCard(lines, words)
            : personalDataPageCard(
                lines,
                Math.min(Math.max(action.args[0], 1), countPersonalDataPages(lines)),
                words,
              ),
        ];
      case "export":
        return areWebLinksReachable(signIn, event.place.platform)
          ? [await signInLinkCard(signIn, ctx, { id: by.id, guest: event.guest }, "me", words)]
          : inMessages(lines, words);
      case "erase":
        return [erasurePreviewCard(lines, words)];
      case "do":
        await planErasure(ctx, event, action.args[0]);
        return [privacyTextCard("going", words)];
      case "leave":
        return [privacyTextCard("kept", words)];
      default:
        return [privacyOverviewCard(data, words)];
    }
  }

  async function due(
    ctx: TurnContext,
    { verb, subject = "" }: PrivacyAction,
    { busy, scrubbed }: Known,
  ): Promise<void> {
    const { w, workspace, at, newId, workspaceWords } = ctx;
    if (verb === "scrub") {
      const tried = Number(subject) + 1;
      if (!scrubbed && tried < maxPurgeAttempts)
        await ctx.scheduleJob({
          kind: privacyActions.encode("scrub"),
          subject: `${tried}`,
          dueAt: new Date(at.getTime() + busyRetryMs * tried),
        });
      return;
    }
    if (busy)
      return ctx.scheduleJob({
        kind: privacyActions.encode("erase"),
        subject,
        dueAt: new Date(at.getTime() + busyRetryMs),
      });
    const { scope, person } = readSubject(subject);
    await erasePerson(w, {
      data,
      secrets,
      workspace,
      person,
      scope,
      at,
      newId,
      words: workspaceWords,
    });
    await ctx.scheduleJob({ kind: privacyActions.encode("scrub"), subject: "0", dueAt: at });
  }

  return {
    name: privacyActions.feature,
    actions: privacyActions,
    legacyAction: (path) =>
      path === legacyOverviewPath ? privacyActions.encode("overview") : undefined,
    commands: { entwine: [privacyActions.feature] },
    parseCommand: (_, from) => (from === "command" ? privacyActions.create("overview") : undefined),
    allowsGuests: () => true,
    prepare,
    turn,
    bulkJob: createRetentionJob({ data, onDeleted }),
  };
}

/**
 * Schedules an erasure, which waits for messages to the person, and its retries. The jobs name the
 * person; the erasure that succeeds deletes the others.
 */
async function planErasure(
  { w, workspace, at, scheduleJob }: TurnContext,
  { by, place: { platform } }: InboundEvent,
  scope: ErasureScope,
): Promise<void> {
  const placeholder = placeholderConversation(platform);
  await ensureConversationRow(w, workspace, placeholder, at);
  for (const [tried, wait] of [busyRetryMs, ...retryDelaysMs].entries())
    await scheduleJob({
      kind: privacyActions.encode("erase"),
      subject: `${scope}/${tried}/${by.id}`,
      dueAt: new Date(at.getTime() + wait),
      conversation: conversationKey(placeholder),
    });
}

async function isBusy(read: Reader, workspace: string, direct: ConversationRef): Promise<boolean> {
  const conversation = conversationKey(direct);
  if ((await firstPendingEvent(read, workspace, conversation)) !== undefined) return true;
  return (await unsentAhead(read, { workspace, conversation, holder: "" })).length > 0;
}

/** Returns the data as messages, when there is no web page to download it from. */
function inMessages(lines: readonly ExportRow[], words: Words): Card[] {
  if (lines.length === 0) return [privacyTextCard("see.nothing", words)];
  const pages = Math.min(countPersonalDataPages(lines), personalDataMaxPages);
  const cards = Array.from({ length: pages }, (_, index) =>
    personalDataPageCard(lines, index + 1, words, { more: false }),
  );
  const rest =
    countPersonalDataPages(lines) > pages
      ? privacyTextCard("export.rest", words, { shown: cards.length * 15, all: lines.length })
      : [];
  return [privacyTextCard("export", words), ...cards, ...(rest.length > 0 ? [rest] : [])];
}
