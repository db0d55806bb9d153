/** Rendering of buttons as actions of an Adaptive Card, with controls in a menu. */
import type { Button } from "../../../platform/card.ts";
import { type CardNode, isOpenableUrl, openUrlAction } from "./text-runs.ts";

/** Abilities of the host. `dialogs: false`: it cannot open them, so a form replaces its card. */
export interface CardHost {
  dialogs?: false | undefined;
}

/** Actions in one set; Teams hides the rest (docs: Adaptive Cards in Teams). */
const maxActionsInSet = 6;

const styles = { primary: "positive", danger: "destructive" };

/** Renders a button: a Universal Action, or a submit action for a button that opens a dialog. */
function action(button: Button, { dialogs }: CardHost): CardNode {
  const look = { title: button.label, style: button.style ? styles[button.style] : undefined };
  if ("url" in button) return { ...openUrlAction(button.url), ...look };
  const entwine = { press: button.press };
  if (button.opensForm && dialogs !== false)
    return {
      type: "Action.Submit",
      ...look,
      associatedInputs: "none",
      data: { msteams: { type: "task/fetch" }, entwine },
    };
  return {
    type: "Action.Execute",
    ...look,
    associatedInputs: "none",
    verb: button.opensForm ? "open" : "press",
    data: { entwine },
  };
}

const shownActions = (buttons: Button[], host: CardHost): CardNode[] =>
  buttons
    .filter((button) => !("url" in button) || isOpenableUrl(button.url))
    .map((button) => action(button, host));

/** Renders buttons as rows of actions. */
export function actionSets(buttons: Button[], host: CardHost): CardNode[] {
  const shown = shownActions(buttons, host);
  return Array.from({ length: Math.ceil(shown.length / maxActionsInSet) }, (_, row) => ({
    type: "ActionSet",
    actions: shown.slice(row * maxActionsInSet, (row + 1) * maxActionsInSet),
  }));
}

/**
 * Renders controls as the menu "…" of a set, which does not count them.
 * [learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format]
 */
export function menuSet(buttons: Button[], host: CardHost): CardNode[] {
  const actions = shownActions(buttons, host).map((each) => ({ ...each, mode: "secondary" }));
  return actions.length > 0 ? [{ type: "ActionSet", actions }] : [];
}

const actionsOf = (node: CardNode | undefined): CardNode[] =>
  node?.type === "ActionSet" ? (node.actions as CardNode[]) : [];

/** Appends a node; a menu continues the set of actions before it. */
export function appendNode(body: CardNode[], node: CardNode): CardNode[] {
  const answers = actionsOf(body.at(-1));
  const isMenu = actionsOf(node).some(({ mode }) => mode === "secondary");
  return isMenu && answers.length > 0
    ? [...body.slice(0, -1), { ...body.at(-1)!, actions: [...answers, ...actionsOf(node)] }]
    : [...body, node];
}
