/** Enrolled people, with the checks' bulk job, a manual clock and an in-memory platform. */

import type { Feature } from "../../../src/core/feature.ts";
import {
  type EnrolmentRequest,
  enrolPerson,
  rescheduleInZone,
} from "../../../src/features/checks/schedule/enrolments.ts";
import { createCheckBulkJob } from "../../../src/features/checks/schedule/sweep.ts";
import type { Words } from "../../../src/lib/i18n.ts";
import type { ConversationRef } from "../../../src/platform/conversation-ref.ts";
import { upsertPerson } from "../../../src/storage/directory.ts";
import type { Store } from "../../../src/storage/store.ts";
import { type CoreHarness, testWorkspace } from "../../harness/core-harness.ts";

/** Returns the key of each sentence as its text. */
const words: Words = Object.assign((key: string) => [key], {
  plain: (key: string) => key,
  keys: () => [],
  locale: "en",
});

/** Returns the checks feature without its dialogue. */
export const checksFeature = (): Feature => {
  const bulk = createCheckBulkJob();
  return {
    name: "check",
    prepare: async () => undefined,
    turn: async () => undefined,
    onTimeZone: rescheduleInZone,
    bulkJob: {
      ...bulk,
      runBatch: (w, round) => bulk.runBatch(w, { ...round, words: () => words }),
    },
  };
};

export const directMessages = (person: string): ConversationRef => ({
  platform: "slack",
  kind: "personal",
  id: person,
});

/** Enrols a person in a time zone. */
export const enrolForChecks = (
  store: Store,
  person: string,
  zone: string,
  now: string,
  more: Partial<EnrolmentRequest> = {},
): Promise<boolean> =>
  store.write(async (w) => {
    await upsertPerson(w, testWorkspace, { id: person }, zone);
    return enrolPerson(w, {
      workspace: testWorkspace,
      person,
      place: directMessages(person),
      by: person,
      now: new Date(now),
      ...more,
    });
  });

/** Returns the stored checks, as `U1 2027-03-01 asked`. */
export async function checkDates({ read: { db, t } }: Store): Promise<string[]> {
  const rows = await db.select().from(t.checks);
  return rows
    .map(
      ({ person, date, skipped, late, askedAt }) =>
        `${person} ${date} ${skipped ?? (late ? "late" : askedAt ? "asked" : "open")}`,
    )
    .sort();
}

/** Polls until everything that is due is done. */
export async function runScheduler({ core }: CoreHarness): Promise<void> {
  await core.poll();
  await core.settled();
}
