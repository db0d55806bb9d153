/** Operations of a command on a board, for running it and for validating its form. */

import { isIsoDate } from "../../../lib/dates/working-time.ts";
import { readDateExpression } from "../../../nlu/text/date-expressions.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { extractMention, parseTopicNumbers, type RetroCommand } from "../actions.ts";
import { columnFieldName, topicFieldPrefix } from "../cards/forms.ts";
import { endOfWorkday } from "../schedule/recurrence.ts";
import { columnKey } from "../templates.ts";
import {
  adjacentPhase,
  asksBeforeClose,
  type Board,
  type BoardOperation,
  type BoardPhase,
  boardPhases,
} from "./board.ts";
import { decodeTopicGroup } from "./topic-clustering.ts";

/** The person who acts on a board. */
export interface BoardActor {
  person: string;
  /** The person's author token. */
  token: string;
  /** ISO date, in the person's time zone (IANA). */
  today: string;
  zone: string;
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*[-*•·]\s+/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter(Boolean);

/** Drops notes that were removed in the form, and adds new ones. */
function write(
  { values = {}, args: [shown = ""], source }: RetroCommand,
  board: Board,
  { token }: BoardActor,
): BoardOperation {
  const ids = new Set(shown.split(".").filter(Boolean));
  const before = board.sealed.filter(
    (note) => note.token === token && ids.has(note.id.slice(0, 8)),
  );
  const now = board.columns.flatMap(({ key }) =>
    lines(values[columnFieldName(key)] ?? "").map((text) => ({ column: key, text })),
  );
  const same = (a: { column: string; text: string }, b: { column: string; text: string }) =>
    a.column === b.column && a.text === b.text;
  const drop = before.filter((note) => !now.some((one) => same(one, note))).map(({ id }) => id);
  const add = now.filter((one) => !before.some((note) => same(note, one)));
  return {
    type: "write",
    token,
    signed: values.signed === "yes",
    add,
    drop,
    source,
  };
}

/** Letters by which a column may be named, where no other begins with them. */
const minColumnLetters = 3;

function findColumn({ columns }: Board, name: string): Board["columns"][number] | undefined {
  const key = columnKey(name);
  const beginning =
    key.length < minColumnLetters ? [] : columns.filter((one) => one.key.startsWith(key));
  return (
    columns.find((one) => one.key === key) ?? (beginning.length === 1 ? beginning[0] : undefined)
  );
}

/** Parses `wind: the new build is fast`; the default is the first column. */
function add({ text, source }: RetroCommand, board: Board, { token }: BoardActor): BoardOperation {
  const said = toPlainText(text).trim();
  const [, head = "", tail = ""] = /^([^:]{1,40}):\s*(.+)$/s.exec(said) ?? [];
  const column = findColumn(board, head);
  const notes = said
    ? [{ column: (column ?? board.columns[0]!).key, text: column ? tail : said }]
    : [];
  return {
    type: "write",
    token,
    signed: board.naming === "named",
    add: notes,
    drop: [],
    source,
  };
}

/** Limit of a person's id. */
const maxIdCharacters = 200;

/** Returns the first number in a text, or 0. */
const firstNumber = (text: string): number => parseTopicNumbers(text)[0] ?? 0;

const dueIn = ({ due = "" }: Record<string, string>): { due?: string } =>
  isIsoDate(due) ? { due } : {};

/** Parses `ask who reads it @Lea by 19 March`. */
function propose({ text, values }: RetroCommand, board: Board, today: string): BoardOperation {
  if (values)
    return {
      type: "propose",
      text: values.text ?? "",
      owner: values.owner || undefined,
      ...dueIn(values),
    };
  const { person, words } = extractMention(text, board.home.startsWith("terminal/"));
  const [tail = "", date = ""] =
    /\s*,?\s*\b(?:by|until|till|on|bis|am|avant|antes de)\s+([^,;]+)$/i.exec(words) ?? [];
  const due = date ? readDateExpression(tail, today) : undefined;
  return {
    type: "propose",
    text: due ? words.slice(0, words.length - tail.length) : words,
    owner: person,
    due,
  };
}

function group({ text, values, args }: RetroCommand, board: Board): BoardOperation[] {
  if (values)
    return [
      {
        type: "merge",
        topics: parseTopicNumbers(values.numbers ?? ""),
        title: values.name?.trim() ? values.name : undefined,
      },
    ];
  const said = toPlainText(text).trim();
  if (!said) return args.length > 0 || board.phase === "group" ? [] : [{ type: "go", to: "group" }];
  const [, splits] = /^(?:split|apart|undo)\s+#?(\d+)/i.exec(said) ?? [];
  if (splits) return [{ type: "split", topic: Number(splits) }];
  const [, renamed, title] =
    /^(?:name|rename)\s+#?(\d+)\s+(?:as\s+|to\s+)?(.+)$/is.exec(said) ?? [];
  if (renamed && title) return [{ type: "rename", topic: Number(renamed), title }];
  const [, list = said, as] =
    /^([\d\s,#&and+]+?)(?:\s+(?:as|called|=)\s+(.+))?$/is.exec(said) ?? [];
  return [{ type: "merge", topics: parseTopicNumbers(list), title: as }];
}

/** A topic with its number of votes: "3", "#7", "3x2", "2x #7", "2 dots on 7", "7 twice". */
const votedTopic = new RegExp(
  [
    String.raw`(?<dots>\d{1,3})\s+(?:dots?|votes?|points?|punkte?|stimmen?|puntos?|votos?|voix)\s+(?:on|for|to|auf|für|sur|pour|à|en|para|a)\s+#?(?<on>\d{1,4})`,
    String.raw`(?<times>\d{1,3})\s*[x×*](?:\s+#?|#)(?<of>\d{1,4})`,
    String.raw`#?(?<topic>\d{1,4})(?:[x×*](?<factor>\d{1,3})|\s+(?<twice>twice|zweimal|deux fois|dos veces))?`,
  ].join("|"),
  "giu",
);

/** Above every budget, so that a large count is refused and not built. */
const maxVotes = 100;

/** Returns the number of a topic for each vote that a text names; `undefined` where it names none. */
function parseVotes(text: string): number[] | undefined {
  const votes = [...text.matchAll(votedTopic)].flatMap(({ groups = {} }) => {
    const { dots, on, times, of, topic, factor, twice } = groups;
    const count = Number(dots ?? times ?? factor ?? (twice ? 2 : 1));
    return Array<number>(Math.min(count, maxVotes)).fill(Number(on ?? of ?? topic));
  });
  return votes.length > 0 ? votes : undefined;
}

/** Returns the votes of the fields of topics; `undefined` where a form has no such field. */
function votesInFields(values: Readonly<Record<string, string>>): number[] | undefined {
  const fields = Object.entries(values).filter(([name]) => name.startsWith(topicFieldPrefix));
  if (fields.length === 0) return undefined;
  return fields.flatMap(([name, votes]) => {
    const count = Math.min(Math.max(Number.parseInt(votes, 10) || 0, 0), maxVotes);
    return Array<number>(count).fill(Number(name.slice(topicFieldPrefix.length)));
  });
}

const noVotes = /^(?:none|nothing|0|keine[ns]?|nichts|aucun|rien|ninguno|nada)[.!]?$/i;

/** Returns the votes of a form or a text; without a text, starts the voting. */
function vote({ text, values, id }: RetroCommand, board: Board): BoardOperation[] {
  const { phase } = board;
  if (values?.numbers !== undefined) {
    const typed = values.numbers.trim();
    return [{ type: "vote", topics: typed === "" ? [] : parseVotes(typed) }];
  }
  if (values) return [{ type: "vote", topics: votesInFields(values) }];
  const said = toPlainText(text).trim();
  if (noVotes.test(said)) return [{ type: "vote", topics: [] }];
  if (said) return [{ type: "vote", topics: parseVotes(said) }];
  return phase === "vote" || id ? [] : [{ type: "go", to: "vote" }];
}

const isPhase = (text: string): text is BoardPhase =>
  (boardPhases as readonly string[]).includes(text);

/** Returns the operations of a command; `undefined` where it is not about a board. */
export function boardOperationsOf(
  command: RetroCommand,
  board: Board,
  actor: BoardActor,
): BoardOperation[] | undefined {
  const { verb, args, values = {}, text } = command;
  const [first = "", second = ""] = args;
  const go = (to: BoardPhase | undefined): BoardOperation[] => (to ? [{ type: "go", to }] : []);
  const close = (): BoardOperation[] =>
    actor.person === board.facilitator && asksBeforeClose(board) ? [] : go("closed");
  switch (verb) {
    case "join":
    case "observe":
    case "take_over":
      return [{ type: verb }];
    case "ready":
      return [
        {
          type: "ready",
          ready: first !== "off" && !/^(?:off|not|no)\b/i.test(toPlainText(text).trim()),
        },
      ];
    case "next":
      return board.phase === "decide" ? close() : go(adjacentPhase(board.phase, 1));
    case "close":
      return close();
    case "back":
      return go(adjacentPhase(board.phase, -1));
    case "go":
      return isPhase(first) ? go(first) : [];
    case "until": {
      const date = readDateExpression(toPlainText(text), actor.today);
      return date ? [{ type: "deadline", at: endOfWorkday(date, actor.zone) }] : [];
    }
    case "settle":
      return second === "done" || second === "kept" || second === "dropped"
        ? [{ type: "settle", action: first, state: second }]
        : [];
    case "write":
      return command.values ? [write(command, board, actor)] : [];
    case "add":
      return toPlainText(text).trim() || command.source?.edited ? [add(command, board, actor)] : [];
    case "group":
      return group(command, board);
    case "accept":
      return [{ type: "merge", topics: decodeTopicGroup(first) }];
    case "decline":
      return [{ type: "decline", suggestion: first }];
    case "split":
      return [{ type: "split", topic: firstNumber(values.topic ?? first) }];
    case "remove":
      return [{ type: "remove", note: values.note ?? first }];
    case "vote":
      return vote(command, board);
    case "discuss": {
      const [topic] = parseTopicNumbers(toPlainText(text));
      return topic === undefined
        ? go("discuss")
        : [...(board.phase === "discuss" ? [] : go("discuss")), { type: "turn", topic }];
    }
    case "turn":
      return [{ type: "turn", from: firstNumber(first) }];
    case "extend":
      return [{ type: "extend", until: new Date((Number(first) + Number(second) * 60) * 1_000) }];
    case "remark":
      return [
        { type: "remark", topic: firstNumber(first), text: values.text ?? toPlainText(text) },
      ];
    case "propose":
      return [propose(command, board, actor.today)];
    case "action":
      return toPlainText(text).trim() ? [propose(command, board, actor.today)] : [];
    case "keep": {
      const change: BoardOperation = {
        type: "change",
        action: first,
        text: values.text || undefined,
        owner: values.owner || undefined,
        ...dueIn(values),
      };
      return [...(command.values ? [change] : []), { type: "keep", action: first }];
    }
    case "let_go":
      return [{ type: "let_go", action: first }];
    case "facilitate": {
      const person = values.person || extractMention(text).person;
      if (person) return [{ type: "facilitate", person: person.slice(0, maxIdCharacters) }];
      return /^(?:me|i|take|takeover)\b/i.test(toPlainText(text).trim())
        ? [{ type: "take_over" }]
        : [];
    }
    case "hand_over":
      return [{ type: "facilitate", person: first.slice(0, maxIdCharacters) }];
    case "page":
      return [{ type: "page", page: firstNumber(first) }];
    case "now":
    case "cancel":
    case "status":
    case "summary":
    case "actions":
    case "stay":
    case "pick":
    case "adopt":
      return [];
    default:
      return undefined;
  }
}
