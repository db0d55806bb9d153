/** Requests in a list: on a home page, or in answer to "where is my request?". */
import type { Element } from "../surface/card.ts";
import type { Words } from "../words.ts";
import { pressOf } from "./press.ts";
import type { Listed } from "./say.ts";

/** Lists are cut here, with a word on the rest: what a home page or a message still shows at a glance. */
const mostListed = 20;

/** One line a request, with its state. */
export function listed(requests: readonly Listed[], words: Words): Element[] {
  const shown = requests.slice(0, mostListed).map(
    ({ request, number, title, status, since }): Element => ({
      kind: "item",
      text: words("requests.listed", { number, title }),
      note: words("requests.listed.since", { status: words.label(`requests.status.${status}`), since }),
      ...(status === "parked" && { button: { label: words.label("requests.button.resume"), press: pressOf({ verb: "resume", request }) } }),
    }),
  );
  const more = requests.length - shown.length;
  return more > 0 ? [...shown, { kind: "note", text: words("requests.mine.more", { count: more }) }] : shown;
}
