/**
 * All that the ledger holds on one person: the one truth for seeing and for exporting it. Others'
 * words are theirs, and are no part of it; nor is a note without a name, since nobody knows whose
 * it is.
 */

import { cardToPlainText } from "../../../platform/card.ts";
import { and, asc, eq, or } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import {
  columnContains,
  escapedInJson,
  isoInstantOrNull,
  type PersonalDataLine,
  plainTextOrNull,
} from "./export-lines.ts";
import { personalRequestLines } from "./personal-requests.ts";
import { personalRetrospectiveLines } from "./personal-retrospectives.ts";

/**
 * Line by line, oldest first within a type. What others can see comes before what is the person's
 * alone.
 */
export async function* personalDataLines(
  on: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
  yield* aboutThem(on, workspace, person);
  yield* personalRequestLines(on, workspace, person);
  yield* aboutChecks(on, workspace, person);
  yield* personalRetrospectiveLines(on, workspace, person);
  yield* aboutOrganisation(on, workspace, person);
  yield* aboutTalk(on, workspace, person);
}

/** Who they are here. */
async function* aboutThem(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
  const { people, members, groups, addresses, signIns } = t;
  const rows = await db
    .select()
    .from(people)
    .where(and(eq(people.workspace, workspace), eq(people.id, person)));
  for (const { workspace: _, id, welcomedAt, nudgedAt, ...row } of rows)
    yield {
      type: "person",
      workspace,
      person: id,
      ...row,
      welcomed_at: isoInstantOrNull(welcomedAt),
      nudged_at: isoInstantOrNull(nudgedAt),
    };
  const belongs = await db
    .select({ group: groups.name })
    .from(members)
    .innerJoin(groups, eq(groups.id, members.group))
    .where(and(eq(members.workspace, workspace), eq(members.person, person)))
    .orderBy(asc(groups.name));
  for (const { group } of belongs) yield { type: "member", workspace, group };
  const reached = await db
    .select()
    .from(addresses)
    .where(
      and(
        eq(addresses.workspace, workspace),
        columnContains(addresses.place, escapedInJson(person)),
      ),
    );
  for (const { key, place, address, updatedAt } of reached)
    if (place.id === person)
      yield {
        type: "place",
        workspace,
        place: key,
        address: JSON.stringify(address),
        updated_at: isoInstantOrNull(updatedAt),
      };
  const signedIn = await db
    .select({ kind: signIns.kind, until: signIns.expiresAt })
    .from(signIns)
    .where(and(eq(signIns.workspace, workspace), eq(signIns.person, person)));
  for (const { kind, until } of signedIn)
    yield { type: "sign_in", workspace, kind, until: isoInstantOrNull(until) };
}

async function* aboutChecks(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
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
      snoozed_until: isoInstantOrNull(row.snoozedUntil),
      quiet_until: isoInstantOrNull(row.quietUntil),
      next_at: isoInstantOrNull(row.nextAt),
      through: isoInstantOrNull(row.through),
    };
    const begun = {
      created_at: isoInstantOrNull(row.createdAt),
      stopped_at: isoInstantOrNull(row.stoppedAt),
      looked_at: isoInstantOrNull(row.lookedAt),
    };
    const more = {
      snoozed_date: row.snoozedDate,
      in_zone: row.inZone,
      paused_until: pausedUntil,
      enrolled_by: enrolledBy,
    };
    yield {
      type: "enrolment",
      workspace,
      group,
      time: at,
      days,
      zone,
      region,
      weekly,
      observer,
      misses,
      ...more,
      ...times,
      ...begun,
    };
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
      asked_at: isoInstantOrNull(row.askedAt),
      late: row.late,
      skipped: row.skipped,
      answer: row.answer,
      answered_at: isoInstantOrNull(row.answeredAt),
      text: plainTextOrNull(row.working),
      pledge: plainTextOrNull(row.pledge),
      pledge_asked: row.pledgeAsked,
      kept: row.pledgeKept,
      for_retro: row.forRetro,
    };
  const counted = await db
    .select({
      from: pictures.from,
      weeks: pictures.weeks,
      people: pictures.people,
      group: groups.name,
    })
    .from(pictures)
    .leftJoin(groups, and(eq(groups.workspace, workspace), eq(groups.id, pictures.group)))
    .where(
      and(
        eq(pictures.workspace, workspace),
        columnContains(pictures.people, escapedInJson(person)),
      ),
    )
    .orderBy(asc(pictures.from));
  for (const { from, weeks, people, group } of counted)
    if (people.includes(person))
      yield { type: "counted_in", workspace, group: group ?? "everyone", from, weeks };
}

/** What they settled for others, and what was settled about them. */
async function* aboutOrganisation(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
  const { groups, chains, daysOff, auditEntries, installations } = t;
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
  for (const { group, links, at } of drawn)
    yield { type: "chain", workspace, group, text: links.join(" → "), at: isoInstantOrNull(at) };
  const free = await db
    .select()
    .from(daysOff)
    .where(and(eq(daysOff.workspace, workspace), eq(daysOff.by, person)))
    .orderBy(asc(daysOff.date));
  for (const { date, region, name } of free)
    yield { type: "day_off", workspace, date, region, text: name };
  const named = escapedInJson(person);
  const settled = await db
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspace, workspace),
        or(
          eq(auditEntries.by, person),
          columnContains(auditEntries.before, `"${named}"`),
          columnContains(auditEntries.after, `"${named}"`),
        ),
      ),
    )
    .orderBy(asc(auditEntries.at), asc(auditEntries.id));
  for (const { what, before, after, by, at, why } of settled) {
    const own = by === person;
    yield {
      type: "change",
      workspace,
      what,
      by,
      at: isoInstantOrNull(at),
      ...(own && {
        before: JSON.stringify(before),
        after: JSON.stringify(after),
        why: plainTextOrNull(why),
      }),
    };
  }
  const installed = await db
    .select({ surface: installations.surface, at: installations.installedAt })
    .from(installations)
    .where(and(eq(installations.workspace, workspace), eq(installations.installedBy, person)));
  for (const { surface, at } of installed)
    yield { type: "installation", workspace, surface, at: isoInstantOrNull(at) };
}

/**
 * What is remembered of their talk with the bot, what it said to them, and what is still to come.
 */
async function* aboutTalk(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
  const { conversations, outbox, jobs, inbox } = t;
  const named = escapedInJson(person);
  const kept = await db
    .select()
    .from(conversations)
    .where(and(eq(conversations.workspace, workspace), columnContains(conversations.key, person)));
  for (const { key, place, state, updatedAt } of kept)
    if (place.id === person)
      yield {
        type: "conversation",
        workspace,
        place: key,
        text: JSON.stringify(state),
        updated_at: isoInstantOrNull(updatedAt),
      };
  const said = await db
    .select()
    .from(outbox)
    .where(and(eq(outbox.workspace, workspace), columnContains(outbox.place, `"${named}"`)))
    .orderBy(asc(outbox.seq));
  for (const { place, card, kind, state, queuedAt, sentAt } of said)
    if (place.id === person)
      yield {
        type: "said",
        workspace,
        kind,
        status: state,
        text: cardToPlainText(card),
        queued_at: isoInstantOrNull(queuedAt),
        at: isoInstantOrNull(sentAt),
      };
  const planned = await db
    .select()
    .from(jobs)
    .where(
      and(
        eq(jobs.workspace, workspace),
        or(columnContains(jobs.conversation, person), columnContains(jobs.subject, person)),
      ),
    )
    .orderBy(asc(jobs.dueAt));
  for (const { kind, conversation, subject, dueAt, doneAt } of planned)
    if ([...conversation.split("/"), ...subject.split("/")].includes(person))
      yield {
        type: "duty",
        workspace,
        what: kind,
        due: isoInstantOrNull(dueAt),
        at: isoInstantOrNull(doneAt),
      };
  const came = await db
    .select()
    .from(inbox)
    .where(
      and(
        eq(inbox.workspace, workspace),
        or(columnContains(inbox.conversation, person), columnContains(inbox.body, `"${named}"`)),
      ),
    )
    .orderBy(asc(inbox.seq));
  for (const { kind, conversation, body, receivedAt, doneAt } of came)
    if (body?.by.id === person || conversation.split("/").includes(person))
      yield {
        type: "arrival",
        workspace,
        kind,
        text: body?.by.id === person && "text" in body ? plainTextOrNull(body.text) : null,
        at: isoInstantOrNull(receivedAt),
        done_at: isoInstantOrNull(doneAt),
      };
}
