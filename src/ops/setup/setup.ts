/**
 * `entwine setup`: asks what is needed, one thing at a time, and writes it down at the end, when
 * all of it was seen; until then nothing has changed.
 */
import type { Readable } from "node:stream";
import { readEnvFile, settingsInEnvironment } from "../../app/config.ts";
import { readOrCreateRootSecret } from "../../lib/crypto/root-secret.ts";
import { loadWords } from "../../lib/i18n.ts";
import type { ReportOutput } from "../doctor/report.ts";
import { type EnvChanges, writeEnvFile } from "./env-file.ts";
import { openSetupPrompts, PromptCancelled } from "./prompts.ts";
import * as steps from "./steps.ts";
import { openSetupSession, type SetupSession } from "./wizard-session.ts";

interface Setup {
  input: Readable & { isTTY?: boolean };
  output: ReportOutput;
  /** The settings' file. */
  file: string;
  /** Where manifests are put. */
  folder: string;
  /** What is looked at in the end; gives the exit code. */
  doctor(): Promise<number>;
  /** Where Microsoft's sign-in is, if not at Microsoft. */
  entraLogin?: string;
}

const platforms = {
  slack: [
    "SLACK_BOT_TOKEN",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
  ],
  teams: [
    "MICROSOFT_APP_ID",
    "MICROSOFT_APP_PASSWORD",
    "MICROSOFT_APP_TENANT_ID",
    "ENTWINE_TEAMS_TENANTS",
  ],
};
type Platform = keyof typeof platforms;

const unattended = `Setup asks questions, and nobody is here to answer: this is no terminal.
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

.env.example has all names, README.md ("Settings") what they mean. Then:

  npm run manifests                           writes the manifests for Slack and Teams
  npm run -s entwine -- doctor                says whether all is well
`;

/** Those whose value may be shown. */
const plain =
  /^(?:PORT|HOST|ENTWINE_(?:PUBLIC_URL|INTAKE_CHANNEL|TEAMS_INTAKE_CHANNEL|LOCAL_JUDGE)|OPENAI_(?:BASE_URL|MODEL)|MICROSOFT_APP_(?:ID|TENANT_ID))$/;

const summary = (changes: EnvChanges, standing: Record<string, string | undefined>): string[] =>
  Object.entries(changes).map(([name, value]) => {
    const action = value === "" ? "taken out" : standing[name] ? "changed" : "new";
    return `${name.padEnd(29)} ${action}${value && plain.test(name) ? `: ${value}` : ""}`;
  });

async function walk(step: steps.SetupContext): Promise<{ chosen: Platform[] }> {
  const { prompts, session } = step;
  const has = (platform: Platform): boolean =>
    platforms[platform].some((name) => session.value(name) !== undefined);
  const chosen = await prompts.several<Platform>(
    "Where will colleagues write to Entwine? (none: in this terminal, to try it)",
    [
      { value: "slack", label: "Slack" },
      { value: "teams", label: "Microsoft Teams" },
    ],
    (["slack", "teams"] as const).filter(has),
  );
  for (const platform of ["slack", "teams"] as const)
    if (!chosen.includes(platform)) for (const name of platforms[platform]) session.set(name, "");

  const plan = chosen.includes("slack") ? await slackPlan(step) : undefined;
  if (plan?.mode === "http" || plan?.isMultiWorkspace || chosen.includes("teams"))
    await steps.setUpPublicUrl(step);
  if (plan) await steps.setUpSlack(step, plan);
  if (chosen.includes("teams")) await steps.setUpTeams(step);
  await steps.setUpDatabase(step);
  await steps.setUpModel(step);
  await steps.setUpWeb(step);
  return { chosen };
}

async function slackPlan({ prompts, session }: steps.SetupContext): Promise<steps.SlackSetupPlan> {
  const mode = await prompts.one(
    "How shall Slack reach Entwine?",
    [
      { value: "socket", label: "Socket Mode", hint: "Entwine calls Slack: no open port" },
      { value: "http", label: "HTTP", hint: "Slack calls your https address" },
    ],
    session.value("SLACK_SIGNING_SECRET") && !session.value("SLACK_APP_TOKEN") ? "http" : "socket",
  );
  const many = await prompts.one(
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

const farewell = (chosen: Platform[]): string =>
  [
    chosen.length > 0
      ? "Start it:   npm run -s entwine -- serve"
      : "Start it, and talk to it:   npm start",
    ...(chosen.length > 0
      ? [
          "Then say hello to Entwine. Whoever administers the workspace says",
          "/entwine settings (in Teams: entwine settings), and may from then",
          "on change how Entwine works, and name others who may.",
        ]
      : []),
  ].join("\n");

function withSecret(sitting: SetupSession): void {
  if (!sitting.value("ENTWINE_SECRET"))
    sitting.set(
      "ENTWINE_SECRET",
      readOrCreateRootSecret(undefined, sitting.value("DATABASE_URL") ?? "file:data/entwine.db"),
    );
}

/** Resolves to the exit code: the doctor's, 130 when it was left. */
export async function runSetup({
  input,
  output,
  file,
  folder,
  doctor,
  entraLogin,
}: Setup): Promise<number> {
  if (!input.isTTY || !output.isTTY) {
    output.write(unattended);
    return 0;
  }
  const prompts = openSetupPrompts({ input, output: output as never });
  const standing = readEnvFile(file);
  const sitting = openSetupSession(prompts, standing);
  try {
    prompts.open("Entwine, set up");
    const { chosen } = await walk({
      prompts,
      session: sitting,
      words: loadWords("en"),
      folder,
      entraLogin,
    });
    const changes = sitting.changes();
    const elsewhere = settingsInEnvironment().filter((name) => name in changes);
    if (elsewhere.length > 0)
      prompts.careful(
        `${elsewhere.join(", ")} also stands in the environment, which goes before ${file}. Take it out there.`,
      );
    const fresh = sitting.value("ENTWINE_SECRET")
      ? []
      : [`${"ENTWINE_SECRET".padEnd(29)} new: a random one`];
    const all = [...summary(changes, standing), ...fresh];
    if (all.length > 0) {
      prompts.note(all.join("\n"), `To be written to ${file}`);
      if (!(await prompts.yes("Write it?"))) throw new PromptCancelled();
      withSecret(sitting);
      writeEnvFile(file, sitting.changes());
      prompts.good(`${file} is written; only this account can read it.`);
    } else prompts.good(`${file} stays as it is.`);
    prompts.note(farewell(chosen), "What comes next");
    prompts.close("Now the doctor looks at all of it.");
  } catch (error) {
    if (!(error instanceof PromptCancelled)) throw error;
    prompts.leave(`Left; ${file} is as it was.`);
    return 130;
  }
  return doctor();
}
