/** A person's retrospectives on their home page. */
import type { Words } from "../../lib/i18n.ts";
import { type Card, headingElement, itemElement } from "../../platform/card.ts";
import type { Reader } from "../../storage/store.ts";
import { retroActions } from "./actions.ts";
import { listOwnBoards, listOwnRetroActions } from "./board-queries.ts";
import { formatLongDate } from "./cards/board-view.ts";

/** Returns a person's open retrospectives and the actions that they agreed to, for the home page. */
export async function retroHomeSection(
  on: Reader,
  { workspace, person }: { workspace: string; person: string },
  words: Words,
): Promise<Card> {
  const boards = await listOwnBoards(on, workspace, person);
  const actions = await listOwnRetroActions(on, workspace, person);
  if (boards.length + actions.length === 0) return [];
  const button = (verb: "pick" | "actions", board: string) => ({
    label: words.plain(`retro.button.${verb === "pick" ? "status" : "actions"}`),
    press: retroActions.encode(verb, board),
  });
  return [
    headingElement(words("retro.home")),
    ...boards.map(({ id, title, phase }) =>
      itemElement([title], { note: words(`retro.phase.${phase}`), button: button("pick", id) }),
    ),
    ...actions.map(({ text, due, retrospective }) =>
      itemElement(words("retro.action.line", { text: [text] }), {
        note: due ? [formatLongDate(due, words)] : words("retro.action.no_date"),
        button: button("actions", retrospective),
      }),
    ),
  ];
}
