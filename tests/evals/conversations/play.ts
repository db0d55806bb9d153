/** Plays one conversation turn by turn. */
import { readFileSync } from "node:fs";
import type { VisibleButton } from "../../../src/tools/simulation/people/screen.ts";
import { doubledSentences } from "./card-tone.ts";
import { findMistakes, type Mistake, requestRows } from "./expectations.ts";
import { type Post, personOfRoom, type Room, type Version } from "./screen.ts";
import type { Conversation, Meaning, Turn } from "./script.ts";
import { isTargetTap, matchesPress } from "./taps.ts";
import type { World } from "./world.ts";

/** Parts of Slack's and Teams' messages that people write. */
const contentParts = new Set(
  "type subtype text blocks attachments files bot_id app_id textFormat entities value".split(" "),
);
const minuteMs = 60_000;
/** Time before a turn that states none. */
const usualPauseMs = 3 * minuteMs;
const units: Record<string, number> = {
  s: 1_000,
  m: minuteMs,
  h: 60 * minuteMs,
  d: 1440 * minuteMs,
};

export interface Played {
  mistakes: Mistake[];
  /** Number of messages that people wrote. */
  messages: number;
  /** Number of messages in which the bot asked what something belongs to. */
  asked: number;
  transcript: string[];
  /** For messages with a stated meaning: the meaning, and the resolver's target. */
  targets: { meant: Meaning; taken: Meaning | "unclear" }[];
  /** Sentences that one card of the bot said twice. */
  doubled: string[];
}

export async function playConversation(script: Conversation, world: World): Promise<Played> {
  const { client, posts } = world;
  const labels = new Map<string, Post>();
  const mistakes: Mistake[] = [];
  let messages = 0;
  const transcript: string[] = [];
  const targets: Played["targets"] = [];

  const roomOf = ({ room, by }: Turn): Room => (room === "dm" ? `dm:${by}` : room);
  const byBot = ({ by }: Post): boolean => by === undefined;

  const requestId = async (name: string): Promise<string> => {
    const row = (await requestRows(world)).find(({ number }) => `R-${number}` === name);
    if (!row) throw new Error(`there is no ${name}`);
    return row.id;
  };

  /** Returns the outbox rows of a request's messages, newest first. */
  async function rowsAbout(request: string) {
    const { db, t } = world.store.read;
    const rows = await db.select().from(t.outbox);
    return rows.filter((row) => row.request === request).sort((a, b) => b.seq - a.seq);
  }

  const questionsAbout = async (name: string): Promise<number> =>
    (await rowsAbout(await requestId(name))).filter(
      ({ question, kind }) => question && question !== "intake" && kind === "post",
    ).length;

  async function postAbout(request: string, room: Room): Promise<Post> {
    const ids = (await rowsAbout(request)).map(({ id, target }) => target ?? id);
    const found = posts.findLast((post) => post.room === room && ids.includes(post.outbox!));
    if (!found) throw new Error(`nothing about that request was said in ${room}`);
    return found;
  }

  /** Returns the message that a turn refers to by name. */
  async function pointedAt(name: string, room: Room): Promise<Post> {
    if (name === "last") {
      const last = posts.findLast((post) => post.room === room && byBot(post));
      if (last) return last;
    }
    if (/^R-\d+$/.test(name)) {
      const request = await requestId(name);
      return room === "team" ? teamCard(request) : postAbout(request, room);
    }
    const found = labels.get(name);
    if (!found) throw new Error(`no message is called ${name}`);
    return found;
  }

  async function teamCard(request: string): Promise<Post> {
    const cards = (await rowsAbout(request)).filter(({ question }) => question === "intake");
    const ids = cards.map(({ id, target }) => target ?? id);
    const found = posts.find(({ outbox }) => ids.includes(outbox ?? ""));
    if (!found) throw new Error("the team has no card of that request");
    return found;
  }

  async function press(
    by: string,
    { post, button }: { post: Post; button: VisibleButton },
    values: Record<string, string> = {},
  ): Promise<void> {
    const form = await client.presses(by, post, button);
    if (form) {
      const names = form.fields.map(({ name }) => name);
      const strange = Object.keys(values).find((name) => !names.includes(name));
      if (strange) throw new Error(`no field ${strange} among ${names.join(", ")}`);
      const filled = Object.fromEntries(
        form.fields.map(({ name, value }) => [name, values[name] ?? value]),
      );
      if (await client.submits(by, post, form, filled)) throw new Error("the form was refused");
    }
    await world.idle();
  }

  const buttonsOf = ({ versions }: Post, stale = false): VisibleButton[] =>
    (stale ? versions[0] : versions.at(-1))?.buttons ?? [];

  function findButton(
    named: string,
    among: readonly Post[],
    stale = false,
  ): { post: Post; button: VisibleButton } | undefined {
    for (const post of among.toReversed()) {
      const button = buttonsOf(post, stale).find((each) => matchesPress(each.press, named));
      if (button) return { post, button };
    }
    return undefined;
  }

  async function presses(turn: Turn): Promise<void> {
    const { by, what, on, stale, values } = turn;
    const near = on
      ? [await pointedAt(on, roomOf(turn))]
      : posts.filter(({ room }) => {
          const owner = personOfRoom(room);
          return owner === undefined || owner === by;
        });
    const named = /R-\d+/.test(what)
      ? what.replace(/R-\d+/, await requestId(/R-\d+/.exec(what)![0]))
      : what;
    const found = findButton(named, near, stale);
    if (found) return press(by, found, values);
    if (!turn.maybe) throw new Error(`nobody shows ${by} a button ${what}`);
  }

  /** Presses a button of the team on its card. */
  async function does({ by, what, values }: Turn): Promise<void> {
    const [verb = "", name = ""] = what.split(" ");
    const request = await requestId(name);
    const card = await teamCard(request);
    const named = `cases/${verb}/${request}`;
    if (!findButton(named, [card])) {
      const more = findButton(`cases/more/${request}`, [card]);
      if (more) await press(by, more);
    }
    const found = findButton(named, [card]);
    if (!found) throw new Error(`the team's card of ${name} has no button ${verb}`);
    await press(by, found, values);
  }

  /** Answers the open questions of a request; `completes` also confirms its brief. */
  async function completes({ by, what, verb, answers = {} }: Turn): Promise<void> {
    const request = await requestId(what);
    for (let step = 0; step < 12; step++) {
      const row = (await requestRows(world)).find(({ id }) => id === request);
      if (row?.loggedAt) return;
      const asked = (await rowsAbout(request)).find(
        ({ question, kind }) => question && question !== "intake" && kind === "post",
      );
      const post = posts.findLast(({ outbox }) => outbox !== undefined && outbox === asked?.id);
      if (!asked?.question || !post) break;
      if (asked.question === "brief" && verb === "prepares") return;
      await world.passes(minuteMs / 2);
      const given = answers[asked.question];
      const tap =
        asked.question === "brief"
          ? `interview/right/${request}`
          : given === undefined
            ? `interview/skip/${request}/${asked.question}`
            : undefined;
      const button = tap && (findButton(tap, [post]) ?? findButton(tap, posts));
      if (button) await press(by, button);
      else {
        const text = given ?? "I don't know";
        messages++;
        const { room, thread } = post;
        await client.says({ by, room, under: thread === undefined ? undefined : post, text });
        await world.idle();
      }
    }
    const row = (await requestRows(world)).find(({ id }) => id === request);
    if (!row?.loggedAt) throw new Error(`${what} did not reach the team`);
  }

  async function act(turn: Turn): Promise<void> {
    const { by, verb, what, on, to, file, quote, payload } = turn;
    const room = roomOf(turn);
    const of = (name: string) => pointedAt(name, room);
    switch (verb) {
      case "says": {
        messages++;
        const under = turn.under ? await of(turn.under) : undefined;
        const quoted = quote ? await of(quote) : undefined;
        const post = await client.says({
          ...{ by, room, under, text: what, file, quote: quoted },
          payload: payload === undefined ? undefined : readPayload(payload),
        });
        if (turn.as) labels.set(turn.as, post);
        return;
      }
      case "presses":
        return presses(turn);
      case "types": {
        messages++;
        const [, command = "", text = ""] = /^\/?(\S+)\s*(.*)$/s.exec(what) ?? [];
        return client.types(by, room, command, text);
      }
      case "edits":
        return client.edits(await of(what), to ?? "");
      case "deletes":
        return client.deletes(await of(what));
      case "reacts":
        return client.reacts(by, await of(on ?? "last"), what);
      case "points":
        return client.points(by, await of(what));
      case "does":
        return does(turn);
      case "prepares":
      case "completes":
        return completes(turn);
      case "waits":
        return world.passes(pauseMs(what, world.now()));
    }
  }

  const shownInTurn = (): { post: Post; version: Version }[] =>
    posts.flatMap((post) =>
      post.versions
        .filter(({ turn }) => turn === world.turn())
        .map((version) => ({ post, version })),
    );
  const isAsking = ({ version }: { version: Version }): boolean =>
    version.buttons.some(({ press }) => isTargetTap(press));

  async function play(turn: Turn): Promise<void> {
    const number = world.nextTurn();
    const fault = (what: string, kind: Mistake["kind"] = "other"): void =>
      void mistakes.push({ what: `turn ${number} (${turn.what.slice(0, 40)}): ${what}`, kind });
    await world.passes(turn.after ? pauseMs(turn.after, world.now()) : usualPauseMs);
    const asked = turn.reasks ? await questionsAbout(turn.reasks) : 0;
    const before = new Map(posts.map((post) => [post, post.versions.length]));
    transcript.push(`${turn.by || "…"} ${turn.verb} ${turn.room}: ${turn.what}`);
    await act(turn);
    await world.idle();
    if (turn.means)
      targets.push({ meant: turn.means, taken: world.targets.get(number)?.is ?? "not_for_bot" });
    const shown = posts.flatMap((post) =>
      post.versions.slice(before.get(post) ?? 0).map((version) => ({ post, version })),
    );
    for (const { post, version } of shown)
      transcript.push(
        `    [${post.room}${post.thread ? " thread" : ""}] ${version.words.replace(/\s+/g, " ")}`,
      );
    const reply = shown.find(({ post }) => !before.has(post))?.post;
    if (turn.as && reply) labels.set(`${turn.as}.reply`, reply);
    if ((turn.silent || turn.dropped) && shown.length > 0)
      fault(`the bot says "${shown[0]!.version.words.slice(0, 80)}"`);
    if (turn.silent === false && shown.length === 0) fault("the bot says nothing");
    if (turn.asks !== undefined && shown.some(isAsking) !== turn.asks)
      fault(turn.asks ? "the bot does not ask" : "the bot asks");
    for (const named of turn.tap ?? []) {
      const found = findButton(
        named,
        shownInTurn().map(({ post }) => post),
      );
      if (!found) continue;
      transcript.push(`    ${turn.by} taps ${found.button.label}`);
      await press(turn.by, found);
    }
    if (turn.reasks && (await questionsAbout(turn.reasks)) <= asked)
      fault(`the question about ${turn.reasks} is not put again`);
    if (turn.dropped)
      mistakes.push(...(await findMistakes({ forgotten: [turn.what] }, world, `turn ${number}: `)));
    if (turn.now) mistakes.push(...(await findMistakes(turn.now, world, `after turn ${number}: `)));
  }

  try {
    for (const turn of script.turns) await play(turn);
    mistakes.push(...(await findMistakes(script.end, world, "")));
  } catch (error) {
    mistakes.push({ what: error instanceof Error ? error.message : String(error), kind: "other" });
  }
  for (const trouble of world.troubles) mistakes.push({ what: trouble, kind: "other" });
  const asked = posts
    .flatMap((post) => post.versions.slice(0, 1).map((version) => ({ version })))
    .filter(isAsking).length;
  const { db, t } = world.store.read;
  const cards = await db.select({ card: t.outbox.card }).from(t.outbox);
  const doubled = [...new Set(cards.flatMap(({ card }) => doubledSentences(card)))];
  return { mistakes, messages, asked, transcript, targets, doubled };
}

/** Returns the parts of a recorded payload that are content: not its author, place or time. */
function readPayload(payload: string | Record<string, unknown>): object {
  if (typeof payload !== "string") return payload;
  const file = new URL(`../../replay/${payload}.json`, import.meta.url);
  const whole = JSON.parse(readFileSync(file, "utf8")) as { event?: object };
  const parts = Object.entries(whole.event ?? whole);
  return Object.fromEntries(parts.filter(([name]) => contentParts.has(name)));
}

/** Returns the duration of `90s`, `2h` or `next working day` (its noon). */
function pauseMs(text: string, now: number): number {
  const [, count, unit] = /^(\d+)\s*([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * units[unit!]!;
  if (text !== "next working day") throw new Error(`no duration: ${text}`);
  const day = new Date(now);
  day.setUTCHours(11, 0, 0, 0);
  do day.setUTCDate(day.getUTCDate() + 1);
  while (day.getUTCDay() % 6 === 0);
  return day.getTime() - now;
}
