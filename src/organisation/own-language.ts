/** Somebody chooses the language that they hear. */
import type { Office } from "../feature.ts";
import type { Button, Card } from "../surface/card.ts";
import { languageOf, languages, nameOf, wordsFor } from "../words.ts";
import { pathTo } from "./errand.ts";
import { languagesOf } from "./language.ts";
import { keep } from "./people.ts";

/** Stands for no choice of one's own. */
const told = "told";

/** By its tag (`de`, `de-AT`) or by what it calls itself. */
const languageCalled = (text: string): string | undefined => languageOf(text) ?? languages.find((each) => nameOf(each).toLowerCase() === text);

/** Without a language that there is, they are offered; the answer is in the new one already. */
export async function chooseLanguage({ w, workspace, words }: Office, person: string, wanted: string | undefined): Promise<Card> {
  const chosen = wanted && languageCalled(wanted);
  if (wanted !== told && !chosen) {
    const button = (language: string): Button => ({ label: nameOf(language), press: pathTo("language", language) });
    return [
      { kind: "text", text: words("organisation.language.which") },
      { kind: "buttons", buttons: [...languages.map(button), { label: words.label("organisation.button.told"), press: pathTo("language", told) }] },
    ];
  }
  await keep(w, workspace, person, { language: chosen ?? null });
  const { own } = await languagesOf(w, workspace, person);
  return [{ kind: "text", text: wordsFor(own)("organisation.language.chosen", { language: nameOf(own) }) }];
}
