/** Events, paths and scopes of the Slack app: one list for the code and the manifest. */
/** Id of the message shortcut "Ask partner questions". */
export const messageShortcutId = "partner_questions";

/**
 * Emoji that starts a request from a message. 🧵 exists in every workspace and on every keyboard.
 */
export const defaultPointerEmoji = "thread";

/**
 * Events that become inbound events, by Slack's names, with their subscriptions; messages have one
 * for each type of conversation.
 */
export const slackEventSubscriptions = {
  message: ["message.im", "message.channels", "message.groups", "message.mpim"],
  app_mention: ["app_mention"],
  reaction_added: ["reaction_added"],
  app_home_opened: ["app_home_opened"],
  member_joined_channel: ["member_joined_channel"],
  channel_unarchive: ["channel_unarchive"],
  group_unarchive: ["group_unarchive"],
} as const;

/** Events that tell that a workspace revoked its token. */
export const tokenRevocationEvents = ["app_uninstalled", "tokens_revoked"] as const;

/** Path that Slack calls for events, commands and interactivity. */
export const slackEndpointPath = "/slack/events";
/** Paths where an installation starts, and to which Slack redirects the browser. */
export const [slackInstallPath, slackRedirectPath] = [
  "/slack/install",
  "/slack/oauth_redirect",
] as const;

/**
 * Required scopes. The history scopes are needed because people answer in a thread without a
 * mention.
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

/** Optional scopes: do-not-disturb, reactions, user groups, and people's names and roles. */
export const optionalSlackScopes = [
  "dnd:read",
  "reactions:read",
  "usergroups:read",
  "users:read",
] as const;
