/** A retrospective that comes again: begun, moved, left out, stopped, and opened when its time has come. */

import { membersOf } from "../organisation/groups.ts";
import type { Card } from "../surface/card.ts";
import { type Place, placeKey, withoutThread } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { isAt } from "./access.ts";
import type { Board } from "./board.ts";
import { dutyOf, planBoard } from "./duties.ts";
import { type Errand, pathTo } from "./errand.ts";
import { decide, isRefusal } from "./machine.ts";
import { holdBoard, lastHome, saveBoard, underWay } from "./records.ts";
import { dayName, moved, nextMeeting, type Rhythm, readRhythm } from "./rhythm.ts";
import { contextOf, directly, hereOf, type Room, reply, show, textCard, zoneOf } from "./room.ts";
import { addSeries, changeSeries, lead, readSeries, type Series, seriesOf } from "./series.ts";
import { begin } from "./start.ts";
import { mention, said } from "./view.ts";

const later = (one: Date, other: Date): Date => new Date(Math.max(one.getTime(), other.getTime()));

async function planOpening({ office }: Room, { id, conversation }: Series, meeting: Date): Promise<void> {
  await office.plan({ kind: dutyOf("open"), subject: id, dueAt: later(new Date(meeting.getTime() - lead), office.at), conversation });
}

function rhythmLine({ office }: Room, { weeks, weekday, time, zone }: Rhythm) {
  return office.words("retro.series.rhythm", { weeks, day: dayName(weekday, office.words.locale), time, zone });
}

/** From the form: again in so many weeks, at this weekday and hour. */
export async function startSeries(room: Room, home: Place, board: Board, weeks: number): Promise<void> {
  const zone = await zoneOf(room.office.w, room.office.workspace, board.facilitator);
  const local = Temporal.Instant.fromEpochMilliseconds((board.deadline ?? board.startedAt).getTime()).toZonedDateTimeISO(zone);
  const time = local.toPlainTime().round("minute").toString({ smallestUnit: "minute" });
  await keepSeries(
    room,
    home,
    { weeks, weekday: local.dayOfWeek, time, zone, anchor: local.toPlainDate().toString() },
    board,
    board.deadline ?? board.startedAt,
  );
}

async function keepSeries(room: Room, place: Place, rhythm: Rhythm, like: Pick<Board, "template" | "naming" | "group" | "people">, after: Date): Promise<void> {
  const { office, by } = room;
  const { w, workspace, conversation } = office;
  const before = await seriesOf(w, workspace, placeKey(place));
  const nextAt = nextMeeting(rhythm, after);
  const { template, naming, group } = like;
  const rota = [...new Set([...like.people.filter(({ observer }) => !observer).map(({ person }) => person), by.id])];
  const series = {
    ...{ id: before?.id ?? office.newId(), workspace, place: withoutThread(place), home: placeKey(place), conversation, template, naming, group },
    ...rhythm,
    nextAt,
    rota,
    by: by.id,
    stoppedAt: null,
  };
  if (before) await changeSeries(w, before.id, series);
  else await addSeries(w, series);
  await planOpening(room, series, nextAt);
  reply(room, textCard(office.words("retro.series.set", { rhythm: rhythmLine(room, rhythm), when: said(nextAt, rhythm.zone, office.words) })));
}

/** `/retro every 2 weeks friday 14:00`. */
export async function every(room: Room, { text }: Errand, board: Board | undefined): Promise<void> {
  const { office, templates, by } = room;
  const zone = await zoneOf(office.w, office.workspace, by.id);
  const rhythm = readRhythm(plain(text), zone, office.at);
  if (!rhythm) return reply(room, textCard(office.words("retro.series.none")));
  const usual = { template: templates[0]?.name ?? "", naming: "anonymous" as const, group: null, people: [] };
  await keepSeries(room, board?.cards[0]?.place ?? hereOf(room), rhythm, board ?? usual, office.at);
}

/** The series that an errand means: by its id on a button, where it is theirs; else the one here, else that of the last retrospective that somebody took part in. */
async function meant(room: Room, id: string | undefined): Promise<Series | undefined> {
  const { office, by, asker } = room;
  const { w, workspace } = office;
  if (id) {
    const series = await readSeries(w, workspace, id);
    return series && (series.by === by.id || series.rota.includes(by.id) || isAt(asker, series.home)) ? series : undefined;
  }
  const here = await seriesOf(w, workspace, placeKey(hereOf(room)));
  const last = here ? undefined : await lastHome(w, workspace, by.id);
  return here ?? (last ? seriesOf(w, workspace, last) : undefined);
}

const moveButtons = (words: Words, { id }: Series): Card[number] => ({
  kind: "buttons",
  buttons: [
    { label: words.label("retro.notice.day"), press: pathTo("move", id, 1) },
    { label: words.label("retro.notice.week"), press: pathTo("move", id, 7) },
    { label: words.label("retro.notice.skip"), press: pathTo("skip", id) },
  ],
});

/** The next one a day or a week later, or not at all; the one after that comes when it would have. */
export async function move(room: Room, { verb, id, more, text }: Errand): Promise<void> {
  const { office, arrival } = room;
  const { w, words } = office;
  const series = await meant(room, id);
  if (!series) return reply(room, textCard(words("retro.series.none")));
  if (verb === "stop") {
    await changeSeries(w, series.id, { stoppedAt: office.at });
    await office.strike(dutyOf("open"), series.id);
    return reply(room, textCard(words("retro.series.stopped")));
  }
  if (arrival.kind === "press") await office.settle(arrival);
  const board = await boardOf(room, series);
  const words_ = plain(text).toLowerCase();
  const days = Number(more[0] ?? (/week/.test(words_) ? 7 : (/\d+/.exec(words_)?.[0] ?? 1)));
  const meeting = board?.deadline ?? series.nextAt;
  if (verb === "skip") {
    if (board) await callOff(room, board);
    const nextAt = board ? series.nextAt : nextMeeting(series, series.nextAt);
    await changeSeries(w, series.id, { nextAt });
    await planOpening(room, series, nextAt);
    return reply(room, textCard(words("retro.skip.confirm", { when: said(nextAt, series.zone, words) })));
  }
  const meets = moved(meeting, days, series);
  if (board) await putOff(room, board, meets);
  else {
    await changeSeries(w, series.id, { nextAt: meets });
    await planOpening(room, series, meets);
  }
  reply(room, textCard(words("retro.move.confirm", { when: said(meets, series.zone, words) })));
}

/** The one of the series that is being written for. */
async function boardOf({ office, seals }: Room, { id, home, workspace }: Series): Promise<Board | undefined> {
  const open = await underWay(office.w, workspace, home);
  const board = open ? await holdBoard(office.w, seals, workspace, open) : undefined;
  return board?.series === id && (board.phase === "opening" || board.phase === "collect") ? board : undefined;
}

async function change(room: Room, board: Board, act: Parameters<typeof decide>[1]): Promise<void> {
  const after = decide(board, act, contextOf("entwine", room.office.at));
  if (isRefusal(after)) return;
  await saveBoard(room.office.w, room.seals, board, after);
  await planBoard(room, board, after);
  await show(room, after);
}

const putOff = (room: Room, board: Board, at: Date): Promise<void> => change(room, board, { act: "deadline", at });
const callOff = (room: Room, board: Board): Promise<void> => change(room, board, { act: "go", to: "cancelled" });

/** Its time has come: it opens for writing, and the next one is planned. Where another one is under way still, it waits a day. */
export async function open(room: Room, id: string): Promise<void> {
  const { office, templates } = room;
  const { w, workspace, at } = office;
  const series = await readSeries(w, workspace, id);
  const template = templates.find(({ name }) => name === series?.template) ?? templates[0];
  if (!series || !template) return;
  const { place, naming, group, zone, nextAt } = series;
  const [facilitator = series.by, ...others] = series.rota;
  const theirs = directly(place, facilitator);
  const words = await office.wordsAt(theirs);
  if (await underWay(w, workspace, series.home)) {
    await office.plan({ kind: dutyOf("open"), subject: id, dueAt: new Date(at.getTime() + 86_400_000), conversation: series.conversation });
    return void office.post({ card: textCard(words("retro.start.under_way")), place: theirs });
  }
  const members = group ? (await membersOf(w, workspace, group)).map((one) => one.id) : series.rota;
  const deadline = nextAt > at ? nextAt : new Date(at.getTime() + lead);
  const board = await begin(room, { template, home: place, naming, group, deadline, series: id, facilitator, people: members });
  const following = nextMeeting(series, later(nextAt, at));
  await changeSeries(w, id, { nextAt: following, rota: [...others, facilitator] });
  await planOpening(room, series, following);
  const notice = words("retro.notice", { title: board.title, when: said(deadline, zone, words), who: mention({ id: facilitator }) });
  office.post({ card: [...textCard(notice), moveButtons(words, series)], place: theirs });
}
