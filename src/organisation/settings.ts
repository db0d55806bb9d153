/** How a workspace works with its IT: settled once for all of it, changed deliberately, and on record. */
import { z } from "zod";
import { kinds } from "../judgement/judge.ts";
import { eq } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";

export const Settings = z.object({
  /** `partner`: colleagues meet the need together. `customer`: the catalogue is offered, and who wants something else goes their own way, knowing what is supported. One for the whole organisation, never by project ("Customers or partners?"). */
  model: z.enum(["partner", "customer"]).default("partner"),
  /** How many requests the team can have in hand at once, as it said itself. */
  capacity: z.int().positive().optional(),
  /** Who has to agree to requests of a kind before the team takes them on. */
  approvals: z.partialRecord(z.enum(kinds), z.object({ people: z.array(z.string()), all: z.boolean() })).default({}),
  /** Whether people are told, in private and once a month at most, what the words "internal customer" do. */
  nudge: z.boolean().default(true),
});
export type Settings = z.infer<typeof Settings>;

export async function readSettings({ db, t }: Reader, workspace: string): Promise<Settings> {
  const [row] = await db.select({ settings: t.workspaces.settings }).from(t.workspaces).where(eq(t.workspaces.id, workspace));
  return Settings.parse(row?.settings ?? {});
}
