/** Events, paths and scopes of the Slack app: one list for the code and the manifest. */
/** The message shortcut "Ask partner questions". */
export const messageShortcutId = "partner_questions";

/** Emoji that points at a message. Slack's own 🧵 is in every workspace and on every keyboard. */
export const defaultPointerEmoji = "thread";

/**
 * Events that become inbound events, by Slack's names, with their subscriptions; messages have one
 * a kind of conversation.
 */
export const slackEventSubscriptions = {
  message: ["message.im", "message.channels", "message.groups", "message.mpim"],
  app_mention: ["app_mention"],
  reaction_added: ["reaction_added"],
  app_home_opened: ["app_home_opened"],
  member_joined_channel: ["member_joined_channel"],
} as const;

/** Events of a workspace that revoked its token. */
export const tokenRevocationEvents = ["app_uninstalled", "tokens_revoked"] as const;

/** Path that Slack calls for events, commands and interactivity. */
export const slackEndpointPath = "/slack/events";
/** Paths where an installation begins, and where Slack redirects the browser to. */
export const [slackInstallPath, slackRedirectPath] = [
  "/slack/install",
  "/slack/oauth_redirect",
] as const;

/** Scopes that the app needs; the histories, since people answer in a thread without a mention. */
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
 * Scopes that it can do without: do-not-disturb, the emoji, user groups, and people's names and
 * roles.
 */
export const optionalSlackScopes = [
  "dnd:read",
  "reactions:read",
  "usergroups:read",
  "users:read",
] as const;
