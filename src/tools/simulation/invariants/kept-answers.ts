/** Invariant: no acknowledged answer is lost. Its words are in the database in the quiet hour. */
import { createNoteCipher } from "../../../features/retrospectives/notes/note-encryption.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { SimulatedPerson, SimulatedTenant } from "../people/screen.ts";
import type { InvariantContext, InvariantObserver, SpokenWords } from "./observer.ts";

/** Columns that may hold words of a request or an answer. */
const wordColumns: readonly [table: string, ...columns: string[]][] = [
  ["answers", "text"],
  ["requests", "text", "wish"],
  ["steps", "why", "details"],
  ["checks", "working", "pledge"],
  ["trades", "words"],
  ["retrospective_notes", "text"],
  ["held_messages", "text"],
];
const search = wordColumns
  .map(
    ([table, ...columns]) =>
      `exists (select 1 from ${table} where ${columns.map((column) => `${column} like :like`).join(" or ")})`,
  )
  .join(" or ");

/**
 * Buttons by which the bot asks whether words are an answer, a request, neither, or a link of a
 * chain. Until one is pressed, the words belong nowhere.
 */
const doubts =
  /^(?:interview\/(?:answers|another|as_new|held|is_request|replace)|cases\/as_answer|check\/chain_)/;

/** Maximum time from a message to its acknowledgement. */
const maxAcknowledgementDelayMs = 7 * 60_000;

interface Kept {
  acknowledged(events: readonly InboundEvent[]): void;
  forgets(tenant: SimulatedTenant, person: SimulatedPerson): void;
  handsOver(tenant: SimulatedTenant, person: SimulatedPerson): void;
  clearsNotes(tenant: SimulatedTenant): void;
}

export function observeKeptAnswers({
  world,
  database,
  secret,
}: InvariantContext): InvariantObserver & Kept {
  const open = new Map<string, SpokenWords>();
  /** Words to be copied to the next retrospective at their author's request. */
  const notes = new Set<string>();
  const seals = createNoteCipher(secret);
  /** Returns whether words are an encrypted note. */
  const isSealed = (it: string): boolean =>
    notes.has(it) &&
    database
      .rows("select box from retrospectives where box is not null")
      .some(({ box }) => JSON.stringify(seals.open(String(box))).includes(it));
  /** Returns whether a person has no request in a conversation, so that the bot may ignore them. */
  const isBystander = ({
    tenant: { workspace },
    person: { id },
    overheard,
  }: SpokenWords): boolean =>
    overheard !== undefined &&
    database.one(
      "select 1 from requests where workspace = ? and conversation like ? and (requester = ? or raised_by = ?)",
      workspace,
      `%/${overheard}`,
      id,
      id,
    ) === undefined;
  /**
   * Returns whether the words are meant for colleagues: those in a thread whose questions have
   * ended, been postponed or been answered by others, and those of others than the requester while
   * a brief waits for confirmation.
   */
  const isAmongColleagues = ({
    tenant: { workspace },
    person: { id },
    overheard,
    since = 0,
  }: SpokenWords): boolean =>
    overheard !== undefined &&
    database.one(
      'select 1 from conversations where workspace = ? and key like ? and state like \'%"phase":"asking"%\'',
      workspace,
      `%/${overheard}`,
    ) === undefined &&
    database.one(
      `select status = 'parked' or (status not in ('asking', 'waiting', 'confirming') and (by <> ? or at < ?))
         or (status = 'confirming' and (select requester from requests where id = steps.request) <> ?) as over
       from steps where act is null and request in (select id from requests where workspace = ? and conversation like ?) order by rowid desc limit 1`,
      ...[id, since, id, workspace, `%/${overheard}`],
    )?.over === 1;
  /**
   * Returns whether the bot's question about the words waits for a button, although its message was
   * lost.
   */
  const isInDoubt = ({ tenant: { workspace }, marker }: SpokenWords): boolean =>
    database.one(
      `select 1 from conversations where workspace = :workspace and
       (json_extract(state, '$.interview.doubt') like :like or json_extract(state, '$.check.drawing') like :like or exists (select 1 from json_each(state, '$.interview.open') where json_extract(value, '$.words') like :like))`,
      { workspace, like: `%${marker}%` },
    ) !== undefined;
  /** Time of the last such state, by `workspace person` or `workspace thread`. */
  const forgotten = new Map<string, number>();
  const ownersOf = ({ tenant: { workspace }, person, overheard }: SpokenWords): string[] =>
    [person.id, overheard].map((id) => `${workspace} ${id}`);
  function forget(workspace: string, id: string): void {
    forgotten.set(`${workspace} ${id}`, world.time.now());
    for (const [it, words] of open)
      if (ownersOf(words).includes(`${workspace} ${id}`)) open.delete(it);
  }
  /** Events to the bot are stored once acknowledged; messages between people need not be. */
  function acknowledged(events: readonly InboundEvent[]): void {
    for (const event of events) {
      const { workspace, id, kind, place } = event;
      if (
        kind !== "press" &&
        !(kind === "message" && (event.addressed || place.kind === "personal"))
      )
        continue;
      // applied immediately, like notes
      if (kind === "press" && event.press.startsWith("retro/write/")) continue;
      const once = kind === "message" ? `%/${event.message}` : "";
      const stored = database.one(
        "select 1 from arrivals where workspace = ? and (id = ? or once like ?)",
        workspace,
        id,
        once,
      );
      world.hold(
        "kept",
        stored !== undefined,
        () =>
          `a ${kind} of ${event.by.id} in ${workspace} was acknowledged, and is not in the ledger`,
      );
    }
  }

  return {
    acknowledged,
    heard(words) {
      const { marker, purpose } = words;
      const wasForgotten = ownersOf(words).some(
        (owner) => (forgotten.get(owner) ?? 0) > world.time.now() - maxAcknowledgementDelayMs,
      );
      if ((purpose === "request" || purpose === "answer") && !wasForgotten) open.set(marker, words);
    },
    shown({ workspace }, { room, thread, buttons }) {
      if (!buttons.some(({ press }) => doubts.test(press))) return;
      for (const id of [room, thread]) if (id !== undefined) forget(workspace, id);
    },
    handsOver({ workspace }, { id }) {
      for (const [it, { tenant, person }] of open)
        if (tenant.workspace === workspace && person.id === id) notes.add(it);
    },
    /** Clears the notes when a retrospective is cancelled or a note is removed. */
    clearsNotes({ workspace }) {
      for (const it of notes) if (open.get(it)?.tenant.workspace === workspace) open.delete(it);
    },
    forgets: ({ workspace }, { id }) => forget(workspace, id),
    takenBack: (it) => void open.delete(it),
    onQuiet() {
      for (const [it, words] of open) {
        const { person, tenant, purpose } = words;
        const found = database.one(`select ${search} as found`, { like: `%${it}%` });
        world.hold(
          "kept",
          found?.found === 1 ||
            isSealed(it) ||
            isInDoubt(words) ||
            isBystander(words) ||
            isAmongColleagues(words),
          () =>
            `what ${person.id} of ${tenant.workspace} said as ${purpose} (${it}) was acknowledged and is not in the ledger`,
        );
      }
      open.clear();
      notes.clear();
    },
  };
}
