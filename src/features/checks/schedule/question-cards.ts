/**
 * What is said to those who are asked at the same time: a card each, from a few look-ups for all of
 * them.
 */

import type { Words } from "../../../lib/i18n.ts";
import type { Card } from "../../../platform/card.ts";
import type { Writer } from "../../../storage/store.ts";
import { readLanguagesOfPeople } from "../../workspace/language.ts";
import { markPledgesAsked, readDuePledges } from "../answers.ts";
import { checkQuestionCard, checkWordingCount, type Pledge } from "../cards.ts";
import { readChainsByGroup } from "../chain/chain.ts";
import { pickWording } from "../wording.ts";

/**
 * Somebody who is asked: `weekly` when the check comes once a week from now on, because it was not
 * answered.
 */
export interface CheckRecipient {
  workspace: string;
  person: string;
  /** ISO, where they are. */
  date: string;
  group: string | null;
  weekly: boolean;
}

/**
 * A card for each, in the same order. Where somebody wanted to do something about an earlier
 * answer, theirs asks about it, once.
 */
export async function buildQuestionCards(
  w: Writer,
  asked: readonly CheckRecipient[],
  words: (language: string) => Words,
): Promise<Card[]> {
  const chainOf = await readChainsByGroup(
    w,
    [...new Set(asked.map(({ workspace }) => workspace))],
    asked.map(({ group }) => group),
  );
  const pledges = new Map<string, Pledge>();
  const languages = new Map<string, (person: string) => string>();
  for (const [day, same] of Map.groupBy(asked, ({ workspace, date }) => `${date} ${workspace}`)) {
    const { workspace, date } = same[0]!;
    const people = same.map(({ person }) => person);
    const found = await readDuePledges(w, workspace, people, date);
    await markPledgesAsked(w, workspace, found, date);
    languages.set(day, await readLanguagesOfPeople(w, workspace, people));
    for (const [person, pledge] of found) pledges.set(`${day} ${person}`, pledge);
  }
  return asked.map(({ workspace, person, date, group, weekly }) => {
    const chain = chainOf(workspace, group);
    const day = `${date} ${workspace}`;
    const pledge = pledges.get(`${day} ${person}`);
    const language = languages.get(day)!(person);
    return checkQuestionCard(
      {
        date,
        wording: pickWording(person, date, checkWordingCount),
        ...(chain && { chain }),
        ...(pledge && { pledge }),
        ...(weekly && { weekly }),
      },
      words(language),
    );
  });
}
