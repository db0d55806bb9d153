/** What Entwine does besides the conversation about requests, each by the port of `feature.ts`. */
import { handOver } from "../checks/answers.ts";
import { openChecks } from "../checks/feature.ts";
import { trendLine } from "../checks/team.ts";
import type { Feature } from "../feature.ts";
import { openLedger } from "../ledger/feature.ts";
import type { SignIn } from "../ledger/sign-in.ts";
import { organisation } from "../organisation/feature.ts";
import { openPrivacy, type PrivacySettings } from "../privacy/feature.ts";
import type { Swept } from "../privacy/keep.ts";
import { openKeeping } from "../privacy/keeping.ts";
import { concern } from "../requests/concern.ts";
import { openMeetings } from "../requests/meeting.ts";
import { openReport } from "../requests/report.ts";
import { openRetrospectives, type RetrospectiveSettings } from "../retrospectives/feature.ts";

/** `secret` is the house's, which is never in the database; `former` are those of before. `signIn` leads to the web pages, where there are any; The last is what an erasure does outside of the database, and who hears how many rows had had their day. */
export const openFeatures = (
  secret: string,
  former: readonly string[] = [],
  signIn?: SignIn,
  {
    swept,
    scrubTables,
    ...erasing
  }: Pick<PrivacySettings, "journal" | "scrub"> & Pick<RetrospectiveSettings, "scrubTables"> & { swept?: (rows: Swept) => void } = {},
): Feature[] => [
  organisation,
  openChecks(),
  concern,
  openMeetings(),
  openReport(),
  openLedger(signIn),
  openPrivacy({ secret, former, signIn, ...erasing }),
  openKeeping(swept),
  openRetrospectives({ secret, former, trend: trendLine, handOver, scrubTables }),
];
