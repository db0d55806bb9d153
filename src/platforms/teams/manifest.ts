/** Manifest of the Teams app, generated from the commands, in every language. */
import { availableLanguages, languageOfLocale, type Words, wordsFor } from "../../lib/i18n.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import { searchCommand } from "./inbound/search-extension.ts";
import { messageActionId } from "./inbound/to-inbound-events.ts";

/** What the manifest of a Teams app differs by. */
export interface TeamsApp {
  /** Microsoft app id of the bot, also used as the app's own id. */
  appId: string;
  /** Origin (`https://…`) of the web pages. */
  host: string;
  version: string;
  /**
   * Asks for no permission to read messages: the bot hears only those that mention it, also in the
   * threads of its questions.
   */
  mentionOnly?: boolean;
}

/** The lowest version in which prompt starters can be translated. */
const schemaVersion = "1.28";
const schemaUrl = (name: string): string =>
  `https://developer.microsoft.com/json-schemas/teams/v${schemaVersion}/${name}.schema.json`;

/** Prompt starters by the scopes in which they are offered. */
const promptStarters = { personal: ["wish", "broken", "status"], shared: ["wish", "retro"] };

/**
 * Permissions to read the messages of the teams and chats that the app is added to. They are needed
 * for answers without a mention in the thread of a question; other messages are dropped before
 * they are stored. Teams requires the resource, which is not used.
 */
const readingPermissions = (appId: string) => ({
  webApplicationInfo: { id: appId, resource: "https://RscBasedStoreApp" },
  authorization: {
    permissions: {
      resourceSpecific: [
        { name: "ChannelMessage.Read.Group", type: "Application" },
        { name: "ChatMessage.Read.Chat", type: "Application" },
      ],
    },
  },
});

/** Builds the manifest in one language; the texts that people type are the same in each. */
export function teamsManifest(
  commands: readonly CommandSpec[],
  words: Words,
  { appId, host, version, mentionOnly = false }: TeamsApp,
) {
  const label = (key: string) => words.plain(`teams.${key}`);
  const typed = ({ name }: CommandSpec) => ({
    title: name,
    description: label(`command.${name}`),
  });
  const starter = (name: string) => ({
    title: label(`prompt.${name}`),
    description: label(`prompt.${name}.text`),
    type: "prompt",
    prompt: label(`prompt.${name}.words`),
  });
  const language = languageOfLocale(words.locale);
  const shared = commands.filter(({ isPrivate }) => !isPrivate);
  return {
    $schema: schemaUrl("MicrosoftTeams"),
    manifestVersion: schemaVersion,
    version,
    id: appId,
    localizationInfo: {
      defaultLanguageTag: language,
      additionalLanguages: availableLanguages
        .filter((each) => each !== language)
        .map((languageTag) => ({ languageTag, file: `${languageTag}.json` })),
    },
    developer: {
      name: "Entwine",
      websiteUrl: `${host}/`,
      privacyUrl: `${host}/privacy`,
      termsOfUseUrl: `${host}/terms`,
    },
    name: { short: "Entwine", full: "Entwine" },
    description: { short: label("app.short"), full: label("app.long") },
    icons: { color: "color.png", outline: "outline.png" },
    accentColor: "#1f4d5c",
    defaultInstallScope: "personal",
    defaultGroupCapability: { team: "bot", groupchat: "bot" },
    bots: [
      {
        botId: appId,
        scopes: ["personal", "team", "groupChat"],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [
          {
            scopes: ["personal"],
            commands: [...promptStarters.personal.map(starter), ...commands.map(typed)],
          },
          {
            scopes: ["team", "groupChat"],
            commands: [...promptStarters.shared.map(starter), ...shared.map(typed)],
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
          {
            id: searchCommand.id,
            type: "query",
            context: ["compose", "commandBox"],
            initialRun: true,
            title: label("search.title"),
            description: label("search.text"),
            parameters: [
              {
                name: searchCommand.parameter,
                title: label("search.words"),
                description: label("search.words.text"),
              },
            ],
          },
        ],
      },
    ],
    ...(!mentionOnly && readingPermissions(appId)),
  };
}

/** Returns the texts of a manifest by their paths: `bots[0].commandLists[0].commands[0].title`. */
const textsOf = (value: unknown, path = ""): [path: string, text: string][] =>
  typeof value === "string"
    ? [[path, value]]
    : Array.isArray(value)
      ? value.flatMap((each, index) => textsOf(each, `${path}[${index}]`))
      : Object.entries(value ?? {}).flatMap(([key, each]) =>
          textsOf(each, path ? `${path}.${key}` : key),
        );

/** Texts that a translation has to repeat even where they are the same. */
const requiredTexts = new Set(["name.short", "description.short", "description.full"]);

/** Builds the files of an app by name: its manifest, and the texts of each further language. */
export function teamsManifestFiles(
  commands: readonly CommandSpec[],
  words: Words,
  app: TeamsApp,
): Record<string, object> {
  const manifest = teamsManifest(commands, words, app);
  const original = new Map(textsOf(manifest));
  const translation = (language: string): object => {
    const { localizationInfo: _, ...texts } = teamsManifest(commands, wordsFor(language), app);
    return {
      $schema: schemaUrl("MicrosoftTeams.Localization"),
      ...Object.fromEntries(
        textsOf(texts).filter(
          ([path, text]) => requiredTexts.has(path) || original.get(path) !== text,
        ),
      ),
    };
  };
  return {
    "manifest.json": manifest,
    ...Object.fromEntries(
      manifest.localizationInfo.additionalLanguages.map(({ languageTag, file }) => [
        file,
        translation(languageTag),
      ]),
    ),
  };
}
