/** Who may change what of how a workspace works: the one place that finer roles come to. Everybody may see all of it. */
import type { Verb } from "./errand.ts";

export interface Standing {
  person: string;
  admins: readonly string[];
  /** Asked where the team reads its briefs, on a platform that cannot tell who administers it. */
  trusted: boolean;
  /** The advocate of the group that it is about. */
  advocate?: string | undefined;
}

/** What changes the workspace for everybody. */
export const guarded: ReadonlySet<Verb> = new Set<Verb>([
  "model",
  "capacity",
  "approval",
  "nudge",
  "own_way",
  "house_language",
  "admins",
  "new_group",
  "edit_group",
  "members",
  "delete_group",
]);

export function may(verb: Verb, { person, admins, trusted, advocate }: Standing): boolean {
  if (!guarded.has(verb) || admins.includes(person)) return true;
  if (verb === "admins") return admins.length === 0 && trusted;
  return (verb === "edit_group" || verb === "members") && advocate === person;
}
