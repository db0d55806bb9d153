/** Data of the interview: people's text in conversations and requests. */
import type { ErasureHooks, FeatureData } from "../../core/feature-data.ts";
import { readConversationState } from "../../storage/conversations.ts";
import { columnContains, lockTableRows, updateTableRow } from "../../storage/table-rows.ts";
import type { Interview } from "../cases/interview-state.ts";
import { parseStoredConversation, parseStoredInterview } from "../cases/stored-interview.ts";

/** Returns the texts of an interview by a person, or derived from them. */
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

/** Removes the person's text from interviews, filed or open, and keeps their state. */
const eraseInterviewWords: ErasureHooks["eraseWords"] = async ({ w, workspace, person }) => {
  const written: unknown[] = [];
  const named = JSON.stringify(person);
  const filed = columnContains(w.t.requests.talk, named);
  for (const row of await lockTableRows(w, "requests", workspace, filed)) {
    const talk = parseStoredInterview(row.talk);
    written.push(ownWords(talk, person));
    await updateTableRow(w, "requests", ["id"], row, { talk: quiet(talk, person) });
  }
  const goingOn = columnContains(w.t.conversations.state, named);
  for (const row of await lockTableRows(w, "conversations", workspace, goingOn)) {
    const { interview, ...others } = readConversationState(row.state);
    const { doubt, talks, ...rest } = parseStoredConversation(interview);
    await updateTableRow(w, "conversations", ["workspace", "key"], row, {
      state: {
        ...others,
        interview: {
          ...rest,
          ...(doubt && doubt.by.id !== person && { doubt }),
          talks: talks.map((talk) => quiet(talk, person)),
        },
      },
      revision: Number(row.revision) + 1,
    });
  }
  return { written };
};

export const interviewData: FeatureData = { erasure: { eraseWords: eraseInterviewWords } };
