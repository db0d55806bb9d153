/** Requests that a person finds by a platform's search, as cards that they can share. */
import type { FeatureSearch } from "../../core/feature-search.ts";
import type { FoundItem } from "../../platform/adapter.ts";
import { headingElement, noteElement } from "../../platform/card.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Reader } from "../../storage/store.ts";
import { caseListNote } from "./cards/case-list-card.ts";
import { listOwnCases, searchCases } from "./queries/case-lists.ts";
import { shownTitle } from "./request-title.ts";

/** Maximum results, as many as Teams shows on a page. */
const maxFound = 25;

export async function findSharableCases(
  on: Reader,
  { text, words, ...viewer }: FeatureSearch,
): Promise<FoundItem[]> {
  const sought = text.trim();
  const found = await (sought ? searchCases(on, viewer, sought) : listOwnCases(on, viewer));
  return found.slice(0, maxFound).map((one) => {
    const title = words.plain("where.line", {
      number: one.number,
      title: shownTitle(one.title, words),
    });
    const note = toPlainText(caseListNote(one, "others", words));
    return { title, note, card: [headingElement([title]), noteElement([note])] };
  });
}
