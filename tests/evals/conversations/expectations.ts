/** Compares the ledger, and what every place was shown, with the expectations of a conversation. */
import { toPlainText } from "../../../src/platform/rich-text.ts";
import type { Post, Room, Version } from "./screen.ts";
import type { Expected, ExpectedRequest } from "./script.ts";
import type { World } from "./world.ts";

export interface Mistake {
  what: string;
  /** `lost`: words that the ledger should hold. `misplaced`: words that a place must not see. */
  kind: "lost" | "misplaced" | "other";
}

const plain = (text: string): string =>
  text.toLowerCase().replaceAll(/[’‘]/g, "'").replaceAll(/\s+/g, " ").trim();
const holds = (text: string, part: string): boolean => plain(text).includes(plain(part));

/** Tables of work in progress, which are emptied when it is done and are not part of the ledger. */
const passing = new Set(["inbox", "outbox", "conversations", "jobs"]);

/** Returns everything that the ledger holds, as one text. */
async function ledgerText({ store }: World, left = passing): Promise<string> {
  const { db, t } = store.read;
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (Array.isArray(value) && value.some((each) => typeof each === "string"))
      texts.push(
        value.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join(""),
      );
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  for (const [name, table] of Object.entries(t)) {
    if (left.has(name)) continue;
    for (const row of await db.select().from(table as never)) collect(row);
  }
  return texts.join("\n");
}

export async function requestRows({ store }: Pick<World, "store">) {
  const { db, t } = store.read;
  return (await db.select().from(t.requests)).sort((a, b) => a.number - b.number);
}
type Row = Awaited<ReturnType<typeof requestRows>>[number];

const closed = new Set<string>([
  ...["cancelled", "not_a_request", "merged", "declined", "delivered", "outcome_known"],
]);
const talking = new Set<string>(["asking", "waiting", "parked", "confirming"]);

function isInState(row: Row, state: string): boolean {
  if (state === "closed") return closed.has(row.status);
  if (state === "talking") return talking.has(row.status);
  if (state === "team") return !closed.has(row.status) && !talking.has(row.status);
  return row.status === state;
}

/** Returns whether the ledger marks a request as a security incident. */
const isSecurity = (row: Row): boolean => {
  const { security } = row as { security?: unknown };
  return security === true || row.reading?.security?.label === true;
};

const notKnown = new Set(["unknown", "refusal_unknown", "not_known"]);

const roomOf = (name: string, people: (room: Room) => boolean): Room =>
  people(`dm:${name}`) ? `dm:${name}` : name;

export async function findMistakes(
  expected: Expected,
  world: World,
  prefix: string,
): Promise<Mistake[]> {
  const mistakes: Mistake[] = [];
  const fault = (what: string, kind: Mistake["kind"] = "other"): void =>
    void mistakes.push({ what: prefix + what, kind });
  const ledger = await ledgerText(world);
  const lostOr = (part: string): Mistake["kind"] => (holds(ledger, part) ? "other" : "lost");
  const { db, t } = world.store.read;

  const versions = (room: Room): Version[] =>
    world.posts.filter((post) => post.room === room).flatMap((post) => post.versions);
  const isRoom = (room: Room): boolean => world.posts.some((post) => post.room === room);

  async function checkRequest(row: Row, want: ExpectedRequest): Promise<void> {
    const name = `R-${row.number}`;
    const text = `${toPlainText(row.text)}\n${row.title ?? ""}`;
    const answers = (await db.select().from(t.answers)).filter(
      ({ request, retiredAt }) => request === row.id && retiredAt === null,
    );
    const answersTo = (question: string): typeof answers =>
      answers.filter((each) => question === "any" || each.question.split("_again")[0] === question);
    if (want.kind && !want.kind.includes(row.kind ?? "none"))
      fault(`${name} is ${row.kind ?? "of no kind"}, not ${want.kind.join(" or ")}`);
    for (const part of want.says ?? [])
      if (!holds(text, part)) fault(`${name} does not say "${part}"`, lostOr(part));
    const title = row.title ?? "";
    for (const part of want.title ?? [])
      if (!holds(title, part)) fault(`${name} is called "${title}" without "${part}"`);
    for (const part of want.untitled ?? [])
      if (holds(title, part)) fault(`${name} is called "${title}" with "${part}"`);
    if (want.by && row.requester !== world.client.personId(want.by))
      fault(`${name} is of ${row.requester}, not ${want.by}`);
    if (want.owner && row.owner !== world.client.personId(want.owner))
      fault(`${name} is in the hands of ${row.owner}, not ${want.owner}`);
    if (want.state && !want.state.some((state) => isInState(row, state)))
      fault(`${name} is ${row.status}, not ${want.state.join(" or ")}`);
    if (want.private !== undefined && row.isPrivate !== want.private)
      fault(`${name} is ${row.isPrivate ? "private" : "not private"}`);
    if (want.security !== undefined && isSecurity(row) !== want.security)
      fault(`${name} is ${want.security ? "not " : ""}marked as a security incident`);
    if (want.outcome && row.outcome !== want.outcome)
      fault(`${name} has the outcome ${row.outcome}, not ${want.outcome}`);
    const acts = want.did ? await db.select().from(t.historyEntries) : [];
    for (const act of want.did ?? [])
      if (!acts.some((each) => each.request === row.id && each.act === act))
        fault(`${name} has no act ${act}`);
    for (const [question, parts] of Object.entries(want.answers ?? {})) {
      const given = answersTo(question);
      const said = given.map((each) => toPlainText(each.text ?? [])).join("\n");
      for (const part of parts) {
        if (part === "unknown") {
          const known = given.filter(({ text, label }) => text && !notKnown.has(label ?? ""));
          if (known.length > 0) fault(`${name} holds "${said}" as ${question}`);
        } else if (!holds(said, part))
          fault(`${name} does not hold "${part}" as ${question}`, lostOr(part));
      }
    }
    const standing = `${text}\n${answers.map((each) => toPlainText(each.text ?? [])).join("\n")}`;
    for (const part of want.without ?? [])
      if (holds(standing, part)) fault(`${name} holds "${part}"`);
    if (want.added) await checkAdded(row, want.added);
  }

  /** Checks that the team was shown these words on a request's card or in its thread. */
  async function checkAdded({ id, number }: Row, added: readonly string[]): Promise<void> {
    const rows = (await db.select().from(t.outbox)).filter(({ request }) => request === id);
    const own = new Set(rows.map((row) => row.target ?? row.id));
    const cards = world.posts.filter((post) => post.room === "team" && own.has(post.outbox ?? ""));
    const ids = new Set(cards.map((post) => post.id));
    const shown = world.posts
      .filter((post: Post) => cards.includes(post) || ids.has(post.thread ?? ""))
      .flatMap((post) => post.versions.map((version) => version.words))
      .join("\n");
    for (const part of added)
      if (!holds(shown, part))
        fault(`the team does not see "${part}" at R-${number}`, lostOr(part));
  }

  const rows = await requestRows(world);
  if (typeof expected.requests === "number") {
    if (rows.length !== expected.requests)
      fault(`${rows.length} requests, not ${expected.requests}: ${titles(rows)}`);
  } else if (Array.isArray(expected.requests)) {
    if (rows.length !== expected.requests.length)
      fault(`${rows.length} requests, not ${expected.requests.length}: ${titles(rows)}`);
    for (const [index, want] of expected.requests.entries()) {
      const row = rows[index];
      if (row) await checkRequest(row, want);
      else
        for (const part of [...(want.says ?? []), ...Object.values(want.answers ?? {}).flat()])
          if (part !== "unknown" && !holds(ledger, part)) fault(`"${part}" is lost`, "lost");
    }
  } else
    for (const [name, want] of Object.entries(expected.requests ?? {})) {
      const row = rows.find(({ number }) => `R-${number}` === name);
      if (row) await checkRequest(row, want);
      else fault(`there is no ${name}`);
    }
  if (expected.chain) {
    const chains = await db.select().from(t.chains);
    const links = chains.flatMap((chain) => chain.links.slice(1));
    if (plain(links.join(" → ")) !== plain(expected.chain.join(" → ")))
      fault(`the chain is ${links.join(" → ") || "empty"}`);
  }
  for (const [person, parts] of Object.entries(expected.check ?? {})) {
    const own = (await db.select().from(t.checks)).filter(
      (row) => row.person === world.client.personId(person),
    );
    const diary = own
      .flatMap(({ working, pledge }) => [working, pledge])
      .map((text) => toPlainText(text ?? []))
      .join("\n");
    for (const part of parts)
      if (!holds(diary, part)) fault(`${person}'s diary has no "${part}"`, lostOr(part));
  }
  for (const [place, parts] of Object.entries(expected.heard ?? {}))
    for (const part of parts)
      if (!versions(roomOf(place, isRoom)).some(({ words }) => holds(words, part)))
        fault(`${place} was not shown "${part}"`, lostOr(part));
  for (const [place, parts] of Object.entries(expected.unheard ?? {}))
    for (const part of parts)
      if (versions(roomOf(place, isRoom)).some(({ words }) => holds(words, part)))
        fault(`${place} was shown "${part}"`, "misplaced");
  for (const part of expected.kept ?? [])
    if (!holds(ledger, part)) fault(`"${part}" is lost`, "lost");
  const everything = expected.forgotten ? await ledgerText(world, new Set()) : "";
  for (const part of expected.forgotten ?? [])
    if (holds(everything, part)) fault(`"${part}" is stored`, "misplaced");
  for (const [name, question] of Object.entries(expected.asked ?? {})) {
    const row = rows.find(({ number }) => `R-${number}` === name);
    const asked = (await db.select().from(t.outbox))
      .filter((each) => each.request === row?.id && each.question && each.question !== "intake")
      .sort((a, b) => b.seq - a.seq)[0];
    if (asked?.question !== question)
      fault(`${name} was last asked ${asked?.question ?? "nothing"}, not ${question}`);
  }
  return mistakes;
}

const titles = (rows: readonly Row[]): string =>
  rows.map((row) => `${row.number} "${toPlainText(row.text).slice(0, 30)}"`).join(", ");
