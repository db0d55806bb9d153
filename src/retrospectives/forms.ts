/** The forms of a retrospective. What somebody wrote shows in a form alone, which no table ever holds. */
import type { Field, Form, Option } from "../surface/form.ts";
import type { Words } from "../words.ts";
import { type Action, type Board, dotsOf, notesOf, type SealedNote } from "./board.ts";
import { pathTo } from "./errand.ts";
import { type Template, templateIn } from "./templates.ts";
import { topicsOn } from "./topic-list.ts";
import { clip, titleOf } from "./view.ts";

/** A list to choose from has at most so many (Slack), and a form so many dots before numbers are quicker. */
const mostOptions = 100;
const mostDots = 8;

/** Every how many weeks it may come again; 0 for never. */
export const rhythms = [0, 1, 2, 4];

/** A choice that chooses nothing. */
export const nothing = "-";
/** The field of a column. */
export const fieldOf = (column: string): string => `column.${column}`;

function form(words: Words, name: string, id: string, fields: Field[], more: Partial<Form> = {}): Form {
  const label = (key: string) => words.label(`retro.form.${key}`);
  return { id, title: label(`${name}.title`), submit: label(`${name}.submit`), cancel: label("cancel"), fields, ...more };
}

const optionsOf = (words: Words, key: string, values: readonly (string | number)[]): Option[] =>
  values.map((value) => ({ value: String(value), label: words.label(`retro.form.${key}.${value}`) }));

export function startForm(
  words: Words,
  { templates, groups, home }: { templates: readonly Template[]; groups: readonly { id: string; name: string }[]; home: string },
): Form {
  const label = (key: string) => words.label(`retro.form.start.${key}`);
  return form(words, "start", pathTo("start", home), [
    {
      kind: "choice",
      name: "template",
      label: label("template"),
      required: true,
      value: "sailboat",
      options: templates
        .map((each) => templateIn(each, words.locale))
        .map(({ name, title, about }) => ({ value: name, label: clip(`${title}: ${about}`, 75) })),
    },
    {
      kind: "choice",
      name: "naming",
      label: label("naming"),
      required: true,
      value: "anonymous",
      options: optionsOf(words, "naming", ["anonymous", "choice", "named"]),
    },
    { kind: "date", name: "until", label: label("until"), hint: label("until.hint") },
    ...(groups.length > 0
      ? [
          {
            kind: "choice" as const,
            name: "group",
            label: label("group"),
            hint: label("group.hint"),
            options: groups.slice(0, mostOptions).map(({ id, name }) => ({ value: id, label: name })),
          },
        ]
      : []),
    { kind: "choice", name: "weeks", label: label("weeks"), value: "0", options: optionsOf(words, "weeks", rhythms) },
  ]);
}

/** All that its author has in the box, a line a note; which they were travels along, so that what came meanwhile stays. */
export function writeForm(words: Words, board: Board, own: readonly SealedNote[]): Form {
  const fields = board.columns.map(
    ({ key, title, hint }): Field => ({
      name: fieldOf(key),
      label: title,
      hint: clip(hint, 140),
      multiline: true,
      value: own
        .filter(({ column }) => column === key)
        .map(({ text }) => text)
        .join("\n"),
    }),
  );
  const signed: Field = {
    kind: "choice",
    name: "signed",
    label: words.label("retro.form.write.signed"),
    value: "no",
    options: optionsOf(words, "signed", ["no", "yes"]),
  };
  return form(
    words,
    "write",
    pathTo("write", board.id, own.map(({ id }) => id.slice(0, 8)).join(".")),
    board.naming === "choice" ? [...fields, signed] : fields,
    {
      intro: words("retro.form.write.intro"),
    },
  );
}

const topicOptions = (board: Board): Option[] =>
  board.topics.slice(0, mostOptions).map((topic) => ({ value: String(topic.number), label: clip(`${topic.number}  ${titleOf(board, topic)}`, 75) }));

export function voteForm(words: Words, board: Board, person: string): Form {
  const { budget, topics } = board;
  const own = dotsOf(board, person).map((vote) => String(topics.find(({ id }) => id === vote.topic)?.number ?? ""));
  const id = pathTo("vote", board.id);
  const intro = words("retro.vote.how", { count: budget });
  if (topics.length > mostOptions || budget > mostDots)
    return form(words, "vote", id, [{ name: "numbers", label: words.label("retro.form.vote.numbers"), value: own.join(" ") }], { intro });
  const options = [{ value: nothing, label: words.label("retro.form.vote.none") }, ...topicOptions(board)].slice(0, mostOptions);
  const fields = Array.from(
    { length: budget },
    (_, dot): Field => ({
      kind: "choice",
      name: `dot.${dot}`,
      label: words.label("retro.form.vote.dot", { dot: dot + 1, budget }),
      value: own[dot] ?? nothing,
      options,
    }),
  );
  return form(words, "vote", id, fields, { intro });
}

export function groupForm(words: Words, board: Board): Form {
  const label = (key: string) => words.label(`retro.form.group.${key}`);
  return form(words, "group", pathTo("group", board.id), [
    { name: "numbers", label: label("numbers"), hint: label("numbers.hint"), required: true },
    { name: "name", label: label("name") },
  ]);
}

/** Undefined where nothing was put together. */
export function splitForm(words: Words, board: Board): Form | undefined {
  const several = board.topics.filter((topic) => notesOf(board, topic).length > 1);
  if (several.length === 0) return undefined;
  const options = topicOptions({ ...board, topics: several });
  return form(words, "split", pathTo("split", board.id), [
    { kind: "choice", name: "topic", label: words.label("retro.form.split.topic"), required: true, options },
  ]);
}

/** The notes of the page that is shown. */
export function removeForm(words: Words, board: Board): Form | undefined {
  const options = topicsOn(board, board.page).flatMap((topic) =>
    notesOf(board, topic).map(({ id, text }) => ({ value: id, label: clip(`${topic.number}  ${text}`, 75) })),
  );
  if (options.length === 0) return undefined;
  const field: Field = { kind: "choice", name: "note", label: words.label("retro.form.remove.note"), required: true, options: options.slice(0, mostOptions) };
  return form(words, "remove", pathTo("remove", board.id), [field], { intro: words("retro.form.remove.intro") });
}

export const remarkForm = (words: Words, board: Board, topic: string): Form =>
  form(words, "remark", pathTo("remark", board.id, topic), [{ name: "text", label: words.label("retro.form.remark.text"), multiline: true, required: true }]);

/** A new action; or one that is proposed, with what it lacks to be kept. */
export function actionForm(words: Words, board: Board, action?: Action): Form {
  const label = (key: string) => words.label(`retro.form.action.${key}`);
  const keeping = action !== undefined;
  const fields: Field[] = [
    { name: "text", label: label("text"), required: true, ...(action && { value: action.text }) },
    { kind: "person", name: "owner", label: label("owner"), required: keeping, ...(action?.owner && { value: action.owner }) },
    { kind: "date", name: "due", label: label("due"), required: keeping, ...(action?.due && { value: action.due }) },
  ];
  const id = keeping ? pathTo("keep", board.id, action.id) : pathTo("propose", board.id);
  return form(words, "action", id, fields, keeping ? { submit: words.label("retro.form.keep.submit") } : {});
}

export const facilitateForm = (words: Words, board: Board): Form =>
  form(words, "facilitate", pathTo("facilitate", board.id), [
    { kind: "person", name: "person", label: words.label("retro.form.facilitate.person"), required: true },
  ]);
