/** Somebody chooses the language that they hear. */

import type { TurnContext } from "../../core/feature.ts";
import { availableLanguages, languageName, languageOfLocale, wordsFor } from "../../lib/i18n.ts";
import { type Button, buttonRow, type Card, textElement } from "../../platform/card.ts";
import { workspaceActions } from "./actions.ts";
import { readPersonLanguages } from "./language.ts";
import { savePreferences } from "./preferences.ts";

/** Stands for no choice of one's own. */
const told = "told";

/** By its tag (`de`, `de-AT`) or by what it calls itself. */
const languageCalled = (text: string): string | undefined =>
  languageOfLocale(text) ??
  availableLanguages.find((each) => languageName(each).toLowerCase() === text);

/** Without a language that there is, they are offered; the answer is in the new one already. */
export async function chooseLanguage(
  { w, workspace, words }: TurnContext,
  person: string,
  wanted: string | undefined,
): Promise<Card> {
  const chosen = wanted && languageCalled(wanted);
  if (wanted !== told && !chosen) {
    const button = (language: string): Button => ({
      label: languageName(language),
      press: workspaceActions.encode("language", language),
    });
    return [
      textElement(words("organisation.language.which")),
      buttonRow(...availableLanguages.map(button), {
        label: words.plain("organisation.button.told"),
        press: workspaceActions.encode("language", told),
      }),
    ];
  }
  await savePreferences(w, workspace, person, { language: chosen ?? null });
  const { person: own } = await readPersonLanguages(w, workspace, person);
  return [
    textElement(wordsFor(own)("organisation.language.chosen", { language: languageName(own) })),
  ];
}
