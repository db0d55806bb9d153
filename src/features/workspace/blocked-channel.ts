/**
 * Notice about a channel in which the bot cannot post: once to the people who can change that, in
 * their direct messages, with what to do.
 */
import type { DeliveryChange } from "../../core/delivery/blocked-places.ts";
import type { PrepareContext, TurnContext } from "../../core/feature.ts";
import { type BlockedReason, blockedReasons } from "../../platform/adapter.ts";
import { textElement } from "../../platform/card.ts";
import {
  type ConversationRef,
  isBriefChannel,
  type Person,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import { listPeople, readConversationAddress } from "../../storage/directory.ts";
import { and, eq } from "../../storage/drizzle.ts";
import { listBlockedMessages } from "../../storage/queue/blocked-messages.ts";
import { type OutboxRow, outboxRowById } from "../../storage/queue/outbox.ts";
import type { Reader } from "../../storage/store.ts";
import { type WorkspaceAction, workspaceActions } from "./actions.ts";
import { readInstaller } from "./audit-log.ts";
import { readGroup } from "./groups.ts";
import { readAdmins } from "./preferences.ts";

/** Number of people about whom the platform is asked, and how many at once. */
const [maxPeopleAsked, askedAtOnce] = [100, 10];

async function findPlatformAdmins(
  { read, platforms }: Sources,
  { workspace, place }: OutboxRow,
  first: Person | undefined,
): Promise<Person[]> {
  const platform = platforms.get(place.platform);
  if (!platform?.isAdmin) return [];
  const others = await listPeople(read, workspace, maxPeopleAsked);
  const people = [...(first ? [first] : []), ...others.filter(({ id }) => id !== first?.id)];
  for (let from = 0; from < people.length; from += askedAtOnce) {
    const some = people.slice(from, from + askedAtOnce);
    const answers = await Promise.all(some.map(({ id }) => platform.isAdmin?.(workspace, id)));
    const admins = some.filter((_, index) => answers[index]);
    if (admins.length > 0) return admins;
  }
  return [];
}

async function readGroupLead(
  on: Reader,
  workspace: string,
  request: string | null,
): Promise<Person | undefined> {
  if (request === null) return undefined;
  const { requests } = on.t;
  const [row] = await on.db
    .select({ group: requests.group })
    .from(requests)
    .where(and(eq(requests.workspace, workspace), eq(requests.id, request)));
  return row?.group ? (await readGroup(on, workspace, row.group))?.advocate : undefined;
}

type Sources = Pick<PrepareContext, "read" | "platforms">;

/**
 * Returns the people who can help with the channel of a message: the admins, else those of the
 * platform, else the advocate of the requester's group, else the person who installed the app.
 */
export async function findChannelContacts(
  sources: Sources,
  workspace: string,
  message: string,
): Promise<readonly Person[]> {
  const { read } = sources;
  const row = await outboxRowById(read, workspace, message);
  if (!row) return [];
  const admins = await readAdmins(read, workspace);
  if (admins.length > 0) return admins;
  const installer = await readInstaller(read, workspace);
  const onPlatform = await findPlatformAdmins(sources, row, installer);
  if (onPlatform.length > 0) return onPlatform;
  const contact = (await readGroupLead(read, workspace, row.request)) ?? installer;
  return contact ? [contact] : [];
}

const noticeId = (first: { id: string }, person: string): string => `blocked/${first.id}/${person}`;

/** Returns the outbox id of a job about a blocked channel. */
export const blockedMessageOf = ({ subject = "" }: WorkspaceAction): string =>
  subject.slice(subject.indexOf("/") + 1);

const blockedReasonOf = ({ subject = "" }: WorkspaceAction): BlockedReason | undefined =>
  blockedReasons.find((reason) => subject.startsWith(`${reason}/`));

type EventContext = Pick<TurnContext, "w" | "workspace" | "enqueueEvent">;

/**
 * Stores an event that finds the contacts, each time that the first of the messages that wait for a
 * channel is refused.
 */
export async function notifyChannelContacts(
  { w, workspace, enqueueEvent }: EventContext,
  { id, place, notBefore }: OutboxRow,
  change: DeliveryChange,
): Promise<void> {
  if (change.is !== "blocked") return;
  const [first = { id }] = await listBlockedMessages(w, workspace, place);
  if (first.id === id)
    await enqueueEvent({
      id: noticeId(first, `contacts/${notBefore?.getTime()}`),
      place: withoutThread(place),
      job: workspaceActions.encode("find_contacts"),
      subject: `${change.reason}/${id}`,
    });
}

/** Stores such an event for each of these people. Does nothing on another change. */
export async function notifyAboutBlockedChannel(
  { w, workspace, enqueueEvent }: EventContext,
  { id, place, notBefore }: OutboxRow,
  change: DeliveryChange,
  people: readonly Person[],
): Promise<void> {
  if (change.is !== "blocked") return;
  const [first = { id }] = await listBlockedMessages(w, workspace, place);
  for (const person of people) {
    const notice = noticeId(first, person.id);
    if (await outboxRowById(w, workspace, notice)) continue;
    await enqueueEvent({
      // one for each refusal: a turn during an attempt to send finds nothing that waits
      id: `${notice}/${notBefore?.getTime()}`,
      place: { platform: place.platform, kind: "personal", id: person.id },
      job: workspaceActions.encode("blocked"),
      subject: `${change.reason}/${id}`,
    });
  }
}

/** Performs the jobs of these events. Does nothing once the messages have arrived. */
export async function continueChannelNotice(
  ctx: TurnContext,
  action: WorkspaceAction,
  contacts: readonly Person[],
): Promise<void> {
  const { w, workspace } = ctx;
  const reason = blockedReasonOf(action);
  const row = await outboxRowById(w, workspace, blockedMessageOf(action));
  const waiting = row ? await listBlockedMessages(w, workspace, row.place) : [];
  const [first] = waiting;
  if (!reason || !row || !first) return;
  if (action.verb === "find_contacts")
    return notifyAboutBlockedChannel(ctx, row, { is: "blocked", reason }, contacts);
  await tellChannelContact(ctx, row.place, reason, { first, count: waiting.length });
}

/** Posts what to do, unless the person read it for the same message: another may be first now. */
async function tellChannelContact(
  { w, workspace, words, briefChannels, place: direct, post }: TurnContext,
  place: ConversationRef,
  reason: BlockedReason,
  { first, count }: { first: { id: string }; count: number },
): Promise<void> {
  const notice = noticeId(first, direct.id);
  if (await outboxRowById(w, workspace, notice)) return;
  const channel = isBriefChannel(briefChannels, workspace, place)
    ? words("organisation.blocked.brief_channel")
    : words("organisation.blocked.channel", { id: place.id });
  // the bot knows the address of each channel from which it ever heard
  const wasThere = await readConversationAddress(w, workspace, withoutThread(place));
  const key = reason === "removed" && wasThere === undefined ? "never_added" : reason;
  post({
    id: notice,
    card: [
      textElement(words(`organisation.blocked.${key}`, { channel, count })),
      textElement(words(`organisation.blocked.${key}.how`)),
    ],
  });
}
