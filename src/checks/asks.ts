/** What is said to those who are asked at the same time: a card each, from a few look-ups for all of them. */
import { languagesIn } from "../organisation/language.ts";
import type { Writer } from "../storage/store.ts";
import type { Card } from "../surface/card.ts";
import type { Words } from "../words.ts";
import { askAboutAll, pledgesOf } from "./answers.ts";
import { askCard, type Pledge, wordings } from "./cards.ts";
import { chainsOf } from "./chain.ts";
import { wordingOf } from "./wording.ts";

/** Somebody who is asked: `weekly` when the check comes once a week from now on, because it was not answered. */
export interface Asked {
  workspace: string;
  person: string;
  /** ISO, where they are. */
  date: string;
  group: string | null;
  weekly: boolean;
}

/** A card for each, in the same order. Where somebody wanted to do something about an earlier answer, theirs asks about it, once. */
export async function askCards(w: Writer, asked: readonly Asked[], words: (language: string) => Words): Promise<Card[]> {
  const chainOf = await chainsOf(
    w,
    [...new Set(asked.map(({ workspace }) => workspace))],
    asked.map(({ group }) => group),
  );
  const pledges = new Map<string, Pledge>();
  const languages = new Map<string, (person: string) => string>();
  for (const [day, same] of Map.groupBy(asked, ({ workspace, date }) => `${date} ${workspace}`)) {
    const { workspace, date } = same[0]!;
    const people = same.map(({ person }) => person);
    const found = await pledgesOf(w, workspace, people, date);
    await askAboutAll(w, workspace, found, date);
    languages.set(day, await languagesIn(w, workspace, people));
    for (const [person, pledge] of found) pledges.set(`${day} ${person}`, pledge);
  }
  return asked.map(({ workspace, person, date, group, weekly }) => {
    const chain = chainOf(workspace, group);
    const day = `${date} ${workspace}`;
    const pledge = pledges.get(`${day} ${person}`);
    const language = languages.get(day)!(person);
    return askCard(
      { date, wording: wordingOf(person, date, wordings), ...(chain && { chain }), ...(pledge && { pledge }), ...(weekly && { weekly }) },
      words(language),
    );
  });
}
