/** Steps of the setup: the questions about each part, and instructions for the browser. */

import type { Words } from "../../lib/i18n.ts";
import { openProbeSession } from "../doctor/http-probe.ts";
import { diagnoseDatabase } from "../doctor/local-checks.ts";
import { diagnoseModel } from "../doctor/model.ts";
import {
  diagnoseBriefChannel,
  diagnoseSlackConnection,
  diagnoseSlackToken,
} from "../doctor/slack.ts";
import { diagnoseTeamsSignIn } from "../doctor/teams.ts";
import { diagnoseWeb } from "../doctor/web.ts";
import type { SetupPrompts } from "./prompts.ts";
import { writeSlackManifest, writeTeamsApp } from "./setup-files.ts";
import type { SetupSession } from "./wizard-session.ts";

export interface SetupContext {
  prompts: SetupPrompts;
  session: SetupSession;
  words: Words;
  /** Folder for the manifests. */
  folder: string;
  /** Address of Microsoft's sign-in; tests replace it. */
  entraLogin?: string | undefined;
}

const { probe } = openProbeSession();
const answerOf = (session: SetupSession, name: string): string => session.value(name) ?? "";

export const setUpWeb = ({ session }: SetupContext): Promise<void> =>
  session.ask(
    [{ name: "PORT", message: "Which port should the web server listen on?", initial: "3000" }],
    {
      message: "Checking the port",
      run: () =>
        diagnoseWeb(
          { host: session.value("HOST") ?? "127.0.0.1", port: Number(answerOf(session, "PORT")) },
          probe,
        ),
    },
  );

export const setUpPublicUrl = ({ session }: SetupContext): Promise<void> =>
  session.ask([
    {
      name: "ENTWINE_PUBLIC_URL",
      message: "At which https address is this machine reachable from the internet?",
    },
  ]);

const slackAppsUrl = "https://api.slack.com/apps";

export interface SlackSetupPlan {
  /** How Slack reaches the bot. */
  mode: "socket" | "http";
  /** Whether workspaces install the app themselves. */
  isMultiWorkspace: boolean;
}

export async function setUpSlack(
  step: SetupContext,
  { mode, isMultiWorkspace }: SlackSetupPlan,
): Promise<void> {
  const { prompts, session, words, folder } = step;
  const address = session.value("ENTWINE_PUBLIC_URL");
  const host = address && new URL(address).origin;
  const file = writeSlackManifest(folder, words, {
    events: mode === "http" ? host : undefined,
    installs: isMultiWorkspace ? host : undefined,
  });
  const todo = [
    `Open ${slackAppsUrl}\n   and choose Create New App, From a manifest. Pick your\n   workspace, and paste the content of\n   ${file}`,
    ...(mode === "socket"
      ? ["Basic Information, App-Level Tokens: generate one with the\n   scope connections:write."]
      : []),
    isMultiWorkspace
      ? "Manage Distribution: activate public distribution."
      : "Install App: install it to the workspace.",
  ];
  prompts.note(
    [
      ...todo.map((each, index) => `${index + 1}. ${each}`),
      ...(mode === "http" ? ["   Slack finds its request URL once Entwine runs."] : []),
      "",
      "If the app already exists: App Manifest, paste it, save,",
      "and install it again.",
    ].join("\n"),
    "In your browser",
  );
  await (isMultiWorkspace ? askOAuthClient(step) : askBotToken(step));
  await askConnection(step, mode);
  await askBriefChannel(step, isMultiWorkspace);
}

const slackApi = (session: SetupSession) => ({ apiUrl: session.value("SLACK_API_URL") });

async function askBotToken({ session }: SetupContext): Promise<void> {
  await session.ask(
    [
      {
        name: "SLACK_BOT_TOKEN",
        message: "Bot User OAuth Token, xoxb-… (Install App)",
        secret: true,
      },
    ],
    {
      message: "Asking Slack",
      run: () =>
        diagnoseSlackToken(
          { botToken: answerOf(session, "SLACK_BOT_TOKEN"), ...slackApi(session) },
          probe,
        ),
    },
  );
  for (const name of ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"]) session.set(name, "");
}

async function askOAuthClient({ session }: SetupContext): Promise<void> {
  await session.ask([
    { name: "SLACK_CLIENT_ID", message: "Client ID (Basic Information, App Credentials)" },
    { name: "SLACK_CLIENT_SECRET", message: "Client Secret (the same place)", secret: true },
  ]);
  session.set("SLACK_BOT_TOKEN", "");
}

async function askConnection(
  { session }: SetupContext,
  mode: SlackSetupPlan["mode"],
): Promise<void> {
  if (mode === "http") {
    await session.ask([
      {
        name: "SLACK_SIGNING_SECRET",
        message: "Signing Secret (Basic Information, App Credentials)",
        secret: true,
      },
    ]);
    return session.set("SLACK_APP_TOKEN", "");
  }
  await session.ask(
    [
      {
        name: "SLACK_APP_TOKEN",
        message: "App-level token, xapp-… (Basic Information)",
        secret: true,
      },
    ],
    {
      message: "Asking Slack",
      run: () =>
        diagnoseSlackConnection(
          { appToken: answerOf(session, "SLACK_APP_TOKEN"), ...slackApi(session) },
          probe,
        ),
    },
  );
  session.set("SLACK_SIGNING_SECRET", "");
}

async function askBriefChannel(
  { prompts, session }: SetupContext,
  isMultiWorkspace: boolean,
): Promise<void> {
  prompts.note(
    [
      "Create a channel for the briefs, such as #it-intake, and type",
      "/invite @entwine in it.",
    ].join("\n"),
    "In Slack",
  );
  if (isMultiWorkspace)
    return session.ask([
      {
        name: "ENTWINE_INTAKE_CHANNEL",
        message: "Each workspace's channel: T0123456789=C0123456789,…",
        optional: true,
      },
    ]);
  await session.ask(
    [
      {
        name: "ENTWINE_INTAKE_CHANNEL",
        message: "The channel's id, or a link to it",
        optional: true,
      },
    ],
    {
      message: "Checking the channel",
      run: () =>
        diagnoseBriefChannel(
          { botToken: answerOf(session, "SLACK_BOT_TOKEN"), ...slackApi(session) },
          session.value("ENTWINE_INTAKE_CHANNEL"),
          probe,
        ),
    },
  );
}

export async function setUpTeams({
  prompts,
  session,
  words,
  folder,
  entraLogin,
}: SetupContext): Promise<void> {
  const { origin: host } = new URL(answerOf(session, "ENTWINE_PUBLIC_URL"));
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
  await session.ask(
    [
      { name: "MICROSOFT_APP_ID", message: "Application (client) id" },
      { name: "MICROSOFT_APP_TENANT_ID", message: "Directory (tenant) id" },
      { name: "MICROSOFT_APP_PASSWORD", message: "The secret's value", secret: true },
    ],
    {
      message: "Asking Microsoft",
      run: () =>
        diagnoseTeamsSignIn(
          {
            appId: answerOf(session, "MICROSOFT_APP_ID"),
            password: answerOf(session, "MICROSOFT_APP_PASSWORD"),
            tenant: answerOf(session, "MICROSOFT_APP_TENANT_ID"),
          },
          probe,
          entraLogin,
        ),
    },
  );
  const mentionOnly = session.value("ENTWINE_TEAMS_MENTION_ONLY") === "true";
  const app = { appId: answerOf(session, "MICROSOFT_APP_ID"), host, mentionOnly };
  const file = writeTeamsApp(folder, words, app);
  prompts.note(
    [
      "Teams, Apps, Manage your apps, Upload an app:",
      `   ${file}`,
      "If that is not allowed, an administrator uploads it in the Teams",
      "admin center. Then add it to the team whose channel gets briefs.",
    ].join("\n"),
    "In Teams",
  );
  await session.ask([
    {
      name: "ENTWINE_TEAMS_INTAKE_CHANNEL",
      message: "The link that Get link to channel gives for that channel",
      optional: true,
    },
  ]);
}

export async function setUpDatabase({ prompts, session }: SetupContext): Promise<void> {
  const current = session.value("DATABASE_URL");
  const engine = await prompts.selectOne(
    "Where should the ledger be stored?",
    [
      {
        value: "sqlite",
        label: "In a file here (SQLite)",
        hint: "for one process; nothing to install",
      },
      { value: "postgres", label: "In PostgreSQL", hint: "for several processes" },
    ],
    current?.startsWith("postgres") ? "postgres" : "sqlite",
  );
  if (engine === "sqlite") {
    if (!current?.startsWith("file:")) session.set("DATABASE_URL", ""); // data/entwine.db
    return;
  }
  await session.ask(
    [{ name: "DATABASE_URL", message: "postgres://name:password@host/database", secret: true }],
    {
      message: "Checking the database",
      run: () => diagnoseDatabase(answerOf(session, "DATABASE_URL")),
    },
  );
}

export async function setUpModel({ prompts, session }: SetupContext): Promise<void> {
  const current = session.value("OPENAI_BASE_URL")
    ? "other"
    : session.value("OPENAI_API_KEY")
      ? "openai"
      : "rules";
  const judge = await prompts.selectOne(
    "What classifies people's messages?",
    [
      { value: "rules", label: "The built-in rules", hint: "every text stays on this machine" },
      {
        value: "openai",
        label: "A model at OpenAI",
        hint: "more accurate; SECURITY.md says what is sent",
      },
      {
        value: "other",
        label: "A model elsewhere",
        hint: "Azure, vLLM, Ollama …: any address that speaks chat completions",
      },
    ],
    session.value("ENTWINE_LOCAL_JUDGE") === "true" ? "rules" : current,
  );
  session.set("ENTWINE_LOCAL_JUDGE", judge === "rules" ? "true" : "");
  if (judge === "rules") return;
  if (judge === "openai") session.set("OPENAI_BASE_URL", "");
  await session.ask(
    [
      ...(judge === "other"
        ? [
            {
              name: "OPENAI_BASE_URL",
              message: "Its address; most end in /v1",
              initial: "http://localhost:11434/v1",
            },
          ]
        : []),
      {
        name: "OPENAI_MODEL",
        message: "The model's name",
        initial: judge === "openai" ? "gpt-5.4-mini" : undefined,
      },
      {
        name: "OPENAI_API_KEY",
        message: judge === "other" ? "Its key (Enter if it needs none)" : "The key, sk-…",
        secret: true as const,
        optional: judge === "other" || undefined,
      },
    ],
    {
      message: "Asking the model",
      run: () =>
        diagnoseModel(
          {
            name: answerOf(session, "OPENAI_MODEL"),
            apiKey: session.value("OPENAI_API_KEY"),
            baseUrl: session.value("OPENAI_BASE_URL"),
          },
          probe,
        ),
    },
  );
}
