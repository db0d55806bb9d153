/** Settings of a workspace. Changes are recorded in the audit log. */
import { z } from "zod";
import { normaliseTimeZone } from "../../lib/dates/time-zone.ts";
import type { Words } from "../../lib/i18n.ts";
import { requestKinds } from "../../nlu/judge.ts";
import { eq, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { AssignmentRule } from "./assignment-rules.ts";

/** How the organisation works with IT: as partners, or as customers with a free choice. */
export const engagementModels = ["partner", "customer"] as const;

/** Schema. Unreadable values count as unset, so that turns do not fail because of them. */
export const WorkspaceSettings = z.object({
  /**
   * Engagement model of the whole organisation, never by project ("Customers or partners?").
   * `partner`: IT and colleagues meet a need together. `customer`: IT offers its catalogue;
   * colleagues who want something else get it themselves and know what is supported.
   */
  model: z.enum(engagementModels).default("partner").catch("partner"),
  /** Number of requests that the team can work on at once, by its own statement. */
  capacity: z.int().positive().optional().catch(undefined),
  /** People who must approve requests of a kind before the team starts. */
  approvals: z
    .partialRecord(
      z.enum(requestKinds),
      z.object({ people: z.array(z.string()), all: z.boolean() }),
    )
    .default({})
    .catch({}),
  /** Who is named on the card of a new request; the first rule that applies counts. */
  assignments: z.array(AssignmentRule).default([]).catch([]),
  /** Working days after which waiting requests are named; 0 for never. */
  untakenDays: z.int().min(0).max(30).default(1).catch(1),
  /** Whether people get private hints, at most once a month, on the words "internal customer". */
  nudge: z.boolean().default(true).catch(true),
  /** Whether the team's channel gets the digest on Monday mornings. */
  digest: z.boolean().default(true).catch(true),
  /** Whether it gets the value report on the first working day of a month. */
  valueReport: z.boolean().default(true).catch(true),
  /** IANA time zone of people whose platform gives none. */
  zone: z.string().transform(normaliseTimeZone).optional().catch(undefined),
  /**
   * Language (`de`) of shared messages, and of people without a known language; English by default.
   */
  language: z.string().optional().catch(undefined),
  /**
   * The workspace's text for colleagues who go their own way in the customer model: how, and what
   * is supported.
   */
  ownWay: z.string().optional().catch(undefined),
  /** Cost of an hour of work in a currency (ISO 4217); without it, reports show hours only. */
  hourlyRate: z
    .object({ amount: z.number().positive(), currency: z.string().regex(/^[A-Z]{3}$/) })
    .optional()
    .catch(undefined),
  /** Retention terms (`retention-terms.ts`); `from` is when a choice takes effect. */
  keep: z
    .object({ requests: z.int(), retrospectives: z.int(), checks: z.int(), from: z.iso.datetime() })
    .partial()
    .optional()
    .catch(undefined),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

const byWorkspace = prepared("settings", ({ db, t }: Reader) =>
  db
    .select({ settings: t.workspaces.settings })
    .from(t.workspaces)
    .where(eq(t.workspaces.id, sql.placeholder("workspace"))),
);

/** Reads the settings; unset ones have their defaults. */
export async function readWorkspaceSettings(
  reader: Reader,
  workspace: string,
): Promise<WorkspaceSettings> {
  const [row] = await byWorkspace(reader, { workspace });
  return WorkspaceSettings.parse(row?.settings ?? {});
}

/** Locks the workspace's row until the write ends, so that concurrent changes are not lost. */
export async function lockWorkspace({ db, t, lock }: Writer, workspace: string): Promise<void> {
  await lock(
    db.select({ id: t.workspaces.id }).from(t.workspaces).where(eq(t.workspaces.id, workspace)),
  );
}

/** Stores the settings. */
export async function writeWorkspaceSettings(
  { db, t }: Writer,
  workspace: string,
  settings: WorkspaceSettings,
): Promise<void> {
  await db
    .update(t.workspaces)
    .set({ settings: JSON.parse(JSON.stringify(settings)) })
    .where(eq(t.workspaces.id, workspace));
}

/** Returns the text for colleagues who go their own way: the workspace's, or the default. */
export const ownWayText = ({ ownWay }: WorkspaceSettings, words: Words): string =>
  ownWay ?? words.plain("organisation.own_way");

/** Returns that text in the customer model, and nothing in the partner model. */
export async function readOwnWayText(
  reader: Reader,
  workspace: string,
  words: Words,
): Promise<{ ownWay?: string }> {
  const settings = await readWorkspaceSettings(reader, workspace);
  return settings.model === "customer" ? { ownWay: ownWayText(settings, words) } : {};
}
