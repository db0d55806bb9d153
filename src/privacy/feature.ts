/** `/entwine privacy`: everybody sees, exports and erases what is kept of them, in their direct messages, and nobody that of others. An erasure runs in a turn of a room of its own, once all that was said to the person is said: nothing of them is left then, not even the answer. */
import type { Feature, Means, Office } from "../feature.ts";
import { leads, linkCard } from "../ledger/feature.ts";
import type { SignIn } from "../ledger/sign-in.ts";
import { openSeals } from "../retrospectives/seal.ts";
import { firstUndone } from "../storage/arrivals.ts";
import { begin } from "../storage/conversations.ts";
import { ahead } from "../storage/outbox.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { type Place, placeKey, type SurfaceName } from "../surface/place.ts";
import type { Words } from "../words.ts";
import { aboutPerson } from "./about.ts";
import { aboutCard, eraseCard, mostPages, name, pageCard, pagesOf, pathTo, says, summaryCard } from "./cards.ts";
import { erasePerson, type Scope, scopes } from "./erase.ts";
import type { Journal } from "./journal.ts";
import type { AboutLine } from "./lines.ts";
import { roomOf } from "./room.ts";
import { openUnsealed } from "./unseal.ts";

export interface PrivacySettings {
  /** What notes are sealed with, now and before. */
  secret: string;
  former?: readonly string[];
  /** Leads to the page with the file, where there is one. */
  signIn?: SignIn | undefined;
  journal?: Journal | undefined;
  /** See `Store.scrub`. */
  scrub?: (() => Promise<boolean>) | undefined;
}

/** How long to wait for what is on its way, or in the way. Milliseconds. */
const shortly = 2_000;
/** Where an erasure failed, it is tried again after so long. */
const later = [60 * 60 * 1_000, 24 * 60 * 60 * 1_000];
const scrubs = 20;

const directOf = (surface: SurfaceName, person: string): Place => ({ surface, kind: "personal", id: person });

const saying = /^\W*entwine\s+privacy\b/i;

/** What somebody wants: a verb and what belongs to it. */
function wishOf(arrival: Arrival): string[] {
  if (arrival.kind === "press") return arrival.press.split("/").slice(1);
  return [];
}

/** Whom a duty is about: `<scope>/<try>/<person>`. */
function readSubject(subject: string): { scope: Scope; tried: number; person: string } {
  const [scope, tried, ...person] = subject.split("/");
  return { scope: scopes.find((each) => each === scope) ?? "name", tried: Number(tried), person: person.join("/") };
}

interface Known {
  lines?: AboutLine[];
  /** Something is still to be said to them, or came from them just now. */
  busy?: boolean;
  /** The files are clean. */
  scrubbed?: boolean;
}

export function openPrivacy({ secret, former = [], signIn, journal, scrub }: PrivacySettings): Feature {
  const unsealed = openUnsealed(openSeals(secret, ...former));

  async function prepare({ read }: Means, arrival: Arrival): Promise<Known> {
    const { workspace, by, place } = arrival;
    if (arrival.kind === "due") {
      if (arrival.duty === pathTo("scrub")) return { scrubbed: (await scrub?.()) ?? true };
      const { scope, tried, person } = readSubject(arrival.subject);
      const busy = tried === 0 && (await isBusy(read, workspace, directOf(place.surface, person)));
      if (!busy) journal?.note(workspace, person, scope, new Date());
      return { busy };
    }
    const [verb] = wishOf(arrival);
    if (verb !== "see" && verb !== "export" && verb !== "erase") return {};
    return { lines: await Array.fromAsync(aboutPerson(read, workspace, by.id)) };
  }

  async function turn(office: Office, arrival: Arrival, _: unknown, found: unknown): Promise<undefined> {
    const { place, by } = arrival;
    if (arrival.kind === "due") return void (await due(office, arrival.duty, arrival.subject, found as Known));
    const direct = directOf(place.surface, by.id);
    const here = place.kind === "personal";
    if (here && place.id !== by.id) return void office.post({ card: says("only_yours", office.words) });
    const words = here ? office.words : await office.wordsAt(direct);
    const cards = await answer(office, arrival, words, found as Known);
    for (const card of cards) office.post({ card, ...(!here && { place: direct }) });
    if (!here) office.post({ card: says("sent", office.words) });
    return undefined;
  }

  /** What somebody hears in their direct messages. */
  async function answer(office: Office, arrival: Arrival, words: Words, { lines = [] }: Known): Promise<Card[]> {
    const { by } = arrival;
    const [verb, of] = wishOf(arrival);
    if (arrival.kind === "press" && (verb === "do" || verb === "leave")) await office.settle(arrival);
    switch (verb) {
      case "see":
        if (lines.length === 0) return [says("see.nothing", words)];
        return [of === undefined ? summaryCard(lines, words) : pageCard(lines, Math.min(Math.max(Number(of) || 1, 1), pagesOf(lines)), words)];
      case "export":
        return leads(signIn, arrival.place.surface) ? [await linkCard(signIn, office, by.id, "me", words)] : inMessages(lines, words);
      case "erase":
        return [eraseCard(lines, words)];
      case "do":
        await planErasure(office, arrival, scopes.find((scope) => scope === of) ?? "name");
        return [says("going", words)];
      case "leave":
        return [says("kept", words)];
      default:
        return [aboutCard(words)];
    }
  }

  async function due(office: Office, duty: string, subject: string, { busy, scrubbed }: Known): Promise<void> {
    const { w, workspace, at, newId, common } = office;
    if (duty === pathTo("scrub")) {
      const tried = Number(subject) + 1;
      if (!scrubbed && tried < scrubs) await office.plan({ kind: duty, subject: `${tried}`, dueAt: new Date(at.getTime() + shortly * tried) });
      return;
    }
    if (busy) return office.plan({ kind: duty, subject, dueAt: new Date(at.getTime() + shortly) });
    const { scope, person } = readSubject(subject);
    await erasePerson(w, { workspace, person, scope, at, newId, words: common, unsealed });
    await office.plan({ kind: pathTo("scrub"), subject: "0", dueAt: at });
  }

  return {
    name,
    commands: { entwine: [name] },
    spoken: (text) => saying.test(text),
    forGuests: () => true,
    prepare,
    turn,
  };
}

/** An erasure waits for what is on its way to them, and is tried again later where it fails: the duties are theirs, and go with them. */
async function planErasure({ w, workspace, at, plan }: Office, { by, place: { surface } }: Arrival, scope: Scope): Promise<void> {
  const room = roomOf(surface);
  await begin(w, workspace, room, at);
  for (const [tried, wait] of [shortly, ...later].entries())
    await plan({ kind: pathTo("erase"), subject: `${scope}/${tried}/${by.id}`, dueAt: new Date(at.getTime() + wait), conversation: placeKey(room) });
}

async function isBusy(read: Reader, workspace: string, direct: Place): Promise<boolean> {
  const conversation = placeKey(direct);
  if ((await firstUndone(read, workspace, conversation)) !== undefined) return true;
  return (await ahead(read, { workspace, conversation, holder: "" })).length > 0;
}

/** Where there is no page to take a file from. */
function inMessages(lines: readonly AboutLine[], words: Words): Card[] {
  if (lines.length === 0) return [says("see.nothing", words)];
  const pages = Math.min(pagesOf(lines), mostPages);
  const cards = Array.from({ length: pages }, (_, index) => pageCard(lines, index + 1, words, { more: false }));
  const rest = pagesOf(lines) > pages ? says("export.rest", words, { shown: cards.length * 15, all: lines.length }) : [];
  return [says("export", words), ...cards, ...(rest.length > 0 ? [rest] : [])];
}
