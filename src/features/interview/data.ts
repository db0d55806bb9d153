/** Data of the interview: people's text in conversations, requests and held messages. */
import {
  type ErasureHooks,
  type ExportRow,
  type FeatureData,
  isoInstantOrNull,
  plainTextOrNull,
} from "../../core/feature-data.ts";
import { unfinishedKey } from "../../core/target/hear-message.ts";
import { daysBefore } from "../../lib/dates/calendar-dates.ts";
import { readConversationState } from "../../storage/conversations.ts";
import { and, asc, eq, lt } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { columnContains, lockTableRows, updateTableRow } from "../../storage/table-rows.ts";
import {
  type Interview,
  parseStoredConversation,
  parseStoredInterview,
} from "./model/interview-state.ts";
import { interviewTables } from "./tables.ts";

/** Returns the texts of an interview by a person, or derived from them. */
function ownWords(interview: Interview | undefined, person: string): unknown[] {
  if (!interview) return [];
  const own = interview.requester.id === person || interview.raisedBy?.id === person;
  const given = Object.values(interview.answers).flatMap(({ by, text, restated }) =>
    by.id === person ? [text, restated] : [],
  );
  return own
    ? [
        interview.text,
        interview.wish,
        interview.worded,
        interview.followUp,
        interview.said?.words,
        interview.subject,
        interview.asks,
        interview.draft?.text,
        ...given,
      ]
    : given;
}

function quiet(interview: Interview | undefined, person: string): Interview | null {
  if (!interview) return null;
  const answers = Object.fromEntries(
    Object.entries(interview.answers).filter(([, { by }]) => by.id !== person),
  );
  const {
    wish: _,
    worded: __,
    followUp: ___,
    said: ____,
    subject: _____,
    asks: ______,
    draft,
    ...rest
  } = interview;
  const others = draft && draft.by.id !== person ? { draft } : {};
  const own = interview.requester.id === person || interview.raisedBy?.id === person;
  return own ? { ...rest, ...others, text: [], answers } : { ...interview, answers };
}

/** Removes the person's text from interviews, filed or open, and keeps their state. */
const eraseInterviewWords: ErasureHooks["eraseWords"] = async ({ w, workspace, person }) => {
  const written: unknown[] = [];
  const named = JSON.stringify(person);
  const filed = columnContains(w.t.requests.interview, named);
  for (const row of await lockTableRows(w, "requests", workspace, filed)) {
    const interview = parseStoredInterview(row.interview);
    written.push(ownWords(interview, person));
    await updateTableRow(w, "requests", ["id"], row, { interview: quiet(interview, person) });
  }
  const { heldMessages } = w.t;
  for (const { text } of await lockTableRows(
    w,
    "heldMessages",
    workspace,
    eq(heldMessages.by, person),
  ))
    written.push(text);
  const goingOn = columnContains(w.t.conversations.state, named);
  for (const row of await lockTableRows(w, "conversations", workspace, goingOn)) {
    const { interview, [unfinishedKey]: _, ...others } = readConversationState(row.state);
    const { doubt, smallTalk: __, interviews, ...rest } = parseStoredConversation(interview);
    await updateTableRow(w, "conversations", ["workspace", "key"], row, {
      state: {
        ...others,
        interview: {
          ...rest,
          doubt: doubt && doubt.by.id !== person ? doubt : undefined,
          interviews: interviews.map((interview) => quiet(interview, person)),
        },
      },
      revision: Number(row.revision) + 1,
    });
  }
  return { written };
};

/** Days for which the first reading of a message is stored. */
const heldDays = 90;

/**
 * Messages whose target was not clear. One that may be the answer to a private question is its
 * author's alone, and is in no export of the workspace.
 */
async function* heldRows(
  { db, t: { heldMessages, requests } }: Reader,
  workspace: string,
  person?: string,
): AsyncGenerator<ExportRow> {
  const rows = await db
    .select()
    .from(heldMessages)
    .where(
      and(
        eq(heldMessages.workspace, workspace),
        person === undefined ? undefined : eq(heldMessages.by, person),
      ),
    )
    .orderBy(asc(heldMessages.at));
  for (const { text, by, targets, at, settledAs, settledAt } of rows) {
    // without readable targets it may have been private
    const isPrivate = targets.length === 0 || targets.some(({ target }) => target.isPrivate);
    if (person === undefined && isPrivate) continue;
    const about = targets.find(({ name }) => name === settledAs)?.target.request;
    const [request] =
      about === undefined
        ? []
        : await db
            .select({ number: requests.number })
            .from(requests)
            .where(and(eq(requests.workspace, workspace), eq(requests.id, about)));
    yield {
      type: "held_message",
      workspace,
      request: request ? `R-${request.number}` : null,
      by,
      text: plainTextOrNull(text),
      taken_as: settledAs,
      at: isoInstantOrNull(at),
      settled_at: isoInstantOrNull(settledAt),
    };
  }
}

/** What the interview stores, and how it is erased, kept and exported. */
export const interviewData: FeatureData = {
  tables: interviewTables,
  personalData: {
    heldMessages: {
      keyColumns: ["id"],
      ownerColumn: "by",
      personalColumns: { text: "json", place: "json", conversation: "text" },
      impersonalColumns: ["id", "workspace", "message", "targets", "settledAs"],
    },
  },
  erasure: { eraseWords: eraseInterviewWords },
  retention: {
    subjects: [{ name: "held", numbers: { days: heldDays } }],
    policy: {
      heldMessages: "held",
    },
    rules: [
      ({ t: { heldMessages } }, { now }) => ({
        table: "heldMessages",
        key: heldMessages.id,
        when: lt(heldMessages.at, daysBefore(now, heldDays)),
      }),
    ],
  },
  export: { rows: heldRows, personalRows: heldRows },
  pageSections: { requests: ["held_message"] },
};
