/** Admins of a workspace, and preferences of people: language, and hints on their wording. */
import type { TurnContext } from "../../core/feature.ts";
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { availableLanguages, languageName, languageOfLocale, wordsFor } from "../../lib/i18n.ts";
import type { RequestReading } from "../../nlu/judge.ts";
import { type Button, buttonRow, type Card, textElement } from "../../platform/card.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import { readPersonLanguages, upsertPerson } from "../../storage/directory.ts";
import { and, asc, eq } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { workspaceActions } from "./actions.ts";
import { readWorkspaceSettings } from "./settings.ts";

/** Returns the people who may change settings. */
export async function readAdmins({ db, t }: Reader, workspace: string): Promise<Person[]> {
  const rows = await db
    .select({ id: t.people.id, name: t.people.name })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.admin, true)))
    .orderBy(asc(t.people.id));
  return rows.map(({ id, name }) => ({ id, name: name ?? undefined }));
}

/** Preferences of a person. */
export interface PersonPreferences {
  /** When the person last got a hint on the words "internal customer". */
  nudgedAt: Date | null;
  /** Whether the person has turned these hints off. */
  unnudged: boolean;
  /** Whether an advocate has turned the messages about briefs off. */
  unbriefed: boolean;
}

/** Reads a person's preferences. */
export async function readPreferences(
  { db, t }: Reader,
  workspace: string,
  person: string,
): Promise<PersonPreferences> {
  const [row] = await db
    .select({
      nudgedAt: t.people.nudgedAt,
      unnudged: t.people.unnudged,
      unbriefed: t.people.unbriefed,
    })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.id, person)));
  return row ?? { nudgedAt: null, unnudged: false, unbriefed: false };
}

/** Stores preferences of a person, who need not have written before. */
export async function savePreferences(
  w: Writer,
  workspace: string,
  person: string,
  what: Partial<PersonPreferences> & { admin?: boolean; guest?: boolean; language?: string | null },
): Promise<void> {
  const { db, t } = w;
  await upsertPerson(w, workspace, { id: person });
  await db
    .update(t.people)
    .set(what)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.id, person)));
}

/** Value of the choice to follow the platform. */
const followPlatform = "told";

/** Finds a language by its tag (`de`, `de-AT`) or its name in any available language ("german"). */
const findLanguage = (text: string): string | undefined =>
  languageOfLocale(text) ??
  availableLanguages.find((each) =>
    availableLanguages.some((reader) => languageName(each, reader).toLowerCase() === text),
  );

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
      textElement(
        wanted
          ? words("organisation.language.unknown", { language: wanted })
          : words("organisation.language.which"),
      ),
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

/** Minimum confidence of a reading; a wrong hint would read as blame. */
const minConfidence = 0.75;
const daysBetweenHints = 30;

/** Returns whether a message speaks of internal customers, surely enough for a hint. */
export const usesProviderLanguage = (readings: readonly (RequestReading | undefined)[]): boolean =>
  readings.some(
    (reading) =>
      reading?.providerLanguage.label && reading.providerLanguage.confidence >= minConfidence,
  );

/** Returns whether a person gets the hint now, and records it. */
export async function claimWordingHint(
  w: Writer,
  workspace: string,
  person: string,
  at: Date,
): Promise<boolean> {
  const { model, nudge } = await readWorkspaceSettings(w, workspace);
  const { nudgedAt, unnudged } = await readPreferences(w, workspace, person);
  if (
    model !== "partner" ||
    !nudge ||
    unnudged ||
    (nudgedAt && at.getTime() - nudgedAt.getTime() < daysBetweenHints * dayMs)
  )
    return false;
  await savePreferences(w, workspace, person, { nudgedAt: at });
  return true;
}
