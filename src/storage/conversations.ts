/** State of a conversation between turns, with optimistic locking. */
import {
  type ConversationRef,
  conversationKey,
  parseConversationKey,
  unreadableConversation,
  withoutThread,
} from "../platform/conversation-ref.ts";
import { and, desc, eq, gt, lt, sql } from "./drizzle.ts";
import { prepared } from "./prepared.ts";
import type { Reader, Writer } from "./store.ts";

/** A conversation: where it takes place, and each feature's state. */
export interface ConversationRow {
  place: ConversationRef;
  /** State by feature name. */
  state: Record<string, unknown>;
  revision: number;
}

const p = sql.placeholder;

/** Top-level keys of states of release 0.1.0, which belong to the interview. */
const interviewKeys = ["talks", "doubt", "open", "home"] as const;

interface InterviewPart {
  talks?: unknown;
}

/**
 * Returns a state by feature name. A migration converts states of release 0.1.0; this reads those
 * it cannot parse on PostgreSQL, and those that a replica of that release still writes.
 */
export function readConversationState(stored: unknown): Record<string, unknown> {
  const { ...state } = (stored ?? {}) as Record<string, unknown> & { interview?: InterviewPart };
  if (!Array.isArray(state.talks)) return state;
  const former: Record<string, unknown> = {};
  for (const key of interviewKeys) {
    if (state[key] !== undefined) former[key] = state[key];
    delete state[key];
  }
  const { talks } = state.interview ?? {};
  former.talks = [...(Array.isArray(talks) ? talks : []), ...(former.talks as unknown[])];
  return { ...state, interview: { ...state.interview, ...former } };
}

const byKey = prepared("conversation_read", ({ db, t }: Reader) =>
  db
    .select({
      place: t.conversations.place,
      state: t.conversations.state,
      revision: t.conversations.revision,
    })
    .from(t.conversations)
    .where(and(eq(t.conversations.workspace, p("workspace")), eq(t.conversations.key, p("key")))),
);

/** Reads a conversation by its key, with states of earlier releases in the present form. */
export async function readConversationRow(
  on: Reader,
  workspace: string,
  key: string,
): Promise<ConversationRow | undefined> {
  const [row] = await byKey(on, { workspace, key });
  return (
    row && {
      ...row,
      state: readConversationState(row.state),
      place:
        row.place.platform === unreadableConversation.platform
          ? parseConversationKey(key)
          : row.place,
    }
  );
}

/** Returns the place of the thread in a channel or group chat that had the latest turn. */
export async function latestThreadIn(
  { db, t }: Reader,
  workspace: string,
  place: ConversationRef,
  after: Date,
): Promise<ConversationRef | undefined> {
  const { key, updatedAt } = t.conversations;
  const prefix = `${conversationKey(withoutThread(place))}/`;
  const [row] = await db
    .select({ place: t.conversations.place })
    .from(t.conversations)
    .where(
      and(
        eq(t.conversations.workspace, workspace),
        // the prefix as a range, for the primary key's index
        gt(key, prefix),
        lt(key, `${prefix.slice(0, -1)}0`),
        gt(updatedAt, after),
      ),
    )
    .orderBy(desc(updatedAt))
    .limit(1);
  return row?.place;
}

const insertIfMissing = prepared("conversation_ensure", ({ db, t }: Writer) =>
  db
    .insert(t.conversations)
    .values({
      workspace: p("workspace"),
      key: p("key"),
      place: p("place"),
      state: {},
      revision: 0,
      updatedAt: p("at"),
    })
    .onConflictDoNothing(),
);

/** Creates the row of a conversation, so that jobs can come due in it. */
export async function ensureConversationRow(
  w: Writer,
  workspace: string,
  place: ConversationRef,
  at: Date,
): Promise<void> {
  await insertIfMissing(w, { workspace, key: conversationKey(place), place, at });
}

const upsertRow = prepared("conversation_save", ({ db, t }: Writer) =>
  db
    .insert(t.conversations)
    .values({
      workspace: p("workspace"),
      key: p("key"),
      place: p("place"),
      state: p("state"),
      revision: p("revision"),
      updatedAt: p("at"),
    })
    .onConflictDoUpdate({
      target: [t.conversations.workspace, t.conversations.key],
      set: {
        state: sql`excluded.state`,
        revision: sql`excluded.revision`,
        updatedAt: sql`excluded.updated_at`,
      },
      setWhere: sql`cast(${t.conversations.revision} as integer) = excluded.revision - 1`,
    })
    .returning({ revision: t.conversations.revision }),
);

const updateRow = prepared("conversation_next", ({ db, t }: Writer) =>
  db
    .update(t.conversations)
    .set({
      state: p("state") as never,
      revision: p("revision") as never,
      updatedAt: p("at") as never,
    })
    .where(
      and(
        eq(t.conversations.workspace, p("workspace")),
        eq(t.conversations.key, p("key")),
        eq(t.conversations.revision, p("before")),
      ),
    )
    .returning({ revision: t.conversations.revision }),
);

/**
 * Saves the state as the next revision. Returns false when another turn was first, or when the
 * previous revision was erased.
 */
export async function saveConversationRow(
  w: Writer,
  workspace: string,
  key: string,
  { place, state, revision }: ConversationRow,
  at: Date,
): Promise<boolean> {
  const row = { workspace, key, state, revision, at };
  const rows =
    revision > 1
      ? await updateRow(w, { ...row, before: revision - 1 })
      : await upsertRow(w, { ...row, place });
  return rows.length > 0;
}
