/** Manifest of the Teams app, generated from the commands so that neither can drift from the other. */
import type { Words } from "../../lib/i18n.ts";
import type { CommandSpec } from "../../platform/command.ts";
import { messageActionId } from "./commands.ts";

export interface TeamsApp {
  /** The bot's Microsoft app id, which serves as the app's own id too. */
  appId: string;
  /** `https://…`, without a path: where the house's pages are. */
  host: string;
  version: string;
}

/** Schema 1.27, the newest that Microsoft's own pages describe (April 2026). */
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
    // To hear an answer in a thread without a mention; what is not ours is dropped before it is
    // stored. The resource only has to be there.
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
