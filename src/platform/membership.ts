/**
 * Relation of a person to a workspace: a colleague, a colleague invited with few rights, or of
 * another organisation.
 */
export type Membership = "member" | "guest" | "outsider";
