/**
 * What somebody wrote goes too, where they want that: the words of their requests, answers and
 * reasons. What was decided on them stays.
 */

import { type RichText, spanToPlainText } from "../../../platform/rich-text.ts";
import { eq, inArray, or } from "../../../storage/drizzle.ts";
import {
  deleteTableRows,
  lockTableRows,
  type TableRow,
  updateTableRow,
} from "../../../storage/table-rows.ts";
import type { Interview } from "../../cases/interview-state.ts";
import { parseStoredConversation, parseStoredInterview } from "../../cases/stored-interview.ts";
import { columnContains } from "../export/export-lines.ts";
import type { ErasureContext } from "./erase-person.ts";

/**
 * Shorter ones say nothing by themselves, and would be found in everybody's sentences. Characters.
 */
const passage = 20;

/**
 * Empties what is theirs, and gives the passages that others' cards may quote, with the requests
 * that have no words any more.
 */
export async function eraseWords(
  work: ErasureContext,
): Promise<Pick<ErasureContext, "passages" | "wordlessRequests">> {
  const { w, workspace, person, pseudonymFor } = work;
  const { requests, answers, historyEntries, tradeOffs, needEmbeddings, auditEntries, retroNotes } =
    w.t;
  const said = new Set<string>();
  const hear = (text: unknown): void => {
    for (const part of strings(text))
      for (const line of part.split("\n")) if (line.trim().length >= passage) said.add(line.trim());
  };
  const asked = await lockTableRows(
    w,
    "requests",
    workspace,
    or(eq(requests.requester, person), eq(requests.raisedBy, person)),
  );
  const given = await lockTableRows(w, "answers", workspace, eq(answers.by, person));
  const done = await lockTableRows(w, "historyEntries", workspace, eq(historyEntries.by, person));
  const traded = await lockTableRows(w, "tradeOffs", workspace, eq(tradeOffs.by, person));
  const settled = await lockTableRows(w, "auditEntries", workspace, eq(auditEntries.by, person));
  const signed = await lockTableRows(w, "retroNotes", workspace, eq(retroNotes.by, person));
  for (const { text, wish, title, talk } of asked)
    hear([text, wish, title, ownWords(parseStoredInterview(talk), person)]);
  for (const { text, restated } of given) hear([text, restated]);
  for (const { why, details } of done)
    hear([why, (details as { alternative?: RichText } | null)?.alternative]);
  for (const { words } of traded) hear(words);
  for (const { why } of settled) hear(why);
  for (const { text } of signed) hear(text);

  for (const row of asked)
    await updateTableRow(w, "requests", ["id"], row, {
      text: [],
      wish: null,
      title: null,
      reading: null,
    });
  for (const row of given)
    await updateTableRow(w, "answers", ["id"], row, { text: null, restated: null });
  for (const row of done)
    await updateTableRow(w, "historyEntries", ["id"], row, {
      why: null,
      details: withoutWords(row.details),
    });
  for (const row of traded) await updateTableRow(w, "tradeOffs", ["id"], row, { words: null });
  for (const row of settled) await updateTableRow(w, "auditEntries", ["id"], row, { why: null });
  const { name: nobody } = await pseudonymFor();
  for (const row of signed) await updateTableRow(w, "retroNotes", ["id"], row, { text: nobody });
  if (asked.length > 0)
    await deleteTableRows(
      w,
      "needEmbeddings",
      workspace,
      inArray(
        needEmbeddings.request,
        asked.map(({ id }) => id as string),
      ),
    );
  await quietTalks(work);
  return {
    passages: [...said],
    wordlessRequests: new Map(
      asked.map(({ id, number, title }) => [
        id as string,
        { number: number as number, title: title as string | null },
      ]),
    ),
  };
}

function withoutWords(details: unknown): unknown {
  if (!details) return details;
  const { alternative: _, ...rest } = details as TableRow;
  return rest;
}

/** The words in a value, without those that only name, format or point. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== "object" || value === null) return [];
  if ("bold" in value || "italic" in value || "code" in value)
    return [spanToPlainText(value as never)];
  return Object.values(value).flatMap(strings);
}

/** What of a talk is in somebody's words, or made from them. */
function ownWords(talk: Interview | undefined, person: string): unknown[] {
  if (!talk) return [];
  const own = talk.requester.id === person || talk.raisedBy?.id === person;
  const given = Object.values(talk.answers).flatMap(({ by, text, restated }) =>
    by.id === person ? [text, restated] : [],
  );
  return own
    ? [
        talk.text,
        talk.wish,
        talk.worded,
        talk.followUp,
        talk.said?.words,
        talk.subject,
        talk.draft?.text,
        ...given,
      ]
    : given;
}

function quiet(talk: Interview | undefined, person: string): Interview | null {
  if (!talk) return null;
  const answers = Object.fromEntries(
    Object.entries(talk.answers).filter(([, { by }]) => by.id !== person),
  );
  const { wish: _, worded: __, followUp: ___, said: ____, subject: _____, draft, ...rest } = talk;
  const others = draft && draft.by.id !== person ? { draft } : {};
  const own = talk.requester.id === person || talk.raisedBy?.id === person;
  return own ? { ...rest, ...others, text: [], answers } : { ...talk, answers };
}

/**
 * Talks keep the state in which they are, and not what was said in them: those that are filed with
 * their requests, and those that go on.
 */
async function quietTalks({ w, workspace, person }: ErasureContext): Promise<void> {
  const named = JSON.stringify(person);
  for (const row of await lockTableRows(
    w,
    "requests",
    workspace,
    columnContains(w.t.requests.talk, named),
  ))
    await updateTableRow(w, "requests", ["id"], row, {
      talk: quiet(parseStoredInterview(row.talk), person),
    });
  for (const row of await lockTableRows(
    w,
    "conversations",
    workspace,
    columnContains(w.t.conversations.state, named),
  )) {
    const { doubt, talks, ...rest } = parseStoredConversation(row.state);
    const to = {
      ...rest,
      ...(doubt && doubt.by.id !== person && { doubt }),
      talks: talks.map((talk) => quiet(talk, person)),
    };
    await updateTableRow(w, "conversations", ["workspace", "key"], row, {
      state: to,
      revision: Number(row.revision) + 1,
    });
  }
}
