/** Forms of a retrospective. An author's notes are shown in a form only, which is never stored. */
import type { Words } from "../../../lib/i18n.ts";
import type { Form, FormField, FormOption } from "../../../platform/form.ts";
import { boldText, truncateText } from "../../../platform/rich-text.ts";
import { retroActions } from "../actions.ts";
import {
  type Board,
  notesOfTopic,
  type RetroAction,
  type SealedNote,
  votesOfPerson,
} from "../board/board.ts";
import { localiseTemplate, type RetroTemplate } from "../templates.ts";
import { retroTopicTitle, topicsOnPage } from "./board-view.ts";

/** Limit of a choice on Slack. */
const maxOptions = 100;
/** Number of topics above which one field for their numbers replaces a field for each topic. */
const maxVoteFields = 90;

/** Options for the weeks between meetings; 0 for no series. */
export const recurrenceWeeks = [0, 1, 2, 4];

/** Prefix of the fields of topics, before the topic's number. */
export const topicFieldPrefix = "topic.";
/** Returns the name of a column's field. */
export const columnFieldName = (column: string): string => `column.${column}`;

function form(
  words: Words,
  name: string,
  id: string,
  fields: FormField[],
  more: Partial<Form> = {},
): Form {
  const label = (key: string) => words.plain(`retro.form.${key}`);
  return {
    id,
    title: label(`${name}.title`),
    submit: label(`${name}.submit`),
    cancel: label("cancel"),
    fields,
    ...more,
  };
}

const optionsOf = (words: Words, key: string, values: readonly (string | number)[]): FormOption[] =>
  values.map((value) => ({
    value: String(value),
    label: words.plain(`retro.form.${key}.${value}`),
  }));

/** Returns the form that starts a retrospective. */
export function retroStartForm(
  words: Words,
  {
    templates,
    groups,
    home,
  }: {
    templates: readonly RetroTemplate[];
    groups: readonly { id: string; name: string }[];
    home: string;
  },
): Form {
  const label = (key: string) => words.plain(`retro.form.start.${key}`);
  return form(words, "start", retroActions.encode("start", home), [
    {
      kind: "choice",
      name: "template",
      label: label("template"),
      required: true,
      value: "sailboat",
      options: templates
        .map((each) => localiseTemplate(each, words.locale))
        .map(({ name, title, about }) => ({
          value: name,
          label: truncateText(`${title}: ${about}`, 75),
        })),
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
            options: groups
              .slice(0, maxOptions)
              .map(({ id, name }) => ({ value: id, label: name })),
          },
        ]
      : []),
    {
      kind: "choice",
      name: "weeks",
      label: label("weeks"),
      value: "0",
      options: optionsOf(words, "weeks", recurrenceWeeks),
    },
    {
      kind: "choice",
      name: "ice_breaker",
      label: label("ice_breaker"),
      value: "no",
      options: optionsOf(words, "signed", ["no", "yes"]),
    },
  ]);
}

/**
 * Characters of notes that a field shows. Slack takes 3,000 in a field; the rest is room to write.
 */
const maxShownCharacters = 2_500;

/** Returns the notes that fit into a field as a whole. */
function notesThatFit(notes: readonly SealedNote[]): readonly SealedNote[] {
  let characters = 0;
  const count = notes.findIndex(({ text }) => {
    characters += text.length + 1;
    return characters > maxShownCharacters;
  });
  return count < 0 ? notes : notes.slice(0, count);
}

/**
 * Form with an author's notes, one a line. Its path contains the ids of the notes that it shows, so
 * that others stay: those added meanwhile, and those for which there is no room.
 */
export function noteForm(words: Words, board: Board, own: readonly SealedNote[]): Form {
  const shown = board.columns.map(({ key }) =>
    notesThatFit(own.filter(({ column }) => column === key)),
  );
  const fields = board.columns.map(
    ({ key, title, hint }, at): FormField => ({
      name: columnFieldName(key),
      label: title,
      hint: truncateText(hint, 140),
      multiline: true,
      value: shown[at]!.map(({ text }) => text).join("\n"),
    }),
  );
  const hidden = own.length - shown.flat().length;
  const signed: FormField = {
    kind: "choice",
    name: "signed",
    label: words.plain("retro.form.write.signed"),
    value: "no",
    options: optionsOf(words, "signed", ["no", "yes"]),
  };
  return form(
    words,
    "write",
    retroActions.encode(
      "write",
      board.id,
      shown
        .flat()
        .map(({ id }) => id.slice(0, 8))
        .join("."),
    ),
    board.naming === "choice" ? [...fields, signed] : fields,
    {
      intro: [
        ...words("retro.form.write.intro"),
        ...(hidden > 0 ? [" ", ...words("retro.form.write.hidden", { count: hidden })] : []),
      ],
    },
  );
}

const topicOptions = (board: Board): FormOption[] =>
  board.topics.slice(0, maxOptions).map((topic) => ({
    value: String(topic.number),
    label: truncateText(`${topic.number}  ${retroTopicTitle(board, topic)}`, 75),
  }));

/**
 * Form with a field for the votes on each topic.
 * @param values of the open form; without them, the person's votes
 */
export function topicVoteForm(
  words: Words,
  board: Board,
  person: string,
  values?: Readonly<Record<string, string>>,
): Form {
  const { voteBudget, topics } = board;
  const own = votesOfPerson(board, person);
  const id = retroActions.encode("vote", board.id);
  const how = words("retro.vote.how", { count: voteBudget });
  if (topics.length > maxVoteFields) {
    const numbers = own.map((vote) => topics.find(({ id }) => id === vote.topic)?.number ?? "");
    const label = words.plain("retro.form.vote.numbers");
    return form(words, "vote", id, [{ name: "numbers", label, value: numbers.join(" ") }], {
      intro: how,
    });
  }
  const counts = Array.from({ length: voteBudget + 1 }, (_, votes) => ({
    value: `${votes}`,
    label: words.plain("retro.topic.votes", { votes }),
  }));
  const fields = topics.map((topic): FormField => {
    const name = `${topicFieldPrefix}${topic.number}`;
    return {
      kind: "choice",
      name,
      label: `${topic.number}  ${retroTopicTitle(board, topic, 150)}`,
      value: values?.[name] ?? `${own.filter((vote) => vote.topic === topic.id).length}`,
      options: counts,
      rebuildsForm: true,
    };
  });
  const placed = fields.reduce((sum, { value }) => sum + Number(value), 0);
  const count =
    placed > voteBudget
      ? words("retro.form.vote.over", {
          placed,
          budget: voteBudget,
          over: placed - voteBudget,
        })
      : words("retro.vote.left", { left: voteBudget - placed, budget: voteBudget });
  return form(words, "vote", id, fields, { intro: [...how, "\n", ...boldText(count)] });
}

/** Returns the form that joins topics. */
export function topicGroupForm(words: Words, board: Board): Form {
  const label = (key: string) => words.plain(`retro.form.group.${key}`);
  return form(words, "group", retroActions.encode("group", board.id), [
    { name: "numbers", label: label("numbers"), hint: label("numbers.hint"), required: true },
    { name: "name", label: label("name") },
  ]);
}

/** Returns `undefined` where no topic has several notes. */
export function topicSplitForm(words: Words, board: Board): Form | undefined {
  const several = board.topics.filter((topic) => notesOfTopic(board, topic).length > 1);
  if (several.length === 0) return undefined;
  const options = topicOptions({ ...board, topics: several });
  return form(words, "split", retroActions.encode("split", board.id), [
    {
      kind: "choice",
      name: "topic",
      label: words.plain("retro.form.split.topic"),
      required: true,
      options,
    },
  ]);
}

/** Form with the notes of the shown page. */
export function noteRemovalForm(words: Words, board: Board): Form | undefined {
  const options = topicsOnPage(board, board.page).flatMap((topic) =>
    notesOfTopic(board, topic).map(({ id, text }) => ({
      value: id,
      label: truncateText(`${topic.number}  ${text}`, 75),
    })),
  );
  if (options.length === 0) return undefined;
  const field: FormField = {
    kind: "choice",
    name: "note",
    label: words.plain("retro.form.remove.note"),
    required: true,
    options: options.slice(0, maxOptions),
  };
  return form(words, "remove", retroActions.encode("remove", board.id), [field], {
    intro: words("retro.form.remove.intro"),
  });
}

/** Returns the form for a remark on a topic. */
export const topicRemarkForm = (words: Words, board: Board, topic: number): Form =>
  form(words, "remark", retroActions.encode("remark", board.id, topic), [
    { name: "text", label: words.plain("retro.form.remark.text"), multiline: true, required: true },
  ]);

/** Form of a new action, or of a proposed one with what it lacks to be kept. */
export function retroActionForm(words: Words, board: Board, action?: RetroAction): Form {
  const label = (key: string) => words.plain(`retro.form.action.${key}`);
  const keeping = action !== undefined;
  const fields: FormField[] = [
    { name: "text", label: label("text"), required: true, value: action?.text },
    {
      kind: "person",
      name: "owner",
      label: label("owner"),
      required: keeping,
      value: action?.owner || undefined,
    },
    {
      kind: "date",
      name: "due",
      label: label("due"),
      required: keeping,
      value: action?.due || undefined,
    },
  ];
  const id = keeping
    ? retroActions.encode("keep", board.id, action.id)
    : retroActions.encode("propose", board.id);
  return form(
    words,
    "action",
    id,
    fields,
    keeping ? { submit: words.plain("retro.form.keep.submit") } : {},
  );
}

/** Returns the form that names another facilitator. */
export const facilitatorForm = (words: Words, board: Board): Form =>
  form(words, "facilitate", retroActions.encode("facilitate", board.id), [
    {
      kind: "person",
      name: "person",
      label: words.plain("retro.form.facilitate.person"),
      required: true,
    },
  ]);
