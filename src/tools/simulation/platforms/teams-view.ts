/** A message as a Teams client displays it: buttons, suggested actions and forms. */
import type { OutboundMessage } from "../../../platform/adapter.ts";
import { cardActions } from "../../../platform/card.ts";
import { type OpenedForm, type VisibleButton, walkObjects } from "../people/screen.ts";

/** A node of an Adaptive Card. */
type Card = Record<string, unknown>;

/** Returns the card of a message or dialog; an empty one if it has none. */
export const cardIn = (body: unknown): Card =>
  [...walkObjects(body)].find(({ type }) => type === "AdaptiveCard") ?? {};

/** Returns the buttons of a card. */
export const buttonsIn = (card: Card): VisibleButton[] =>
  [...walkObjects(card)].flatMap((node) => {
    if (node.type !== "Action.Execute" && node.type !== "Action.Submit") return [];
    const { title, verb, data } = node as {
      title: string;
      verb?: string;
      data: { entwine: { press: string }; msteams?: unknown };
    };
    return [
      {
        label: title,
        press: data.entwine.press,
        opensForm: data.msteams !== undefined,
        own: { verb, data },
      },
    ];
  });

const kinds: Record<string, OpenedForm["fields"][number]["kind"]> = {
  "Input.ChoiceSet": "choice",
  "Input.Date": "date",
  "Input.Text": "text",
};

/** Returns the suggested actions of a text; a press sends the label. */
export const suggestedIn = (body: unknown, { card }: OutboundMessage): VisibleButton[] => {
  const offered = [...walkObjects(body)].flatMap(({ type, title }) =>
    type === "imBack" ? [title] : [],
  );
  return cardActions(card)
    .filter(({ label }) => offered.includes(label))
    .map(({ label, press }) => ({ label, press, opensForm: false, own: { suggested: label } }));
};

/** Returns a dialog as displayed. */
export function openedIn(body: unknown): OpenedForm | undefined {
  const card = cardIn(body);
  const fields = [...walkObjects(card)].flatMap((node): OpenedForm["fields"] => {
    const kind = kinds[node.type as string];
    if (!kind) return [];
    const {
      id,
      value = "",
      choices = [],
    } = node as { id: string; value?: string; choices?: { value: string }[] };
    return [
      {
        name: id,
        kind: "choices.data" in node ? "person" : kind,
        value,
        options: choices.map((choice) => choice.value),
      },
    ];
  });
  const sends = [...walkObjects(card)].find(({ type }) => type === "Action.Submit");
  return sends && { fields, own: sends.data as Record<string, unknown> };
}
