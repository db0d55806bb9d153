/** What the guided set-up asks about each part of the house, and what it says to do meanwhile. */
import { openAsking } from "../doctor/ask.ts";
import { checkDatabase } from "../doctor/house.ts";
import { checkModel } from "../doctor/model.ts";
import { checkBot, checkEars, checkIntake } from "../doctor/slack.ts";
import { checkTeams } from "../doctor/teams.ts";
import { checkWeb } from "../doctor/web.ts";
import type { Words } from "../words.ts";
import { writeSlackManifest, writeTeamsApp } from "./manifests.ts";
import type { Prompts } from "./prompts.ts";
import type { Sitting } from "./sitting.ts";

export interface Step {
  prompts: Prompts;
  sitting: Sitting;
  words: Words;
  /** Where manifests are put. */
  folder: string;
  /** Where Microsoft's sign-in is, if not at Microsoft. */
  login?: string | undefined;
}

const { ask } = openAsking();
const at = (sitting: Sitting, name: string): string => sitting.value(name) ?? "";
const given = <K extends string>(key: K, value: string | undefined) => (value ? ({ [key]: value } as Record<K, string>) : {});

export const web = ({ sitting }: Step): Promise<void> =>
  sitting.ask([{ name: "PORT", message: "Which port shall the web side listen on?", initial: "3000" }], {
    meanwhile: "Trying the port",
    at: () => checkWeb({ host: sitting.value("HOST") ?? "127.0.0.1", port: Number(at(sitting, "PORT")) }, ask),
  });

export const address = ({ sitting }: Step): Promise<void> =>
  sitting.ask([{ name: "ENTWINE_PUBLIC_URL", message: "At which https address does the internet reach this machine?" }]);

const settings = "https://api.slack.com/apps";

export interface SlackPlan {
  /** How Slack reaches the bot. */
  mode: "socket" | "http";
  /** Workspaces install the app themselves. */
  several: boolean;
}

export async function slack(step: Step, { mode, several }: SlackPlan): Promise<void> {
  const { prompts, sitting, words, folder } = step;
  const address = sitting.value("ENTWINE_PUBLIC_URL");
  const host = address && new URL(address).origin;
  const file = writeSlackManifest(folder, words, { events: mode === "http" ? host : undefined, installs: several ? host : undefined });
  const todo = [
    `Open ${settings}\n   and choose Create New App, From a manifest. Pick your\n   workspace, and paste the content of\n   ${file}`,
    ...(mode === "socket" ? ["Basic Information, App-Level Tokens: generate one with the\n   scope connections:write."] : []),
    several ? "Manage Distribution: activate public distribution." : "Install App: install it to the workspace.",
  ];
  prompts.note(
    [
      ...todo.map((each, index) => `${index + 1}. ${each}`),
      ...(mode === "http" ? ["   Slack finds its request URL once Entwine runs."] : []),
      "",
      "If the app is there already: App Manifest, paste it, save,",
      "and install it again.",
    ].join("\n"),
    "In your browser",
  );
  await (several ? manyTokens(step) : oneToken(step));
  await ears(step, mode);
  await intake(step, several);
}

const api = (sitting: Sitting) => given("apiUrl", sitting.value("SLACK_API_URL"));

async function oneToken({ sitting }: Step): Promise<void> {
  await sitting.ask([{ name: "SLACK_BOT_TOKEN", message: "Bot User OAuth Token, xoxb-… (Install App)", secret: true }], {
    meanwhile: "Asking Slack",
    at: () => checkBot({ botToken: at(sitting, "SLACK_BOT_TOKEN"), ...api(sitting) }, ask),
  });
  for (const name of ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"]) sitting.set(name, "");
}

async function manyTokens({ sitting }: Step): Promise<void> {
  await sitting.ask([
    { name: "SLACK_CLIENT_ID", message: "Client ID (Basic Information, App Credentials)" },
    { name: "SLACK_CLIENT_SECRET", message: "Client Secret (the same place)", secret: true },
  ]);
  sitting.set("SLACK_BOT_TOKEN", "");
}

async function ears({ sitting }: Step, mode: SlackPlan["mode"]): Promise<void> {
  if (mode === "http") {
    await sitting.ask([{ name: "SLACK_SIGNING_SECRET", message: "Signing Secret (Basic Information, App Credentials)", secret: true }]);
    return sitting.set("SLACK_APP_TOKEN", "");
  }
  await sitting.ask([{ name: "SLACK_APP_TOKEN", message: "App-level token, xapp-… (Basic Information)", secret: true }], {
    meanwhile: "Asking Slack",
    at: () => checkEars({ appToken: at(sitting, "SLACK_APP_TOKEN"), ...api(sitting) }, ask),
  });
  sitting.set("SLACK_SIGNING_SECRET", "");
}

async function intake({ prompts, sitting }: Step, several: boolean): Promise<void> {
  prompts.note(["Make a channel for the briefs, say #it-intake, and type", "/invite @entwine in it."].join("\n"), "In Slack");
  if (several) return sitting.ask([{ name: "ENTWINE_INTAKE_CHANNEL", message: "Each workspace's channel: T0123456789=C0123456789,…", optional: true }]);
  await sitting.ask([{ name: "ENTWINE_INTAKE_CHANNEL", message: "The channel's id, or a link to it", optional: true }], {
    meanwhile: "Looking at the channel",
    at: () => checkIntake({ botToken: at(sitting, "SLACK_BOT_TOKEN"), ...api(sitting) }, sitting.value("ENTWINE_INTAKE_CHANNEL"), ask),
  });
}

export async function teams({ prompts, sitting, words, folder, login }: Step): Promise<void> {
  const { origin: host } = new URL(at(sitting, "ENTWINE_PUBLIC_URL"));
  prompts.note(
    [
      "1. entra.microsoft.com, App registrations, New registration:",
      "   accounts in this organizational directory only.",
      "2. Certificates & secrets, New client secret: copy its value.",
      "3. portal.azure.com, Azure Bot: Single Tenant, existing app",
      "   registration. Its messaging endpoint:",
      `   ${host}/api/messages`,
      "   Channels: add Microsoft Teams.",
    ].join("\n"),
    "In your browser",
  );
  await sitting.ask(
    [
      { name: "MICROSOFT_APP_ID", message: "Application (client) id" },
      { name: "MICROSOFT_APP_TENANT_ID", message: "Directory (tenant) id" },
      { name: "MICROSOFT_APP_PASSWORD", message: "The secret's value", secret: true },
    ],
    {
      meanwhile: "Asking Microsoft",
      at: () =>
        checkTeams(
          { appId: at(sitting, "MICROSOFT_APP_ID"), password: at(sitting, "MICROSOFT_APP_PASSWORD"), tenant: at(sitting, "MICROSOFT_APP_TENANT_ID") },
          ask,
          login,
        ),
    },
  );
  const file = writeTeamsApp(folder, words, { appId: at(sitting, "MICROSOFT_APP_ID"), host });
  prompts.note(
    [
      "Teams, Apps, Manage your apps, Upload an app:",
      `   ${file}`,
      "Where that is not allowed, an administrator uploads it in the",
      "Teams admin center. Then add Entwine to the team in whose",
      "channel the briefs are to be.",
    ].join("\n"),
    "In Teams",
  );
  await sitting.ask([{ name: "ENTWINE_TEAMS_INTAKE_CHANNEL", message: "What Get link to channel gives for that channel", optional: true }]);
}

export async function database({ prompts, sitting }: Step): Promise<void> {
  const stands = sitting.value("DATABASE_URL");
  const engine = await prompts.one(
    "Where shall the ledger be kept?",
    [
      { value: "sqlite", label: "In a file here (SQLite)", hint: "right for one process; nothing to install" },
      { value: "postgres", label: "In PostgreSQL", hint: "right for several processes" },
    ],
    stands?.startsWith("postgres") ? "postgres" : "sqlite",
  );
  if (engine === "sqlite") {
    if (!stands?.startsWith("file:")) sitting.set("DATABASE_URL", ""); // data/entwine.db
    return;
  }
  await sitting.ask([{ name: "DATABASE_URL", message: "postgres://name:password@host/database", secret: true }], {
    meanwhile: "Looking at the database",
    at: () => checkDatabase(at(sitting, "DATABASE_URL")),
  });
}

export async function model({ prompts, sitting }: Step): Promise<void> {
  const stands = sitting.value("OPENAI_BASE_URL") ? "other" : sitting.value("OPENAI_API_KEY") ? "openai" : "rules";
  const judge = await prompts.one(
    "Who reads what people write?",
    [
      { value: "rules", label: "The built-in judge", hint: "every text stays on this machine" },
      { value: "openai", label: "A model at OpenAI", hint: "reads more finely; README.md says what is sent" },
      { value: "other", label: "A model elsewhere", hint: "Azure, vLLM, Ollama …: any address that speaks chat completions" },
    ],
    sitting.value("ENTWINE_LOCAL_JUDGE") === "true" ? "rules" : stands,
  );
  sitting.set("ENTWINE_LOCAL_JUDGE", judge === "rules" ? "true" : "");
  if (judge === "rules") return;
  if (judge === "openai") sitting.set("OPENAI_BASE_URL", "");
  await sitting.ask(
    [
      ...(judge === "other" ? [{ name: "OPENAI_BASE_URL", message: "Its address; most end in /v1", initial: "http://localhost:11434/v1" }] : []),
      { name: "OPENAI_MODEL", message: "The model's name there", ...(judge === "openai" && { initial: "gpt-5.4-mini" }) },
      {
        name: "OPENAI_API_KEY",
        message: judge === "other" ? "Its key (Enter if it needs none)" : "The key, sk-…",
        secret: true as const,
        ...(judge === "other" && { optional: true as const }),
      },
    ],
    {
      meanwhile: "Asking the model",
      at: () =>
        checkModel(
          { name: at(sitting, "OPENAI_MODEL"), ...given("apiKey", sitting.value("OPENAI_API_KEY")), ...given("baseUrl", sitting.value("OPENAI_BASE_URL")) },
          ask,
        ),
    },
  );
}
