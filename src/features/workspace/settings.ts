/** Settings of a workspace: how it works with its IT. Changes are recorded in the audit log. */
import { z } from "zod";
import { normaliseTimeZone } from "../../lib/dates/time-zone.ts";
import type { Words } from "../../lib/i18n.ts";
import { requestKinds } from "../../nlu/judge.ts";
import { eq, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Reader, Writer } from "../../storage/store.ts";

export const engagementModels = ["partner", "customer"] as const;

/** Values that cannot be read count as not set, so that a turn does not fail because of them. */
export const WorkspaceSettings = z.object({
  /**
   * `partner`: IT and colleagues meet a need together. `customer`: IT offers its catalogue, and
   * colleagues who want something else get it themselves, knowing what is supported. One for the
   * whole organisation, never by project ("Customers or partners?").
   */
  model: z.enum(engagementModels).default("partner").catch("partner"),
  /** Number of requests that the team can work on at once, by its own statement. */
  capacity: z.int().positive().optional().catch(undefined),
  /** People who have to agree to requests of a kind before the team takes them on. */
  approvals: z
    .partialRecord(
      z.enum(requestKinds),
      z.object({ people: z.array(z.string()), all: z.boolean() }),
    )
    .default({})
    .catch({}),
  /**
   * Whether people get a private hint, once a month at most, on what the words "internal customer"
   * do.
   */
  nudge: z.boolean().default(true).catch(true),
  /** IANA time zone of people whose zone no platform gives. */
  zone: z.string().transform(normaliseTimeZone).optional().catch(undefined),
  /**
   * Language (`de`) of messages that everybody reads, and of people whose language is not known.
   * English by default.
   */
  language: z.string().optional().catch(undefined),
  /**
   * The workspace's own text for colleagues who go their own way in the customer model: how, and
   * what is supported.
   */
  ownWay: z.string().optional().catch(undefined),
  /**
   * Terms of retention: see `retention-terms.ts`. `from` is when a choice comes into force.
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
  reader: Reader,
  workspace: string,
): Promise<WorkspaceSettings> {
  const [row] = await byWorkspace(reader, { workspace });
  return WorkspaceSettings.parse(row?.settings ?? {});
}

/** Locks the workspace's row until the write ends, so that concurrent changes do not undo another. */
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

/** Returns the text for colleagues who go their own way: the workspace's own, or the default. */
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
