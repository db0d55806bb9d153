/** Part of the conversation about requests that is open to guests: to raise requests and follow their own. */
import type { Arrival } from "../surface/arrival.ts";
import { plain } from "../surface/prose.ts";
import { readActForm } from "./act-forms.ts";
import { isForRequester } from "./permissions.ts";
import { readPress } from "./press.ts";

/** Tells whether an arrival is open to guests. What it shows is decided by `Viewer.guest`. */
export function isForGuests(arrival: Arrival): boolean {
  switch (arrival.kind) {
    case "command":
      return !/^(?:team|backlog)$/i.test(plain(arrival.text).trim());
    case "press": {
      const press = readPress(arrival.press);
      return press?.verb === "act" ? isForRequester(press.act) : press?.verb !== "more" && press?.verb !== "backlog";
    }
    case "submitted": {
      const act = readActForm(arrival.form)?.act;
      return act === undefined || isForRequester(act);
    }
    default:
      return true;
  }
}
