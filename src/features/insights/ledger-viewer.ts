/** Signed-in person who reads the ledger on the web, and what they may see. */
import type { PageRequest } from "../../core/web-page.ts";
import { daysBefore } from "../../lib/dates/calendar-dates.ts";
import { type ConversationRef, platformNameOf } from "../../platform/conversation-ref.ts";
import { readPerson } from "../../storage/directory.ts";
import { and, eq, gte, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "../workspace/settings.ts";

/** The reader of a page: who they are, what they may see, and their time zone. */
export interface LedgerViewer {
  workspace: string;
  person: string;
  /** Guests see only their own requests. */
  isGuest: boolean;
  /** The team sees private requests too. */
  isTeam: boolean;
  /** Anybody, as in a channel: neither private requests nor security incidents are shown. */
  isShared?: boolean;
  /** Time zone in which days and months of the pages begin: the workspace's, else the viewer's. */
  zone: string;
  /** The viewer's time zone, in which times of day are shown. */
  ownZone: string;
  approvals: WorkspaceSettings["approvals"];
  hourlyRate: WorkspaceSettings["hourlyRate"];
  /** Requests that the team takes on at once. */
  capacity?: WorkspaceSettings["capacity"];
  now: Date;
}

/**
 * Days for which taking a request on, which is possible in the team's channel only, shows that a
 * person belongs to the team.
 */
const teamMemberDays = 180;

async function isOfTeam(
  { db, t: { historyEntries: steps } }: Reader,
  { workspace, person, now }: Pick<PageRequest, "workspace" | "person" | "now">,
): Promise<boolean> {
  const rows = await db
    .select({ id: steps.id })
    .from(steps)
    .where(
      and(
        eq(steps.workspace, workspace),
        sql`${steps.act} = 'take'`, // as in the partial index
        eq(steps.by, person),
        gte(steps.at, daysBefore(now, teamMemberDays)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Reads what the reader of a page may see. */
export async function readLedgerViewer(page: PageRequest): Promise<LedgerViewer> {
  const { read, workspace, person, isGuest, now } = page;
  const settings = await readWorkspaceSettings(read, workspace);
  const { approvals, hourlyRate, capacity } = settings;
  const own = (await readPerson(read, workspace, person))?.zone ?? undefined;
  const zone = settings.zone ?? own ?? "UTC";
  return {
    workspace,
    person,
    isGuest,
    zone,
    ownZone: own ?? zone,
    approvals,
    hourlyRate,
    capacity,
    now,
    isTeam: !isGuest && (await isOfTeam(read, page)),
  };
}

/** Place of a visitor's own direct messages, whose rights the web pages have. */
export const ownPlace = ({ workspace, person }: LedgerViewer): ConversationRef => ({
  platform: platformNameOf(workspace) ?? "terminal",
  kind: "personal",
  id: person,
});
