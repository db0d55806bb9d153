/** A retrospective begins: with what the ledger knows of the time since the last one, and with what was left open there. */
import { readDate } from "../judgement/dates.ts";
import { membersOf, readGroup } from "../organisation/groups.ts";
import type { Card } from "../surface/card.ts";
import { type Place, placeKey } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import { isDate } from "../working-time.ts";
import { carriedHome, homeIn, isAt } from "./access.ts";
import { type Board, type Naming, noteLength } from "./board.ts";
import { bring } from "./brought.ts";
import { planBoard } from "./duties.ts";
import { type Errand, pathTo } from "./errand.ts";
import { rhythms } from "./forms.ts";
import { openBoard, readBoard, saveBoard, underWay } from "./records.ts";
import { endOfDay } from "./rhythm.ts";
import { boardWords, cardFor, contextOf, hereOf, type Room, reply, textCard, todayIn, zoneOf } from "./room.ts";
import { startSeries } from "./series-turn.ts";
import { findTemplate, type Template, templateIn } from "./templates.ts";

/** What is wanted of a new one. */
interface Wish {
  template: Template;
  home: Place;
  naming: Naming;
  group: string | null;
  deadline: Date | null;
  series?: string;
  facilitator: string;
  /** Who takes part before anybody has said so. */
  people: readonly string[];
}

const namings: Record<string, Naming> = {
  named: "named",
  names: "named",
  anonymous: "anonymous",
  anonymously: "anonymous",
  choice: "choice",
  choose: "choice",
};

/** Opens it, and shows its board. */
export async function begin(room: Room, wish: Wish): Promise<Board> {
  const { office, seals, trend, handOver } = room;
  const { w, workspace, at, conversation } = office;
  const { home, group, naming, deadline, facilitator } = wish;
  const key = placeKey(home);
  const words = boardWords(office, key);
  const template = templateIn(wish.template, words.locale);
  const { newId, shuffled } = contextOf(facilitator, at);
  const people = [...new Set([facilitator, ...wish.people])].map((person) => ({ person, observer: false, ready: false }));
  const kept = (await handOver?.(w, { workspace, group })) ?? [];
  const sealed = shuffled(
    kept.map((text) => ({ id: newId(), column: template.checks, text: text.slice(0, noteLength), token: newId(), brought: true as const })),
  ); // a token that belongs to no author
  const bare: Board = {
    ...{
      id: newId(),
      workspace,
      template: template.name,
      title: template.title,
      columns: template.columns,
      naming,
      budget: template.votes,
      minutes: template.minutes,
    },
    ...{
      home: key,
      cards: [],
      conversation,
      facilitator,
      seenAt: at,
      group,
      series: wish.series ?? null,
      deadline,
      topic: null,
      until: null,
      declined: [],
      page: 0,
      writers: 0,
    },
    ...{
      brought: await bring(w, { workspace, group, home: key, now: at, words }, trend),
      summary: null,
      startedAt: at,
      closedAt: null,
      phase: "opening",
    },
    ...{ people, sealed, notes: [], topics: [], votes: [], actions: [], old: [] },
  };
  await openBoard(w, seals, bare);
  const read = (await readBoard(w, seals, workspace, bare.id))!;
  const board: Board = { ...read, phase: read.old.length > 0 ? "opening" : "collect" };
  const id = office.post({ card: await cardFor(room, board), place: home });
  const shown = { ...board, cards: [{ place: home, id }] };
  await saveBoard(w, seals, read, shown);
  await planBoard(room, { ...shown, deadline: null }, shown);
  return shown;
}

/** `sailboat for Service Desk until friday named`; the template first. */
async function read(room: Room, { text, values, more }: Errand): Promise<Partial<Wish> & { weeks?: number }> {
  const { office, templates, by } = room;
  const { w, workspace, at } = office;
  const zone = await zoneOf(w, workspace, by.id);
  const today = todayIn(zone, at);
  if (values) {
    const template = templates.find(({ name }) => name === values.template);
    const group = values.group ? await readGroup(w, workspace, values.group) : undefined;
    return {
      naming: namings[values.naming ?? ""] ?? "anonymous",
      ...(template && { template }),
      ...(group && { group: group.id }),
      ...(values.until && isDate(values.until) && { deadline: endOfDay(values.until, zone) }),
      weeks: rhythms.find((weeks) => `${weeks}` === values.weeks) ?? 0,
    };
  }
  const said = more[0] ?? plain(text).trim();
  const found = findTemplate(templates, said);
  const rest = found?.rest ?? said;
  const [, until = ""] = /\b(?:until|till|by|bis)\s+(.+?)(?=\s+(?:for|named|anonymous\w*|choice)\b|$)/i.exec(rest) ?? [];
  const [, named = ""] = /\bfor\s+@?(.+?)(?=\s+(?:until|till|by|bis|named|anonymous\w*|choice)\b|$)/i.exec(rest) ?? [];
  const naming = rest
    .toLowerCase()
    .split(/\s+/)
    .flatMap((word) => namings[word] ?? [])[0];
  const group = named ? await readGroup(w, workspace, named) : undefined;
  const date = until ? readDate(until, today) : undefined;
  return {
    ...(found && { template: found.template }),
    naming: naming ?? "anonymous",
    ...(group && { group: group.id }),
    ...(date && { deadline: endOfDay(date, zone) }),
  };
}

/** Templates to start from with a tap, or with a form where more is to be said. */
async function choose(room: Room, home: Place): Promise<Card> {
  const { office, templates } = room;
  const { words } = office;
  const at = carriedHome(home);
  return [
    ...textCard(words("retro.start.which")),
    ...templates
      .map((each) => templateIn(each, words.locale))
      .map(({ name, title, about }) => ({
        kind: "item" as const,
        text: [{ bold: title }],
        note: [about],
        button: { label: words.label("retro.button.start"), press: pathTo("start", at, name) },
      })),
    { kind: "buttons", buttons: [{ label: words.label("retro.button.start.form"), press: pathTo("start", at), opensForm: true, style: "primary" }] },
  ];
}

/** There is none that somebody may mean; a new one can be opened where they are. */
export function noneCard(room: Room): Card {
  const { words } = room.office;
  return [
    ...textCard(words("retro.none")),
    { kind: "buttons", buttons: [{ label: words.label("retro.button.start.form"), press: pathTo("start", carriedHome(hereOf(room))), opensForm: true }] },
  ];
}

/** Gives the retrospective that began, if one did. */
export async function start(room: Room, errand: Errand): Promise<string | undefined> {
  const { office, by, arrival } = room;
  const { w, workspace, words } = office;
  const home = errand.id === undefined ? hereOf(room) : homeIn(errand.id, arrival.place);
  if (!home || !isAt(room.asker, placeKey(home))) {
    reply(room, noneCard(room));
    return undefined;
  }
  const { template, naming = "anonymous", group = null, deadline = null, weeks = 0 } = await read(room, errand);
  const before = await underWay(w, workspace, placeKey(home));
  if (before) {
    reply(room, [
      ...textCard(words("retro.start.under_way")),
      { kind: "buttons", buttons: [{ label: words.label("retro.button.status"), press: pathTo("pick", before) }] },
    ]);
    return before;
  }
  if (!template) {
    reply(room, await choose(room, home));
    return undefined;
  }
  const members = group ? (await membersOf(w, workspace, group)).map(({ id }) => id) : [];
  const board = await begin(room, { template, home, naming, group, deadline, facilitator: by.id, people: members });
  if (arrival.kind === "press") await office.settle(arrival);
  if (placeKey(arrival.place) !== placeKey(home) && arrival.place.thread === undefined) reply(room, textCard(words("retro.started")));
  if (weeks > 0) await startSeries(room, home, board, weeks);
  return board.id;
}
