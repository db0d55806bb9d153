/**
 * What the app listens for on Slack: one list, which the code hears by and the manifest is made of.
 */
/** The message shortcut "Ask partner questions". */
export const messageShortcutId = "partner_questions";

/**
 * The emoji that, put on a message, asks the partner questions about it. Slack's own 🧵: in every
 * workspace, on every keyboard, and named like what it does.
 */
export const defaultPointerEmoji = "thread";

/**
 * The events that become arrivals, by the name under which Slack sends them; messages have one
 * subscription a kind of conversation.
 */
export const slackEventSubscriptions = {
  message: ["message.im", "message.channels", "message.groups", "message.mpim"],
  app_mention: ["app_mention"],
  reaction_added: ["reaction_added"],
  app_home_opened: ["app_home_opened"],
  member_joined_channel: ["member_joined_channel"],
} as const;

/** The events that tell that a workspace took its token back. */
export const tokenRevocationEvents = ["app_uninstalled", "tokens_revoked"] as const;

/** The one path that Slack calls: events, commands and interactivity. */
export const slackEndpointPath = "/slack/events";
/** Where an installation begins, and where Slack sends the browser back to. */
export const [slackInstallPath, slackRedirectPath] = [
  "/slack/install",
  "/slack/oauth_redirect",
] as const;

/**
 * What the app has to be allowed: the histories, since people answer in a thread without a mention.
 */
export const requiredSlackScopes = [
  "app_mentions:read",
  "assistant:write",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "groups:history",
  "groups:read",
  "im:history",
  "im:write",
  "mpim:history",
] as const;

/**
 * What it can do without: who is not to be disturbed, the emoji, who belongs to a user group, and
 * of colleagues their names, and who of them is an admin, a guest or of another organisation.
 */
export const optionalSlackScopes = [
  "dnd:read",
  "reactions:read",
  "usergroups:read",
  "users:read",
] as const;
