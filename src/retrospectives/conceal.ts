/** Conceals what must not be stored as it came, though it is stored: ballots, and words after `/retro` that may be a note in another spelling. Notes are not stored at all: see `note-arrivals.ts`. */
import type { Arrival } from "../surface/arrival.ts";
import { type Prose, plain } from "../surface/prose.ts";
import { errandOf } from "./errand.ts";
import type { Seals } from "./seal.ts";
import { readCommand, readSpoken } from "./spoken.ts";

/** The field, and the mark of the text, under which something sealed travels. */
const field = "sealed";
const mark = "sealed:";

/** What anybody else sends under that name is left as it came. */
const isBallot = (arrival: Arrival): boolean => errandOf(arrival)?.verb === "vote";

/** The arrival as it may be stored. Its id can be made of the words too (a digest tells a form sent again from a form delivered twice), so that another stands for it. */
export function conceal(seals: Seals, arrival: Arrival): Arrival {
  const isOurs =
    (arrival.kind === "submitted" && arrival.form.startsWith("retro/")) ||
    (arrival.kind === "command" && (arrival.command as string) === "retro") ||
    (arrival.kind === "message" && arrival.addressed && readSpoken(arrival.text) !== undefined);
  if (!isOurs) return arrival;
  if (arrival.kind === "command" && !readCommand(arrival.text)) return { ...arrival, text: ["help"] };
  if (!isBallot(arrival)) return arrival;
  const id = seals.blind(arrival.id);
  if (arrival.kind === "submitted") return { ...arrival, id, values: { [field]: seals.seal(arrival.values) } };
  if (arrival.kind === "message") return { ...arrival, id, text: [`retro vote ${mark}${seals.seal(arrival.text)}`] };
  if (arrival.kind === "command") return { ...arrival, id, text: [`vote ${mark}${seals.seal(arrival.text)}`] };
  return arrival;
}

/** The same with its words again. Release 0.1.0 stored notes like this, too, and called all of them `add`. */
export function disclose(seals: Seals, arrival: Arrival): Arrival {
  if (arrival.kind === "submitted") {
    const sealed = arrival.values[field];
    const verb = errandOf(arrival)?.verb;
    return sealed !== undefined && (verb === "vote" || verb === "write") ? { ...arrival, values: seals.open(sealed) } : arrival;
  }
  if (arrival.kind !== "command" && arrival.kind !== "message") return arrival;
  const [, sealed] = /^(?:retro )?(?:add|vote) sealed:(\S+)$/.exec(plain(arrival.text)) ?? [];
  return sealed ? { ...arrival, text: seals.open<Prose>(sealed) } : arrival;
}
