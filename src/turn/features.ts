/** What Entwine does besides the conversation about requests, each by the port of `feature.ts`. */
import { handOver } from "../checks/answers.ts";
import { openChecks } from "../checks/feature.ts";
import { trendLine } from "../checks/team.ts";
import type { Feature } from "../feature.ts";
import { organisation } from "../organisation/feature.ts";
import { concern } from "../requests/concern.ts";
import { openMeetings } from "../requests/meeting.ts";
import { openReport } from "../requests/report.ts";
import { openRetrospectives } from "../retrospectives/feature.ts";

/** `secret` is the house's, which is never in the database; `former` are those of before. */
export const openFeatures = (secret: string, former: readonly string[] = []): Feature[] => [
  organisation,
  openChecks(),
  concern,
  openMeetings(),
  openReport(),
  openRetrospectives({ secret, former, trend: trendLine, handOver }),
];
