/** Messages that each person has seen, in memory: after a restart everything counts as seen. */
import { type BrowserCompany, browserChannel, directMessagesOf } from "./company.ts";
import type { ChatMessage, Transcript } from "./transcript.ts";
import { directPlace, homePlace, type View } from "./view.ts";

/** What each person has seen. Not stored: after a restart, all counts as seen. */
export interface ReadMarks {
  /** Records that a person saw the messages of a view. */
  read(view: View, messages: readonly ChatMessage[]): void;
  /** Counts what a person has not seen, by place, and what each other one has not seen. */
  unreadFor(person: string): {
    unread: ReadonlyMap<string, number>;
    unreadOf: ReadonlyMap<string, number>;
  };
}

/** Creates marks at the transcript's end. */
export function createReadMarks(company: BrowserCompany, transcript: Transcript): ReadMarks {
  const before = transcript.nextSeq();
  const marks = new Map<string, number>();
  const keyOf = (person: string, place: string): string => `${person}/${place}`;

  function countUnread(person: string, place: string): number {
    const seen = marks.get(keyOf(person, place)) ?? before;
    const at = place === directPlace ? directMessagesOf(person) : browserChannel(place);
    return transcript.of(at).filter(({ seq, by }) => seq > seen && by !== person).length;
  }

  return {
    read({ you, in: place }, messages) {
      if (place !== homePlace) marks.set(keyOf(you, place), messages.at(-1)?.seq ?? before);
    },
    unreadFor: (you) => ({
      unread: new Map(
        [directPlace, ...company.channels].map((place) => [place, countUnread(you, place)]),
      ),
      unreadOf: new Map(
        company.people
          .filter(({ id }) => id !== you)
          .map(({ id }) => [id, countUnread(id, directPlace)]),
      ),
    }),
  };
}
