/** All that the ledger holds on one person: the one truth for seeing and for exporting it. Others' words are theirs, and are no part of it; nor is a note without a name, since nobody knows whose it is. */
import { and, asc, eq, or } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import { plainCard } from "../surface/card.ts";
import { aboutRequests } from "./about-requests.ts";
import { aboutRetrospectives } from "./about-retrospectives.ts";
import { type AboutLine, holds, inJson, instant, text } from "./lines.ts";

/** Line by line, oldest first within a type. What others can see comes before what is the person's alone. */
export async function* aboutPerson(on: Reader, workspace: string, person: string): AsyncGenerator<AboutLine> {
  yield* aboutThem(on, workspace, person);
  yield* aboutRequests(on, workspace, person);
  yield* aboutChecks(on, workspace, person);
  yield* aboutRetrospectives(on, workspace, person);
  yield* aboutOrganisation(on, workspace, person);
  yield* aboutTalk(on, workspace, person);
}

/** Who they are here. */
async function* aboutThem({ db, t }: Reader, workspace: string, person: string): AsyncGenerator<AboutLine> {
  const { people, members, groups, places, signIns } = t;
  const rows = await db
    .select()
    .from(people)
    .where(and(eq(people.workspace, workspace), eq(people.id, person)));
  for (const { workspace: _, id, welcomedAt, nudgedAt, ...row } of rows)
    yield { type: "person", workspace, person: id, ...row, welcomed_at: instant(welcomedAt), nudged_at: instant(nudgedAt) };
  const belongs = await db
    .select({ group: groups.name })
    .from(members)
    .innerJoin(groups, eq(groups.id, members.group))
    .where(and(eq(members.workspace, workspace), eq(members.person, person)))
    .orderBy(asc(groups.name));
  for (const { group } of belongs) yield { type: "member", workspace, group };
  const reached = await db
    .select()
    .from(places)
    .where(and(eq(places.workspace, workspace), holds(places.place, inJson(person))));
  for (const { key, place, address, updatedAt } of reached)
    if (place.id === person) yield { type: "place", workspace, place: key, address: JSON.stringify(address), updated_at: instant(updatedAt) };
  const signedIn = await db
    .select({ kind: signIns.kind, until: signIns.expiresAt })
    .from(signIns)
    .where(and(eq(signIns.workspace, workspace), eq(signIns.person, person)));
  for (const { kind, until } of signedIn) yield { type: "sign_in", workspace, kind, until: instant(until) };
}

async function* aboutChecks({ db, t }: Reader, workspace: string, person: string): AsyncGenerator<AboutLine> {
  const { enrolments, checks, groups, pictures } = t;
  const named = and(eq(groups.workspace, workspace), eq(groups.id, enrolments.group));
  const enrolled = await db
    .select({ row: enrolments, group: groups.name })
    .from(enrolments)
    .leftJoin(groups, named)
    .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
  for (const { row, group } of enrolled) {
    const { at, days, zone, region, pausedUntil, weekly, observer, misses, enrolledBy } = row;
    const times = {
      snoozed_until: instant(row.snoozedUntil),
      quiet_until: instant(row.quietUntil),
      next_at: instant(row.nextAt),
      through: instant(row.through),
    };
    const begun = { created_at: instant(row.createdAt), stopped_at: instant(row.stoppedAt), looked_at: instant(row.lookedAt) };
    const more = { snoozed_date: row.snoozedDate, in_zone: row.inZone, paused_until: pausedUntil, enrolled_by: enrolledBy };
    yield { type: "enrolment", workspace, group, time: at, days, zone, region, weekly, observer, misses, ...more, ...times, ...begun };
  }
  const asked = await db
    .select({ row: checks, group: groups.name })
    .from(checks)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, checks.group)))
    .where(and(eq(checks.workspace, workspace), eq(checks.person, person)))
    .orderBy(asc(checks.date));
  for (const { row, group } of asked)
    yield {
      type: "check",
      workspace,
      group,
      date: row.date,
      asked_at: instant(row.askedAt),
      late: row.late,
      skipped: row.skipped,
      answer: row.answer,
      answered_at: instant(row.answeredAt),
      text: text(row.working),
      pledge: text(row.pledge),
      pledge_asked: row.pledgeAsked,
      kept: row.pledgeKept,
      for_retro: row.forRetro,
    };
  const counted = await db
    .select({ from: pictures.from, weeks: pictures.weeks, people: pictures.people, group: groups.name })
    .from(pictures)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, pictures.group)))
    .where(and(eq(pictures.workspace, workspace), holds(pictures.people, inJson(person))))
    .orderBy(asc(pictures.from));
  for (const { from, weeks, people, group } of counted)
    if (people.includes(person)) yield { type: "counted_in", workspace, group: group ?? "everyone", from, weeks };
}

/** What they settled for others, and what was settled about them. */
async function* aboutOrganisation({ db, t }: Reader, workspace: string, person: string): AsyncGenerator<AboutLine> {
  const { groups, chains, daysOff, changes, installations } = t;
  const speaksFor = await db
    .select({ group: groups.name })
    .from(groups)
    .where(and(eq(groups.workspace, workspace), eq(groups.advocate, person)));
  for (const { group } of speaksFor) yield { type: "advocate", workspace, group };
  const drawn = await db
    .select({ group: groups.name, links: chains.links, at: chains.at })
    .from(chains)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, chains.group)))
    .where(and(eq(chains.workspace, workspace), eq(chains.by, person)));
  for (const { group, links, at } of drawn) yield { type: "chain", workspace, group, text: links.join(" → "), at: instant(at) };
  const free = await db
    .select()
    .from(daysOff)
    .where(and(eq(daysOff.workspace, workspace), eq(daysOff.by, person)))
    .orderBy(asc(daysOff.date));
  for (const { date, region, name } of free) yield { type: "day_off", workspace, date, region, text: name };
  const named = inJson(person);
  const settled = await db
    .select()
    .from(changes)
    .where(and(eq(changes.workspace, workspace), or(eq(changes.by, person), holds(changes.before, `"${named}"`), holds(changes.after, `"${named}"`))))
    .orderBy(asc(changes.at), asc(changes.id));
  for (const { what, before, after, by, at, why } of settled) {
    const own = by === person;
    yield {
      type: "change",
      workspace,
      what,
      by,
      at: instant(at),
      ...(own && { before: JSON.stringify(before), after: JSON.stringify(after), why: text(why) }),
    };
  }
  const installed = await db
    .select({ surface: installations.surface, at: installations.installedAt })
    .from(installations)
    .where(and(eq(installations.workspace, workspace), eq(installations.installedBy, person)));
  for (const { surface, at } of installed) yield { type: "installation", workspace, surface, at: instant(at) };
}

/** What is remembered of their talk with the bot, what it said to them, and what is still to come. */
async function* aboutTalk({ db, t }: Reader, workspace: string, person: string): AsyncGenerator<AboutLine> {
  const { conversations, outbox, duties, arrivals } = t;
  const named = inJson(person);
  const kept = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.workspace, workspace), holds(conversations.key, person)));
  for (const { key, place, state, updatedAt } of kept)
    if (place.id === person) yield { type: "conversation", workspace, place: key, text: JSON.stringify(state), updated_at: instant(updatedAt) };
  const said = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.workspace, workspace), holds(outbox.place, `"${named}"`)))
    .orderBy(asc(outbox.seq));
  for (const { place, card, kind, state, queuedAt, sentAt } of said)
    if (place.id === person) yield { type: "said", workspace, kind, status: state, text: plainCard(card), queued_at: instant(queuedAt), at: instant(sentAt) };
  const planned = await db
    .select()
    .from(duties)
    .where(and(eq(duties.workspace, workspace), or(holds(duties.conversation, person), holds(duties.subject, person))))
    .orderBy(asc(duties.dueAt));
  for (const { kind, conversation, subject, dueAt, doneAt } of planned)
    if ([...conversation.split("/"), ...subject.split("/")].includes(person))
      yield { type: "duty", workspace, what: kind, due: instant(dueAt), at: instant(doneAt) };
  const came = await db
    .select()
    .from(arrivals)
    .where(and(eq(arrivals.workspace, workspace), or(holds(arrivals.conversation, person), holds(arrivals.body, `"${named}"`))))
    .orderBy(asc(arrivals.seq));
  for (const { kind, conversation, body, receivedAt, doneAt } of came)
    if (body?.by.id === person || conversation.split("/").includes(person))
      yield {
        type: "arrival",
        workspace,
        kind,
        text: body?.by.id === person && "text" in body ? text(body.text) : null,
        at: instant(receivedAt),
        done_at: instant(doneAt),
      };
}
