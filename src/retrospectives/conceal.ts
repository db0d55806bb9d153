/** What must not be stored as it came: a note before the reveal is sealed before anything is written, so that no row, log or page of the database ever has its words beside a name. */
import type { Arrival } from "../surface/arrival.ts";
import { type Prose, plain } from "../surface/prose.ts";
import { errandOf, isSpoken } from "./errand.ts";
import type { Seals } from "./seal.ts";

/** The field, and the mark of the text, under which something sealed travels. */
const field = "sealed";
const mark = "sealed:";

/** What anybody else sends under that name is left as it came. */
const carries = (arrival: Arrival): boolean => {
  const verb = errandOf(arrival)?.verb;
  return verb === "add" || verb === "write" || verb === "vote";
};

/** The arrival as it may be stored. Its id can be made of the words too (a digest tells a form sent again from a form delivered twice), so that another stands for it. */
export function conceal(seals: Seals, arrival: Arrival): Arrival {
  const ours =
    (arrival.kind === "submitted" && arrival.form.startsWith("retro/")) ||
    (arrival.kind === "command" && (arrival.command as string) === "retro") ||
    (arrival.kind === "message" && arrival.addressed && isSpoken(plain(arrival.text)));
  if (!ours || !carries(arrival)) return arrival;
  const id = seals.blind(arrival.id);
  if (arrival.kind === "submitted") return { ...arrival, id, values: { [field]: seals.seal(arrival.values) } };
  if (arrival.kind === "message") return { ...arrival, id, text: [`retro add ${mark}${seals.seal(arrival.text)}`] };
  if (arrival.kind === "command") return { ...arrival, id, text: [`add ${mark}${seals.seal(arrival.text)}`] };
  return arrival;
}

/** The same with its words again. */
export function disclose(seals: Seals, arrival: Arrival): Arrival {
  if (arrival.kind === "submitted") {
    const sealed = arrival.values[field];
    return sealed !== undefined && carries(arrival) ? { ...arrival, values: seals.open(sealed) } : arrival;
  }
  if (arrival.kind !== "command" && arrival.kind !== "message") return arrival;
  const [, sealed] = /^(?:retro )?add sealed:(\S+)$/.exec(plain(arrival.text)) ?? [];
  return sealed ? { ...arrival, text: seals.open<Prose>(sealed) } : arrival;
}
