/** Membership of a person in a workspace: colleague, invited guest, or of another organisation. */
export type Membership = "member" | "guest" | "outsider";
