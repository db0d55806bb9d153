/** What Entwine does besides the conversation about requests, each by the port of `feature.ts`. */
import type { Feature } from "../feature.ts";
import { organisation } from "../organisation/feature.ts";
import { concern } from "../requests/concern.ts";
import { openMeetings } from "../requests/meeting.ts";
import { openReport } from "../requests/report.ts";

export const openFeatures = (): Feature[] => [organisation, concern, openMeetings(), openReport()];
