/** An admin chooses how long the ledger keeps what is over: whatever is to be kept less long is said beforehand, and can be had back for a day. */
import type { Office } from "../feature.ts";
import { record } from "../organisation/changes.ts";
import { adminsOf } from "../organisation/people.ts";
import { may } from "../organisation/rights.ts";
import { holdWorkspace, readSettings, writeSettings } from "../organisation/settings.ts";
import { mayNot } from "../organisation/settings-card.ts";
import { grace, parts, readTerms, settingOf, shortened, type Terms, termsOf } from "../organisation/terms.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Button, Card } from "../surface/card.ts";
import type { Form } from "../surface/form.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { lapsed } from "./keep-rules.ts";

/** The feature's name, with which the paths of its buttons begin. */
export const name = "keep";

/** The button that asks for the form. */
const changing = (words: Words): Button => ({ label: words.label("organisation.button.change"), press: `${name}/change`, opensForm: true });

/** Terms as a path says them, `1-0-13`. */
const written = (terms: Terms): string => parts.map((part) => terms[part]).join("-");

const readWritten = (text = ""): Terms | undefined => {
  const numbers = text.split("-");
  return readTerms(Object.fromEntries(parts.map((part, index) => [part, numbers[index] ?? ""])));
};

/** The button that makes terms of those that stand. */
const pathFrom = (standing: Terms, to: Terms): string => `${name}/sure/${written(standing)}/${written(to)}`;

/** `{count}` years or months; 0 is for good. */
const sayTerm = (part: keyof Terms, count: number, words: Words): string => words.label(part === "checks" ? "keep.months" : "keep.years", { count });

/** Who administers the workspace, and whether somebody may choose. */
export async function standingOf(on: Reader, workspace: string, person: string): Promise<{ admins: Person[]; allowed: boolean }> {
  const admins = await adminsOf(on, workspace);
  return { admins, allowed: may("keep", { person, admins: admins.map(({ id }) => id) }) };
}

export function formOf(standing: Terms, choices: (part: keyof Terms) => readonly number[], words: Words): Form {
  return {
    id: `${name}/change`,
    title: words.label("keep.form.title"),
    submit: words.label("organisation.form.save"),
    cancel: words.label("organisation.form.cancel"),
    intro: words("keep.form.intro"),
    fields: parts.map((part) => ({
      name: part,
      label: words.label(`keep.form.${part}`),
      kind: "choice",
      options: choices(part).map((term) => ({ value: `${term}`, label: sayTerm(part, term, words) })),
      value: `${standing[part]}`,
      required: true,
    })),
  };
}

/** Terms that were filled in, or that somebody is sure of, having seen those that stood then. */
function wishOf(arrival: Arrival): { terms: Terms | undefined; seen?: string } | undefined {
  if (arrival.kind === "submitted") return { terms: readTerms(arrival.values) };
  if (arrival.kind !== "press") return undefined;
  const [, verb, seen = "", terms] = arrival.press.split("/");
  return verb === "sure" ? { terms: readWritten(terms), seen } : { terms: undefined };
}

export async function chooseTerms(office: Office, arrival: Arrival): Promise<void> {
  const { w, workspace, words, at, newId } = office;
  const wish = wishOf(arrival);
  if (!wish) return;
  await holdWorkspace(w, workspace);
  const { admins, allowed } = await standingOf(w, workspace, arrival.by.id);
  const say = (text: Prose, ...buttons: Button[]): void => void office.post({ card: saying(text, ...buttons) });
  if (!allowed) return say(mayNot(admins, words));
  const settings = await readSettings(w, workspace);
  const standing = termsOf(settings);
  const { terms, seen } = wish;
  if (!terms || (seen !== undefined && seen !== written(standing))) return say(words("keep.meanwhile"), changing(words));
  if (arrival.kind === "press") await office.settle(arrival);
  if (written(terms) === written(standing)) return say(words("organisation.same"));
  const isShorter = shortened(standing, terms).length > 0;
  if (isShorter && seen === undefined) return void office.post({ card: await question(office, standing, terms) });
  await writeSettings(w, workspace, { ...settings, keep: settingOf(settings, terms, at) });
  await record(w, { id: newId(), workspace, what: "keep", before: { ...standing }, after: { ...terms }, by: arrival.by.id, at });
  if (!isShorter) return say(words("organisation.changed"));
  say(words("keep.chosen", { from: new Date(at.getTime() + grace) }), { label: words.label("keep.button.back"), press: pathFrom(terms, standing) });
}

const saying = (text: Prose, ...buttons: Button[]): Card => [{ kind: "text", text }, ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : [])];

/** What would go, before it does. */
async function question({ w, workspace, words, at }: Office, standing: Terms, terms: Terms): Promise<Card> {
  const would = await lapsed(w, { workspace, now: new Date(at.getTime() + grace) }, terms);
  return [
    { kind: "text", text: words("keep.sure") },
    { kind: "facts", facts: parts.map((part) => ({ label: words.label(`keep.form.${part}`), value: [sayTerm(part, terms[part], words)] })) },
    { kind: "text", text: words("keep.sure.goes", { ...would }) },
    { kind: "buttons", buttons: [{ label: words.label("keep.button.sure"), press: pathFrom(standing, terms), style: "danger" }] },
  ];
}
