/**
 * How a workspace works with its IT: settled once for all of it, changed deliberately, and on
 * record.
 */
import { z } from "zod";
import { normaliseTimeZone } from "../../lib/dates/time-zone.ts";
import { requestKinds } from "../../nlu/judge.ts";
import { eq, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Reader, Writer } from "../../storage/store.ts";

export const engagementModels = ["partner", "customer"] as const;

/**
 * What cannot be read of a row is as if it were not set, so that the rest of it counts and nobody's
 * turn fails over it.
 */
export const WorkspaceSettings = z.object({
  /**
   * `partner`: colleagues meet the need together. `customer`: the catalogue is offered, and who
   * wants something else goes their own way, knowing what is supported. One for the whole
   * organisation, never by project ("Customers or partners?").
   */
  model: z.enum(engagementModels).default("partner").catch("partner"),
  /** How many requests the team can have in hand at once, as it said itself. */
  capacity: z.int().positive().optional().catch(undefined),
  /** Who has to agree to requests of a kind before the team takes them on. */
  approvals: z
    .partialRecord(
      z.enum(requestKinds),
      z.object({ people: z.array(z.string()), all: z.boolean() }),
    )
    .default({})
    .catch({}),
  /**
   * Whether people are told, in private and once a month at most, what the words "internal
   * customer" do.
   */
  nudge: z.boolean().default(true).catch(true),
  /** Where most of its people are (IANA): for those of whom no platform tells it. */
  zone: z.string().transform(normaliseTimeZone).optional().catch(undefined),
  /**
   * What is spoken where everybody reads, and to those of whom no other language is known (`de`).
   * English without.
   */
  language: z.string().optional().catch(undefined),
  /**
   * What colleagues hear who go their own way in the customer model: how, and what is supported.
   * The words of this workspace; missing where the usual ones do.
   */
  ownWay: z.string().optional().catch(undefined),
  /**
   * How long the ledger keeps what is over: see `terms.ts`. `from` is when a choice begins to
   * count.
   */
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

export async function readWorkspaceSettings(
  on: Reader,
  workspace: string,
): Promise<WorkspaceSettings> {
  const [row] = await byWorkspace(on, { workspace });
  return WorkspaceSettings.parse(row?.settings ?? {});
}

/**
 * Whoever changes something else at the same time waits until this write is through, so that
 * neither undoes the other.
 */
export async function lockWorkspace({ db, t, lock }: Writer, workspace: string): Promise<void> {
  await lock(
    db.select({ id: t.workspaces.id }).from(t.workspaces).where(eq(t.workspaces.id, workspace)),
  );
}

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
