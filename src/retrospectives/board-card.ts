/** The board's card in its channel: one message, which always shows where the retrospective is and what can be done now. */
import type { Card } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import { type Action, crowdOf, participants, writersOf } from "./board.ts";
import { broughtElements } from "./brought.ts";
import { closedCard } from "./closed-card.ts";
import { bold, buttons, facilitatorOnly, forOthers, isAlone, note, tellsOnAuthors, text } from "./elements.ts";
import { suggest, suggestionOf } from "./suggest.ts";
import { decidePart, discussPart } from "./talk-card.ts";
import { topicList } from "./topic-list.ts";
import { button, mention, opening, primary, said, saidDate, titleOf, type View } from "./view.ts";

/** Suggestions that are shown at once. */
const mostSuggestions = 3;
function head(view: View): Card {
  const { board, words, person, zone } = view;
  const facts = [
    { label: words.label("retro.fact.phase"), value: bold(words(`retro.phase.${board.phase}`)) },
    { label: words.label("retro.fact.facilitator"), value: mention(person(board.facilitator)) },
    {
      label: words.label("retro.fact.people"),
      value: words("retro.fact.people.count", { count: crowdOf(board), observers: board.people.length - participants(board).length }),
    },
    ...(board.deadline ? [{ label: words.label("retro.fact.deadline"), value: [said(board.deadline, zone, words)] }] : []),
  ];
  return [
    { kind: "heading", text: words("retro.board.title", { title: board.title }) },
    { kind: "facts", facts },
    note(words(`retro.naming.${board.naming}`)),
    { kind: "divider" },
  ];
}

function readiness({ board, words }: View): Card {
  const ready = participants(board).filter((one) => one.ready).length;
  return ready > 0 ? [note(words("retro.ready.count", { ready, all: crowdOf(board) }))] : [];
}

export function oldLine({ text: words, owner, due }: Action, { words: say, person }: Pick<View, "words" | "person">): Prose {
  const by = due ? say("retro.old.due", { due: saidDate(due, say) }) : [""];
  return say("retro.old.item", { text: [words], owner: owner ? mention(person(owner)) : say("retro.action.open"), due: by });
}

function openingPart(view: View): Card {
  const { board, words } = view;
  const items = board.old.flatMap(
    (action): Card => [
      text([...oldLine(action, view), ...(action.lookedAt === board.id ? [" ", { italic: words.label(`retro.old.state.${action.state}`) }] : [])]),
      buttons(
        button(view, "done", "settle", action.id, "done"),
        button(view, "still", "settle", action.id, "kept"),
        button(view, "drop", "settle", action.id, "dropped"),
      ),
    ],
  );
  return [
    ...broughtElements(view),
    text(words(items.length > 0 ? "retro.opening.ask" : "retro.opening.none")),
    ...items,
    buttons(
      primary(button(view, "collect", "go", "collect")),
      opening(button(view, "write", "write")),
      ...forOthers(view, button(view, "join", "join"), button(view, "observe", "observe")),
    ),
  ];
}

function collectPart(view: View): Card {
  const { board, words } = view;
  const written = writersOf(board).size;
  const all = crowdOf(board);
  const count = all > written ? words("retro.collect.written.of", { written, all }) : words("retro.collect.written", { written });
  return [
    ...(board.old.length === 0 ? broughtElements(view) : []),
    text(
      board.columns.flatMap(({ title, hint }, index): Prose => [...(index ? ["\n"] : []), ...words("retro.collect.column", { title: [title], hint: [hint] })]),
    ),
    note(words("retro.collect.how")),
    ...(isAlone(board) ? [] : [text(count)]),
    ...(tellsOnAuthors(board) ? [note(words(board.notes.length > 0 ? "retro.collect.few.since" : "retro.collect.few", { count: written }))] : []),
    buttons(
      primary(opening(button(view, "write", "write"))),
      ...forOthers(view, button(view, "ready", "ready", "on"), button(view, "join", "join"), button(view, "observe", "observe")),
    ),
    facilitatorOnly(view, button(view, "reveal", "go", "group"), button(view, "back", "go", "opening")),
  ];
}

function groupPart(view: View): Card {
  const { board, words } = view;
  const suggestions = suggest(board).slice(0, mostSuggestions);
  const alike = suggestions.flatMap((numbers): Card => {
    const lines = numbers.flatMap((number, index): Prose => {
      const topic = board.topics.find((one) => one.number === number);
      return [...(index ? ["\n"] : []), { bold: `${number}` }, `  ${topic ? titleOf(board, topic, 90) : ""}`];
    });
    const suggestion = suggestionOf(numbers);
    return [{ kind: "quote", text: lines }, buttons(primary(button(view, "together", "accept", suggestion)), button(view, "apart", "decline", suggestion))];
  });
  return [
    ...(board.topics.length === 0 ? [text(words("retro.group.empty"))] : topicList(view, board.page)),
    ...(alike.length > 0 ? [{ kind: "divider" as const }, text(words("retro.group.lonely")), ...alike] : []),
    ...(board.topics.length > 1 ? [note(words("retro.group.hint"))] : []),
    buttons(
      primary(button(view, "vote.start", "go", "vote")),
      opening(button(view, "group", "group")),
      opening(button(view, "split", "split")),
      opening(button(view, "remove", "remove")),
      button(view, "back", "go", "collect"),
      ...forOthers(view, button(view, "take_over", "take_over")),
    ),
  ];
}

function votePart(view: View): Card {
  const { board, words } = view;
  const voted = new Set(board.votes.map(({ person }) => person)).size;
  const all = crowdOf(board);
  return [
    ...topicList(view, board.page),
    { kind: "divider" },
    text(words("retro.vote.how", { count: board.budget })),
    ...(isAlone(board) ? [] : [text(all > voted ? words("retro.vote.count.of", { voted, all }) : words("retro.vote.count", { voted }))]),
    buttons(primary(opening(button(view, "vote", "vote"))), ...forOthers(view, button(view, "ready", "ready", "on"))),
    facilitatorOnly(view, button(view, "discuss.start", "go", "discuss"), button(view, "back", "go", "group")),
  ];
}

export function boardCard(view: View): Card {
  const { board, words } = view;
  switch (board.phase) {
    case "opening":
      return [...head(view), ...openingPart(view)];
    case "collect":
      return [...head(view), ...collectPart(view), ...readiness(view)];
    case "group":
      return [...head(view), ...groupPart(view), ...readiness(view)];
    case "vote":
      return [...head(view), ...votePart(view), ...readiness(view)];
    case "discuss":
      return [...head(view), ...discussPart(view)];
    case "decide":
      return [...head(view), ...decidePart(view)];
    case "closed":
      return closedCard(view);
    case "cancelled":
      return [
        { kind: "heading", text: words("retro.board.title", { title: board.title }) },
        text(words(board.notes.length > 0 ? "retro.cancelled.open" : "retro.cancelled")),
      ];
  }
}
