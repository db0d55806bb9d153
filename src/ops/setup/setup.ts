/** Guided setup: asks for the settings one by one, shows them, and writes them at the end. */
import type { Readable } from "node:stream";
import { readEnvFile, settingsInEnvironment } from "../../app/config.ts";
import { loadWords } from "../../lib/i18n.ts";
import { readOrCreateRootSecret } from "../../lib/secrets.ts";
import type { PlatformName } from "../../platform/conversation-ref.ts";
import type { ReportOutput } from "../doctor/report.ts";
import { openSetupPrompts, PromptCancelled } from "./prompts.ts";
import { type EnvChanges, writeEnvFile } from "./setup-files.ts";
import {
  type SetupContext,
  type SlackSetupPlan,
  setUpDatabase,
  setUpModel,
  setUpPublicUrl,
  setUpSlack,
  setUpTeams,
  setUpWeb,
} from "./steps.ts";
import { openSetupSession, type SetupSession } from "./wizard-session.ts";

interface SetupOptions {
  input: Readable & { isTTY?: boolean };
  output: ReportOutput;
  /** Path of the `.env` file. */
  file: string;
  /** Folder for the manifests. */
  folder: string;
  /** Runs the doctor, and returns its exit code. */
  doctor(): Promise<number>;
  /** Address of Microsoft's sign-in; tests replace it. */
  entraLogin?: string;
}

/** Remaining questions about a platform, once its connection is chosen. */
interface PlatformPlan {
  needsPublicUrl: boolean;
  ask(): Promise<void>;
}

interface PlatformSetup {
  label: string;
  /** Settings that enable it; removed if it is not chosen. */
  settings: readonly string[];
  plan(context: SetupContext): Promise<PlatformPlan>;
}

/** Platforms in the order of the questions. */
const platformSetups = {
  slack: {
    label: "Slack",
    settings: [
      "SLACK_BOT_TOKEN",
      "SLACK_CLIENT_ID",
      "SLACK_CLIENT_SECRET",
      "SLACK_APP_TOKEN",
      "SLACK_SIGNING_SECRET",
    ],
    async plan(context) {
      const plan = await askSlackPlan(context);
      return {
        needsPublicUrl: plan.mode === "http" || plan.isMultiWorkspace,
        ask: () => setUpSlack(context, plan),
      };
    },
  },
  teams: {
    label: "Microsoft Teams",
    settings: [
      "MICROSOFT_APP_ID",
      "MICROSOFT_APP_PASSWORD",
      "MICROSOFT_APP_TENANT_ID",
      "ENTWINE_TEAMS_TENANTS",
    ],
    plan: async (context) => ({ needsPublicUrl: true, ask: () => setUpTeams(context) }),
  },
} satisfies Partial<Record<PlatformName, PlatformSetup>>;
type SetupPlatform = keyof typeof platformSetups;

const instructions = `Setup asks questions, which needs a terminal.
Set these in the environment, or in a file .env beside README.md:

  Slack       SLACK_BOT_TOKEN=xoxb-…          and SLACK_APP_TOKEN=xapp-… (Socket Mode)
                                              or SLACK_SIGNING_SECRET=… (HTTP)
              ENTWINE_INTAKE_CHANNEL=C…
  Teams       MICROSOFT_APP_ID=…              MICROSOFT_APP_PASSWORD=…
              MICROSOFT_APP_TENANT_ID=…       ENTWINE_TEAMS_INTAKE_CHANNEL=19:…@thread.tacv2
  both        ENTWINE_PUBLIC_URL=https://…    (Slack by HTTP, and Teams)
              ENTWINE_SECRET=…                any long random text; openssl rand -base64 32
  database    DATABASE_URL=postgres://…       or nothing, for a file here
  model       OPENAI_API_KEY=…                or ENTWINE_LOCAL_JUDGE=true

Write your emergency line into prompts/catalogue/security-incident.md and its translations.
.env.example lists all names, manifests/README.md ("Settings") explains them. Then:

  npm run manifests                           writes the manifests for Slack and Teams
  npm run -s entwine -- doctor                checks that everything works
`;

/** Matches settings whose values may be shown. */
const shownSettings =
  /^(?:PORT|HOST|ENTWINE_(?:PUBLIC_URL|INTAKE_CHANNEL|TEAMS_INTAKE_CHANNEL|LOCAL_JUDGE)|OPENAI_(?:BASE_URL|MODEL)|MICROSOFT_APP_(?:ID|TENANT_ID))$/;

const summary = (changes: EnvChanges, current: Record<string, string | undefined>): string[] =>
  Object.entries(changes).map(([name, value]) => {
    const action = value === "" ? "removed" : current[name] ? "changed" : "new";
    return `${name.padEnd(29)} ${action}${value && shownSettings.test(name) ? `: ${value}` : ""}`;
  });

/** Asks all questions and returns the chosen platforms. */
async function askSettings(context: SetupContext): Promise<SetupPlatform[]> {
  const { prompts, session } = context;
  const names = Object.keys(platformSetups) as SetupPlatform[];
  const chosen = await prompts.selectMany<SetupPlatform>(
    "Where will colleagues write to Entwine? (none: only in this terminal, to try it)",
    names.map((value) => ({ value, label: platformSetups[value].label })),
    names.filter((name) =>
      platformSetups[name].settings.some((setting) => session.value(setting) !== undefined),
    ),
  );
  const plans: PlatformPlan[] = [];
  for (const name of names)
    if (chosen.includes(name)) plans.push(await platformSetups[name].plan(context));
    else for (const setting of platformSetups[name].settings) session.set(setting, "");
  if (plans.some(({ needsPublicUrl }) => needsPublicUrl)) await setUpPublicUrl(context);
  for (const { ask } of plans) await ask();
  await setUpDatabase(context);
  await setUpModel(context);
  await setUpWeb(context);
  return chosen;
}

async function askSlackPlan({ prompts, session }: SetupContext): Promise<SlackSetupPlan> {
  const mode = await prompts.selectOne(
    "How does Slack connect to Entwine?",
    [
      { value: "socket", label: "Socket Mode", hint: "Entwine calls Slack: no open port" },
      { value: "http", label: "HTTP", hint: "Slack calls your https address" },
    ],
    session.value("SLACK_SIGNING_SECRET") && !session.value("SLACK_APP_TOKEN") ? "http" : "socket",
  );
  const many = await prompts.selectOne(
    "For how many Slack workspaces?",
    [
      { value: "one", label: "One", hint: "a token of its own" },
      {
        value: "several",
        label: "Several",
        hint: "each installs the app itself, at your https address",
      },
    ],
    session.value("SLACK_CLIENT_ID") ? "several" : "one",
  );
  return { mode, isMultiWorkspace: many === "several" };
}

const nextSteps = (chosen: SetupPlatform[]): string =>
  [
    "Write your emergency line (“Call 4040 now”) into",
    "prompts/catalogue/security-incident.md and its translations:",
    "it is the first thing that somebody with a security incident reads.",
    chosen.length > 0
      ? "Start it:   npm run -s entwine -- serve"
      : "Start it and talk to it:   npm start",
    ...(chosen.length > 0
      ? [
          "Then say hello to Entwine. An administrator of the workspace sends",
          "/entwine settings (in Teams: entwine settings) to change how",
          "Entwine works, and to name others who may change it.",
        ]
      : []),
  ].join("\n");

function ensureSecret(session: SetupSession): void {
  if (!session.value("ENTWINE_SECRET"))
    session.set(
      "ENTWINE_SECRET",
      readOrCreateRootSecret(undefined, session.value("DATABASE_URL") ?? "file:data/entwine.db"),
    );
}

/** Runs the setup. Returns the exit code: the doctor's, or 130 when it was cancelled. */
export async function runSetup({
  input,
  output,
  file,
  folder,
  doctor,
  entraLogin,
}: SetupOptions): Promise<number> {
  if (!input.isTTY || !output.isTTY) {
    output.write(instructions);
    return 0;
  }
  const prompts = openSetupPrompts({ input, output: output as never });
  const current = readEnvFile(file);
  const session = openSetupSession(prompts, current);
  try {
    prompts.open("Entwine, set up");
    const chosen = await askSettings({
      prompts,
      session,
      words: loadWords("en"),
      folder,
      entraLogin,
    });
    const changes = session.changes();
    const elsewhere = settingsInEnvironment().filter((name) => name in changes);
    if (elsewhere.length > 0)
      prompts.warn(
        `${elsewhere.join(", ")} is also set in the environment, which takes precedence over ${file}. Remove it there.`,
      );
    const fresh = session.value("ENTWINE_SECRET")
      ? []
      : [`${"ENTWINE_SECRET".padEnd(29)} new: a random one`];
    const all = [...summary(changes, current), ...fresh];
    if (all.length > 0) {
      prompts.note(all.join("\n"), `Settings to write to ${file}`);
      if (!(await prompts.confirm("Write them?"))) throw new PromptCancelled();
      ensureSecret(session);
      writeEnvFile(file, session.changes());
      prompts.success(`${file} is written; only this account can read it.`);
    } else prompts.success(`${file} is unchanged.`);
    prompts.note(nextSteps(chosen), "Next steps");
    prompts.close("Now the doctor checks everything.");
  } catch (error) {
    if (!(error instanceof PromptCancelled)) throw error;
    prompts.cancel(`Cancelled; ${file} is unchanged.`);
    return 130;
  }
  return doctor();
}
