/** What Entwine does besides the conversation about requests, each by the port of `feature.ts`. */

import type { Feature } from "../core/feature.ts";
import { approvalsFeature } from "../features/cases/approvals.ts";
import { createIntroductions } from "../features/cases/introductions.ts";
import { createTeamReport } from "../features/cases/report/team-report.ts";
import { takeCheckNotesForRetro } from "../features/checks/answers.ts";
import { createChecksFeature } from "../features/checks/feature.ts";
import { checkTrendLine } from "../features/checks/picture/team-picture.ts";
import { openInsights } from "../features/insights/feature.ts";
import type { SignInLinks } from "../features/insights/sign-in-links.ts";
import { openPrivacy, type PrivacySettings } from "../features/privacy/feature.ts";
import { createRetentionTermsFeature } from "../features/privacy/retention/choose-terms.ts";
import type { DeletedRowCounts } from "../features/privacy/retention/retention-job.ts";
import {
  createRetrospectivesFeature,
  type RetrospectiveSettings,
} from "../features/retrospectives/feature.ts";
import { workspaceFeature } from "../features/workspace/feature.ts";
import { featureData } from "./schema.ts";

/**
 * `secret` is the house's, which is never in the database; `former` are those of before. `signIn`
 * leads to the web pages, where there are any; The last is what an erasure does outside of the
 * database, and who hears how many rows had had their day.
 */
export const openFeatureRegistry = (
  secret: string,
  former: readonly string[] = [],
  signIn?: SignInLinks,
  {
    swept,
    scrubTables,
    ...erasing
  }: Pick<PrivacySettings, "journal" | "purgeDeletedRows"> &
    Pick<RetrospectiveSettings, "scrubTables"> & { swept?: (rows: DeletedRowCounts) => void } = {},
): Feature[] => [
  workspaceFeature,
  createChecksFeature(),
  approvalsFeature,
  createIntroductions(),
  createTeamReport(),
  openInsights(signIn),
  openPrivacy({
    data: featureData,
    secrets: [secret, ...former],
    signIn,
    onDeleted: swept,
    ...erasing,
  }),
  createRetentionTermsFeature(featureData),
  createRetrospectivesFeature({
    secret,
    previousSecrets: former,
    readTrend: checkTrendLine,
    takeCheckNotes: takeCheckNotesForRetro,
    scrubTables,
  }),
];
