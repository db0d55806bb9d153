/** The Slack app's manifest, made of what the code hears and says, so that neither can drift from the other. */
import type { AppsManifestCreateArguments } from "@slack/web-api";
import type { Words } from "../words.ts";
import { commands, endpoint, events, farewells, optionalScopes, redirectPath, scopes, shortcut } from "./hears.ts";
import { suggestedPrompts } from "./immediate.ts";

type Manifest = AppsManifestCreateArguments["manifest"];
type BotScopes = NonNullable<NonNullable<NonNullable<Manifest["oauth_config"]>["scopes"]>["bot"]>;

/** For Socket Mode, or for HTTP where `host` (`https://…`, without a path) is the address at which Slack reaches the bot. */
export function slackManifest(words: Words, host?: string) {
  const label = (key: string) => words.label(`slack.${key}`);
  const url = host && `${host}${endpoint}`;
  return {
    _metadata: { major_version: 2, minor_version: 0 },
    display_information: { name: "Entwine", description: label("about"), long_description: label("about.long"), background_color: "#1f4d5c" },
    features: {
      agent_view: { agent_description: label("about.agent"), suggested_prompts: suggestedPrompts(words) },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "entwine", always_online: true },
      shortcuts: [{ name: label("shortcut"), type: "message", callback_id: shortcut, description: label("shortcut.about") }],
      slash_commands: Object.entries(commands).map(([command, name]) => ({
        command,
        description: label(`command.${name}`),
        usage_hint: label(`command.${name}.hint`),
        // Mentions arrive as mentions, and everything else as it was typed.
        should_escape: true,
        ...(url && { url }),
      })),
    },
    oauth_config: {
      ...(host && { redirect_urls: [`${host}${redirectPath}`] }),
      // The types of the library know no assistant:write.
      scopes: { bot: [...scopes] as string[] as BotScopes, bot_optional: [...optionalScopes] },
    },
    settings: {
      event_subscriptions: { bot_events: [...Object.values(events).flat(), ...farewells], ...(url && { request_url: url }) },
      interactivity: { is_enabled: true, ...(url && { request_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: !url,
      token_rotation_enabled: false,
    },
  } satisfies Manifest;
}

/** The files in manifests/, by name; an installation by HTTP puts its own address in. */
export const manifestFiles = (words: Words): Record<string, unknown> => ({
  "slack.json": slackManifest(words),
  "slack-http.json": slackManifest(words, "https://entwine.example.com"),
});
