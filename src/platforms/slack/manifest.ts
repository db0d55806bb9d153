/**
 * Manifest of the Slack app, generated from the commands, scopes and events that the code uses, so
 * that both stay the same.
 */
import type { AppsManifestCreateArguments } from "@slack/web-api";
import type { Words } from "../../lib/i18n.ts";
import type { CommandSpec } from "../../platform/adapter.ts";
import {
  messageShortcutId,
  optionalSlackScopes,
  requiredSlackScopes,
  slackEndpointPath,
  slackEventSubscriptions,
  slackRedirectPath,
  tokenRevocationEvents,
} from "./app-config.ts";
import { slackSuggestedPrompts } from "./inbound/sync-replies.ts";

type Manifest = AppsManifestCreateArguments["manifest"];
type BotScopes = NonNullable<NonNullable<NonNullable<Manifest["oauth_config"]>["scopes"]>["bot"]>;

/**
 * Returns the manifest for Socket Mode, or for HTTP if `host` is given (`https://…`, without a
 * path).
 */
export function slackManifest(commands: readonly CommandSpec[], words: Words, host?: string) {
  const label = (key: string) => words.plain(`slack.${key}`);
  const url = host && `${host}${slackEndpointPath}`;
  return {
    _metadata: { major_version: 2, minor_version: 0 },
    display_information: {
      name: "Entwine",
      description: label("about"),
      long_description: label("about.long"),
      background_color: "#1f4d5c",
    },
    features: {
      agent_view: {
        agent_description: label("about.agent"),
        suggested_prompts: slackSuggestedPrompts(words),
      },
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: "entwine", always_online: true },
      shortcuts: [
        {
          name: label("shortcut"),
          type: "message",
          callback_id: messageShortcutId,
          description: label("shortcut.about"),
        },
      ],
      slash_commands: commands.map(({ name }) => ({
        command: `/${name}`,
        description: label(`command.${name}`),
        usage_hint: label(`command.${name}.hint`),
        // Slack then sends mentions with ids, and other text as it was typed.
        should_escape: true,
        url: url || undefined,
      })),
    },
    oauth_config: {
      redirect_urls: host ? [`${host}${slackRedirectPath}`] : undefined,
      // The library's types do not include assistant:write.
      scopes: {
        bot: [...requiredSlackScopes] as string[] as BotScopes,
        bot_optional: [...optionalSlackScopes],
      },
    },
    settings: {
      event_subscriptions: {
        bot_events: [...Object.values(slackEventSubscriptions).flat(), ...tokenRevocationEvents],
        request_url: url || undefined,
      },
      interactivity: { is_enabled: true, request_url: url || undefined },
      org_deploy_enabled: url !== undefined,
      socket_mode_enabled: !url,
      token_rotation_enabled: false,
    },
  } satisfies Manifest;
}

/** Returns the files of manifests/, by name. Before installing by HTTP, replace the address. */
export const slackManifestFiles = (
  commands: readonly CommandSpec[],
  words: Words,
): Record<string, unknown> => ({
  "slack.json": slackManifest(commands, words),
  "slack-http.json": slackManifest(commands, words, "https://entwine.example.com"),
});
