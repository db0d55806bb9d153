/** What somebody wrote goes too, where they want that: the words of their requests, answers and reasons. What was decided on them stays. */
import { storedConversation, storedTalk } from "../requests/stored.ts";
import type { Talk } from "../requests/talk.ts";
import { changeRow, type Row, removeRows, rowsOf } from "../storage/any-table.ts";
import { eq, inArray, or } from "../storage/drizzle.ts";
import { type Prose, plainSpan } from "../surface/prose.ts";
import type { Work } from "./erase.ts";
import { holds } from "./lines.ts";

/** Shorter ones say nothing by themselves, and would be found in everybody's sentences. Characters. */
const passage = 20;

/** Empties what is theirs, and gives the passages that others' cards may quote, with the requests that have no words any more. */
export async function eraseWords(work: Work): Promise<Pick<Work, "passages" | "silent">> {
  const { w, workspace, person, standIn } = work;
  const { requests, answers, steps, trades, needs, changes, retroNotes } = w.t;
  const said = new Set<string>();
  const hear = (text: unknown): void => {
    for (const part of strings(text)) for (const line of part.split("\n")) if (line.trim().length >= passage) said.add(line.trim());
  };
  const asked = await rowsOf(w, "requests", workspace, or(eq(requests.requester, person), eq(requests.raisedBy, person)));
  const given = await rowsOf(w, "answers", workspace, eq(answers.by, person));
  const done = await rowsOf(w, "steps", workspace, eq(steps.by, person));
  const traded = await rowsOf(w, "trades", workspace, eq(trades.by, person));
  const settled = await rowsOf(w, "changes", workspace, eq(changes.by, person));
  const signed = await rowsOf(w, "retroNotes", workspace, eq(retroNotes.by, person));
  for (const { text, wish, title, talk } of asked) hear([text, wish, title, ownWords(storedTalk(talk), person)]);
  for (const { text, restated } of given) hear([text, restated]);
  for (const { why, details } of done) hear([why, (details as { alternative?: Prose } | null)?.alternative]);
  for (const { words } of traded) hear(words);
  for (const { why } of settled) hear(why);
  for (const { text } of signed) hear(text);

  for (const row of asked) await changeRow(w, "requests", ["id"], row, { text: [], wish: null, title: null, reading: null });
  for (const row of given) await changeRow(w, "answers", ["id"], row, { text: null, restated: null });
  for (const row of done) await changeRow(w, "steps", ["id"], row, { why: null, details: withoutWords(row.details) });
  for (const row of traded) await changeRow(w, "trades", ["id"], row, { words: null });
  for (const row of settled) await changeRow(w, "changes", ["id"], row, { why: null });
  const { name: nobody } = await standIn();
  for (const row of signed) await changeRow(w, "retroNotes", ["id"], row, { text: nobody });
  if (asked.length > 0)
    await removeRows(
      w,
      "needs",
      workspace,
      inArray(
        needs.request,
        asked.map(({ id }) => id as string),
      ),
    );
  await quietTalks(work);
  return {
    passages: [...said],
    silent: new Map(asked.map(({ id, number, title }) => [id as string, { number: number as number, title: title as string | null }])),
  };
}

function withoutWords(details: unknown): unknown {
  if (!details) return details;
  const { alternative: _, ...rest } = details as Row;
  return rest;
}

/** The words in a value, without those that only name, format or point. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== "object" || value === null) return [];
  if ("bold" in value || "italic" in value || "code" in value) return [plainSpan(value as never)];
  return Object.values(value).flatMap(strings);
}

/** What of a talk is in somebody's words, or made from them. */
function ownWords(talk: Talk | undefined, person: string): unknown[] {
  if (!talk) return [];
  const own = talk.requester.id === person || talk.raisedBy?.id === person;
  const given = Object.values(talk.answers).flatMap(({ by, text, restated }) => (by.id === person ? [text, restated] : []));
  return own ? [talk.text, talk.wish, talk.worded, talk.followUp, talk.said?.words, talk.subject, talk.draft?.text, ...given] : given;
}

function quiet(talk: Talk | undefined, person: string): Talk | null {
  if (!talk) return null;
  const answers = Object.fromEntries(Object.entries(talk.answers).filter(([, { by }]) => by.id !== person));
  const { wish: _, worded: __, followUp: ___, said: ____, subject: _____, draft, ...rest } = talk;
  const others = draft && draft.by.id !== person ? { draft } : {};
  const own = talk.requester.id === person || talk.raisedBy?.id === person;
  return own ? { ...rest, ...others, text: [], answers } : { ...talk, answers };
}

/** Talks keep the state in which they are, and not what was said in them: those that are filed with their requests, and those that go on. */
async function quietTalks({ w, workspace, person }: Work): Promise<void> {
  const named = JSON.stringify(person);
  for (const row of await rowsOf(w, "requests", workspace, holds(w.t.requests.talk, named)))
    await changeRow(w, "requests", ["id"], row, { talk: quiet(storedTalk(row.talk), person) });
  for (const row of await rowsOf(w, "conversations", workspace, holds(w.t.conversations.state, named))) {
    const { doubt, talks, ...rest } = storedConversation(row.state);
    const to = { ...rest, ...(doubt && doubt.by.id !== person && { doubt }), talks: talks.map((talk) => quiet(talk, person)) };
    await changeRow(w, "conversations", ["workspace", "key"], row, { state: to, revision: Number(row.revision) + 1 });
  }
}
