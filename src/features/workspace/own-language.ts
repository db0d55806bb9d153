/** A person's choice of language. */

import type { TurnContext } from "../../core/feature.ts";
import { availableLanguages, languageName, languageOfLocale, wordsFor } from "../../lib/i18n.ts";
import { type Button, buttonRow, type Card, textElement } from "../../platform/card.ts";
import { readPersonLanguages } from "../../storage/person-languages.ts";
import { workspaceActions } from "./actions.ts";
import { savePreferences } from "./preferences.ts";

/** Value of the choice to follow the platform. */
const followPlatform = "told";

/** Finds a language by its tag (`de`, `de-AT`) or its own name. */
const findLanguage = (text: string): string | undefined =>
  languageOfLocale(text) ??
  availableLanguages.find((each) => languageName(each).toLowerCase() === text);

/** Stores the choice, and replies in the new language; offers the languages without a valid choice. */
export async function chooseLanguage(
  { w, workspace, words }: TurnContext,
  person: string,
  wanted: string | undefined,
): Promise<Card> {
  const chosen = wanted && findLanguage(wanted);
  if (wanted !== followPlatform && !chosen) {
    const button = (language: string): Button => ({
      label: languageName(language),
      press: workspaceActions.encode("language", language),
    });
    return [
      textElement(words("organisation.language.which")),
      buttonRow(...availableLanguages.map(button), {
        label: words.plain("organisation.button.told"),
        press: workspaceActions.encode("language", followPlatform),
      }),
    ];
  }
  await savePreferences(w, workspace, person, { language: chosen ?? null });
  const { person: language } = await readPersonLanguages(w, workspace, person);
  return [
    textElement(
      wordsFor(language)("organisation.language.chosen", { language: languageName(language) }),
    ),
  ];
}
