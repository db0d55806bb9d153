/**
 * Who may do what, in one table: the one place that finer roles come to. Whatever is not in it is
 * for everybody: how the workspace works, its groups, its requests and their stories are there for
 * all to read.
 * What the team does with a request, and what its requester does, stands in
 * `features/cases/permissions.ts`; a person who acts in the channel where the team reads its briefs
 * is one of the team.
 */
import type { WorkspaceVerb } from "./actions.ts";

/**
 * An admin of the workspace; the advocate of the group that it is about, or one of its people; and
 * everybody, requesters among them.
 */
type Role = "admin" | "advocate" | "member" | "everybody";

/** What somebody may do besides the errands of `/entwine`. */
type Deed = "enrol" | "chain" | "keep" | "ledger" | "export";

const rights: Partial<Record<WorkspaceVerb | Deed, readonly Role[]>> = {
  /** How the workspace works with its IT. */
  model: ["admin"],
  capacity: ["admin"],
  approval: ["admin"],
  nudge: ["admin"],
  own_way: ["admin"],
  house_language: ["admin"],
  keep: ["admin"],
  admins: ["admin"],
  /** Its days off. */
  add_days_off: ["admin"],
  drop_days_off: ["admin"],
  /** Its business groups. */
  new_group: ["admin"],
  edit_group: ["admin", "advocate"],
  members: ["admin", "advocate"],
  delete_group: ["admin"],
  /** To have a group asked the daily question, and to write its way to the paying customer. */
  enrol: ["admin", "advocate"],
  chain: ["admin", "advocate", "member"],
  /** To read the ledger, to take all of it elsewhere, and to see who did any of this. */
  ledger: ["everybody"],
  export: ["admin"],
  audit: ["admin"],
};

export interface PermissionSet {
  person: string;
  admins: readonly string[];
  /** Asked where the team reads its briefs, on a platform that cannot tell who administers it. */
  inBriefChannel?: boolean;
  /** Of the group that it is about. */
  advocate?: string | undefined;
  member?: boolean;
}

function rolesOf({ person, admins, advocate, member = false }: PermissionSet): Role[] {
  const held: Record<Role, boolean> = {
    admin: admins.includes(person),
    advocate: advocate === person,
    member,
    everybody: true,
  };
  return (Object.keys(held) as Role[]).filter((role) => held[role]);
}

/** Where nobody is an admin and the platform cannot tell who is one, the team names the first. */
export function hasPermission(what: WorkspaceVerb | Deed, standing: PermissionSet): boolean {
  if (what === "admins" && standing.admins.length === 0 && standing.inBriefChannel) return true;
  const roles = rights[what];
  return roles === undefined || rolesOf(standing).some((role) => roles.includes(role));
}

/** Whether it changes the workspace for everybody. */
export const changesWorkspace = (verb: WorkspaceVerb): boolean =>
  rights[verb] !== undefined && verb !== "audit";
