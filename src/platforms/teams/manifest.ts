/** Manifest of the Teams app, generated from the commands. */
import type { Words } from "../../lib/i18n.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import { messageActionId } from "./to-inbound-events.ts";

export interface TeamsApp {
  /** Microsoft app id of the bot, also used as the app's own id. */
  appId: string;
  /** Origin (`https://…`) of the web pages. */
  host: string;
  version: string;
}

/** Builds the manifest by schema 1.27, the newest that Microsoft documents (April 2026). */
export function teamsManifest(
  commands: readonly CommandSpec[],
  words: Words,
  { appId, host, version }: TeamsApp,
) {
  const label = (key: string) => words.plain(`teams.${key}`);
  const scopes = ["personal", "team", "groupChat"] as const;
  return {
    $schema: "https://developer.microsoft.com/json-schemas/teams/v1.27/MicrosoftTeams.schema.json",
    manifestVersion: "1.27",
    version,
    id: appId,
    developer: {
      name: "Entwine",
      websiteUrl: `${host}/`,
      privacyUrl: `${host}/`,
      termsOfUseUrl: `${host}/`,
    },
    name: { short: "Entwine", full: "Entwine" },
    description: { short: label("app.short"), full: label("app.long") },
    icons: { color: "color.png", outline: "outline.png" },
    accentColor: "#1f4d5c",
    bots: [
      {
        botId: appId,
        scopes: [...scopes],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [
          {
            scopes: [...scopes],
            commands: commands.map(({ name }) => ({
              title: name,
              description: label(`command.${name}`),
            })),
          },
        ],
      },
    ],
    composeExtensions: [
      {
        botId: appId,
        commands: [
          {
            id: messageActionId,
            type: "action",
            context: ["message"],
            fetchTask: true,
            title: label("action.title"),
            description: label("action.text"),
          },
        ],
      },
    ],
    // Needed to receive answers in a thread without a mention; other messages are dropped before
    // they are stored. The resource is required but not used.
    webApplicationInfo: { id: appId, resource: "https://RscBasedStoreApp" },
    authorization: {
      permissions: {
        resourceSpecific: [
          { name: "ChannelMessage.Read.Group", type: "Application" },
          { name: "ChatMessage.Read.Chat", type: "Application" },
        ],
      },
    },
  };
}
