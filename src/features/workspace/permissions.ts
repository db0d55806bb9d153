/**
 * Permissions by role, in one table; actions that are not in it are open to everybody.
 *
 * Actions on a request are in `features/cases/lifecycle/permissions.ts`.
 */
import type { WorkspaceVerb } from "./actions.ts";

/** `advocate` and `member` are of the group that an action is about. */
type Role = "admin" | "advocate" | "member" | "everybody";

/** Actions of other features that need a permission. */
type OtherAction = "enrol" | "chain" | "keep" | "ledger" | "export";

const allowedRoles: Partial<Record<WorkspaceVerb | OtherAction, readonly Role[]>> = {
  /** Settings. */
  model: ["admin"],
  capacity: ["admin"],
  rate: ["admin"],
  approval: ["admin"],
  nudge: ["admin"],
  digest: ["admin"],
  value_report: ["admin"],
  own_way: ["admin"],
  untaken: ["admin"],
  assign: ["admin"],
  unassign: ["admin"],
  house_language: ["admin"],
  keep: ["admin"],
  admins: ["admin"],
  /** Days off. */
  add_days_off: ["admin"],
  drop_days_off: ["admin"],
  /** Business groups. */
  new_group: ["admin"],
  edit_group: ["admin", "advocate"],
  members: ["admin", "advocate"],
  delete_group: ["admin"],
  /** Enrolling a group in the daily question, and writing its chain to the paying customer. */
  enrol: ["admin", "advocate"],
  chain: ["admin", "advocate", "member"],
  /** Reading and exporting the ledger, and reading the audit log. */
  ledger: ["everybody"],
  export: ["admin"],
  audit: ["admin"],
};

/** What decides who may change settings. */
export interface PermissionSet {
  person: string;
  admins: readonly string[];
  /** Whether the action came from the brief channel of a platform that does not tell its admins. */
  inBriefChannel?: boolean;
  /** Advocate of the group that the action is about. */
  advocate?: string | undefined;
  member?: boolean | undefined;
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

/**
 * Returns whether an action is allowed. Where no admin is known, the brief channel may name the
 * first.
 */
export function hasPermission(
  action: WorkspaceVerb | OtherAction,
  permissions: PermissionSet,
): boolean {
  if (action === "admins" && permissions.admins.length === 0 && permissions.inBriefChannel)
    return true;
  const roles = allowedRoles[action];
  return roles === undefined || rolesOf(permissions).some((role) => roles.includes(role));
}

/** Returns whether an action changes the workspace for everybody. */
export const changesWorkspace = (verb: WorkspaceVerb): boolean =>
  allowedRoles[verb] !== undefined && verb !== "audit";
