/**
 * Fuzzing of every parser of external input: a million variants of real input are parsed or
 * refused. A failure can be repeated by its parser, number and seed.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { ZodError } from "zod";
import { readConfig } from "../../src/app/config.ts";
import { featureCommands, openFeatures } from "../../src/app/registry.ts";
import { routeEvent } from "../../src/core/route.ts";
import {
  caseActions,
  isCaseActionCall,
  legacyCaseAction,
} from "../../src/features/cases/actions.ts";
import {
  caseActionFromForm,
  validateCaseActionForm,
} from "../../src/features/cases/lifecycle/action-forms.ts";
import { caseActionTypes } from "../../src/features/cases/lifecycle/case.ts";
import { loadCatalogue } from "../../src/features/interview/requests/catalogue.ts";
import { loadRetroTemplates } from "../../src/features/retrospectives/templates.ts";
import { WorkspaceSettings } from "../../src/features/workspace/settings.ts";
import { EntwineError } from "../../src/lib/errors.ts";
import { runJudgeCommand } from "../../src/nlu/judge-command.ts";
import {
  loadBriefPrompt,
  loadRecapPrompt,
  sanitizeBriefDraft,
  sanitizeRecap,
} from "../../src/nlu/model/drafts.ts";
import { loadReadMessagePrompt, validateModelReading } from "../../src/nlu/model/read-message.ts";
import { extractJson } from "../../src/nlu/model/structured-output.ts";
import { createRulesJudge } from "../../src/nlu/rules/rules-judge.ts";
import { applyEnvChanges } from "../../src/ops/setup/setup-files.ts";
import { conversationKey } from "../../src/platform/conversation-ref.ts";
import { InboundEvent } from "../../src/platform/event.ts";
import { readSlackFormRequest } from "../../src/platforms/slack/inbound/interactions.ts";
import { toInboundEvents } from "../../src/platforms/slack/inbound/to-inbound-events.ts";
import { parseSlackPayload } from "../../src/platforms/slack/payloads.ts";
import { Activity } from "../../src/platforms/teams/inbound/activity.ts";
import { toTeamsInboundEvents as receiveTeams } from "../../src/platforms/teams/inbound/to-inbound-events.ts";
import {
  isTrustedServiceUrl,
  TeamsReference,
} from "../../src/platforms/teams/workspace/references.ts";
import { pressEvent, submittedEvent } from "../harness/events.ts";
import { scaledMs } from "../harness/eventually.ts";
import { freshFolder } from "../harness/storage/sqlite.ts";
import { mutateValue, seededRolls } from "./mutate-value.ts";

const seed = 1;
/**
 * Time limit (ms) of one input: far above the normal time on a busy machine, far below that of an
 * endless loop.
 */
const patienceMs = scaledMs(5_000);

let total = 0;
afterAll(() => expect(total).toBe(1_000_000));

/** Returns whether an error is one of the refusals that a parser may throw. */
const refused = (error: unknown): boolean =>
  error instanceof ZodError || error instanceof SyntaxError;
const settled = (error: unknown): boolean => error instanceof EntwineError;

/**
 * Calls `handle` with variants of the seeds, one after another. Every error that it throws must be
 * a refusal.
 */
function fuzz(
  border: string,
  many: number,
  seeds: readonly unknown[],
  handle: (input: never) => unknown,
  isRefusal = refused,
): void {
  it(`${border}: ${many.toLocaleString("en")} inputs without a crash or endless loop`, () => {
    for (let number = 0; number < many; number += 1) {
      const input = mutateValue(seeds[number % seeds.length], seededRolls(seed + number));
      const began = performance.now();
      try {
        handle(input as never);
      } catch (error) {
        if (!isRefusal(error))
          throw new Error(
            `${border}, seed ${seed}, number ${number}: ${JSON.stringify(input)?.slice(0, 2_000)}`,
            { cause: error },
          );
      }
      if (performance.now() - began > patienceMs)
        throw new Error(
          `${border}, seed ${seed}, number ${number} takes too long: ${JSON.stringify(input)?.slice(0, 2_000)}`,
        );
    }
    total += many;
  });
}

const replays = (platform: string): unknown[] => {
  const folder = new URL(`../replay/${platform}/`, import.meta.url);
  return readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as unknown,
  );
};
const objects = (handle: (input: object) => void) => (input: unknown) => {
  if (typeof input === "object" && input !== null) handle(input);
};

const features = openFeatures({ secrets: ["a secret of the tests"] });

/** Does what happens to an event before anything is looked up. */
function route(event: InboundEvent): void {
  InboundEvent.parse(event);
  const kept = features.reduce((each, feature) => feature.toStorableEvent?.(each) ?? each, event);
  if (kept.kind !== event.kind) throw new Error("what is concealed has become something else");
  routeEvent(event, features);
  conversationKey(event.place);
  if (event.kind !== "submitted") return;
  const action = caseActions.decode(legacyCaseAction(event.form) ?? event.form);
  if (!action || !isCaseActionCall(action)) return;
  validateCaseActionForm(action.verb, event.values, "2027-03-01");
  caseActionFromForm(action.args[0], action.verb, event);
}

const broken = (error: unknown): never => {
  throw new Error("an arrival that was let in breaks what comes after", { cause: error });
};
/** Only the parser may refuse: an event that passed it must not cause an error here. */
function routeAll(events: InboundEvent[]): void {
  try {
    events.forEach(route);
  } catch (error) {
    broken(error);
  }
}

const listener = {
  commands: featureCommands,
  bot: "U0BOTUSER1",
  emoji: "thread",
  now: 1_763_800_000_000,
};
fuzz(
  "Slack's payloads",
  300_000,
  replays("slack"),
  objects((raw) => {
    const payload = parseSlackPayload(raw);
    readSlackFormRequest(payload, featureCommands);
    routeAll(toInboundEvents(payload, listener));
  }),
);

fuzz("Teams' activities", 200_000, replays("teams"), (json: unknown) => {
  const { data } = Activity.safeParse({ id: "digest", ...Object(json) });
  if (data) routeAll(receiveTeams(data, { at: 0, commands: featureCommands }));
});

const request = "0198b3c4-7d2e-7c3f-9a51-2f4e8d6b1c07";
const somebody = { id: "1", at: 1, by: { id: "U1" } };
const presses = [
  ...caseActionTypes.map((act) => `act/${request}/${act}`),
  ...[
    "skip",
    "why",
    "choose",
    "kind",
    "waits",
    "again",
    "heard",
    "replace",
    "right",
    "form",
    "show",
    "more",
  ].map((verb) => `${verb}/${request}/customer/nobody_outside`),
  ...[
    "answer/2027-03-02/happy",
    "snooze/2027-03-02/hour",
    "erase_all/2027-03-01/2027-03-02",
    "zone/Europe%2FBerlin",
  ].map((path) => `check/${path}`),
  ...[
    "approval/change",
    "drop_days_off/2027-03-01/2027-03-02/DE",
    "group/Sales",
    "language/de",
  ].map((path) => `entwine/${path}`),
  ...["go", "extend", "turn", "settle", "write", "vote", "remark", "keep"].map(
    (verb) => `retro/${verb}/${request}/1/2`,
  ),
  `meet/ask/${request}/${request}`,
];
fuzz(
  "buttons",
  180_000,
  presses.map((press) => pressEvent(somebody, press, "1")),
  (event: unknown) => routeAll([InboundEvent.parse(event)]),
);

const values = {
  text: "words",
  alternative: "another way",
  until: "2027-04-01",
  to: "U2",
  into: request,
  stream: "orders",
  new: "",
  waits: "",
  template: "sailboat",
  sealed: "x",
};
fuzz(
  "forms",
  120_000,
  [
    ...caseActionTypes.map((act) => `act/${request}/${act}`),
    `all/${request}`,
    "request:new",
    "check/settings",
    "entwine/new_group",
    `retro/write/${request}`,
    `retro/propose/${request}`,
  ].map((form) => submittedEvent(somebody, form, values)),
  (event: unknown) => routeAll([InboundEvent.parse(event)]),
);

const environment = {
  ...{
    DATABASE_URL: "postgres://entwine:word@db/entwine",
    HOST: "127.0.0.1",
    PORT: "3000",
    LOG_LEVEL: "info",
    LANG: "de_DE.UTF-8",
  },
  ...{
    SLACK_CLIENT_ID: "1.2",
    SLACK_CLIENT_SECRET: "s",
    SLACK_SIGNING_SECRET: "s",
    ENTWINE_SECRET: "x".repeat(40),
    ENTWINE_PUBLIC_URL: "https://entwine.example.com",
  },
  ...{
    MICROSOFT_APP_ID: "a",
    MICROSOFT_APP_PASSWORD: "b",
    ENTWINE_TEAMS_TENANTS: "7d1c0f1e-0000-4000-8000-000000000001",
    ENTWINE_INTAKE_CHANNEL: "T1=C1,T2=C2",
  },
  ...{
    ENTWINE_TEAMS_INTAKE_CHANNEL: "7d1c0f1e-0000-4000-8000-000000000001=19:x@thread.tacv2",
    OPENAI_BASE_URL: "http://127.0.0.1:1/v1",
    ENTWINE_LOCAL_JUDGE: "false",
  },
};
fuzz(
  "settings from the environment",
  40_000,
  [environment],
  objects((set) =>
    readConfig(
      Object.fromEntries(
        Object.entries(set).map(([name, value]) => [
          name,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
      "/nowhere/.env",
    ),
  ),
  settled,
);
fuzz(
  "an .env file that is changed",
  35_000,
  ["# mine\nPORT=3000\nexport HOST='127.0.0.1' # here\nSLACK_BOT_TOKEN=`xoxb-1`\nX=\"a\nb\"\n"],
  (text: unknown) => applyEnvChanges(String(text), { PORT: "1", HOST: "", OPENAI_MODEL: "a 'b'" }),
  settled,
);

const ask = {
  text: "We need Salesforce for the field team, before everything else, by March",
  wants: ["control", "request", "need", "customer", "measure"] as const,
  today: "2027-03-01",
};
const rules = await createRulesJudge().read({ ...ask, wants: [...ask.wants] });
const read = loadReadMessagePrompt();
const sure = (label: unknown) => ({ label, confidence: 0.9 });
const answer = {
  control: sure("skip"),
  request: {
    ...{
      is_request: sure(true),
      small_talk: sure("other"),
      kind: sure("new_solution"),
      priority_claim: sure(true),
      provider_language: sure(false),
      parts: [ask.text],
      subject: "Salesforce",
    },
    said: {
      need: "the field team",
      customer: null,
      measure: "by March",
      symptom: null,
      since: null,
      affected: null,
      decision: null,
      deadline: null,
      priority: "before everything else",
    },
  },
  need: {
    ...sure("need"),
    restated: "See what was ordered",
    follow_up: "What would go better?",
    since: null,
    affected: null,
  },
  customer: { ...sure("direct"), lens: "experience", link: null, owner: "the field team" },
  measure: { date: "2027-03-31" },
};
const [brief, recap] = [loadBriefPrompt(), loadRecapPrompt()];
const fenced = (value: unknown): string =>
  `<think>so</think>\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;
fuzz(
  "a model's answers",
  40_000,
  [
    answer,
    fenced(answer),
    JSON.stringify(answer),
    { title: "Orders", summary: "See them.", quotes: ["a"] },
  ],
  (said: unknown) => {
    const json = typeof said === "string" ? extractJson(said) : said;
    const { data } = read.output.safeParse(json);
    if (data)
      validateModelReading({ ...ask, wants: [...ask.wants] }, data, rules, read.instructions);
    const draft = brief.output.safeParse(json).data;
    if (draft) sanitizeBriefDraft(draft, brief.instructions);
    const kept = recap.output.safeParse(json).data;
    if (kept) sanitizeRecap(kept, ["a note"], recap.instructions);
  },
);

fuzz(
  "what the ledger keeps of settings and addresses",
  30_000,
  [
    {
      model: "partner",
      capacity: 5,
      approvals: { change: { people: ["U1"], all: true } },
      nudge: true,
      zone: "UTC",
      language: "de",
    },
    {
      serviceUrl: "https://smba.trafficmanager.net/emea/",
      bot: "28:1",
      tenant: "t",
      conversation: "a:1",
    },
  ],
  (row: unknown) => {
    TeamsReference.safeParse(row);
    WorkspaceSettings.parse(row);
  },
);

/**
 * A second, independent implementation: compares the trusted parts of the host name from its end.
 */
const ofMicrosoft =
  /(?:^|\.)(?:smba(?:\.onyx\.prod\.teams)?\.trafficmanager\.net|smba\.infra\.(?:gcc\.teams\.microsoft\.com|(?:gov|dod)\.teams\.microsoft\.us)|frontend\.botapi\.msg\.infra\.teams\.microsoftonline\.cn|botframework\.(?:com|us))$/;
fuzz(
  "addresses that a message may be sent to",
  52_000,
  [
    "https://smba.trafficmanager.net/emea/",
    "https://webchat.botframework.com/",
    "https://smba.infra.gov.teams.microsoft.us/x",
  ],
  (text: unknown) => {
    const url = String(text);
    if (isTrustedServiceUrl(url, { local: false }))
      expect(new URL(url)).toMatchObject({
        protocol: "https:",
        hostname: expect.stringMatching(ofMicrosoft),
        port: "",
        username: "",
        password: "",
      });
  },
);

const folder = freshFolder();
const loaded = pathToFileURL(`${folder}/`);
const template = readFileSync(
  new URL("../../prompts/retrospectives/sailboat.md", import.meta.url),
  "utf8",
);
const item = readFileSync(new URL("../../prompts/catalogue/password.md", import.meta.url), "utf8");
fuzz(
  "templates and the catalogue",
  2_000,
  [template, item],
  (text: unknown) => {
    writeFileSync(join(folder, "own.md"), String(text));
    const [one, other] = [() => loadRetroTemplates(loaded), () => loadCatalogue(loaded)].map(
      (load) => {
        try {
          return load();
        } catch (error) {
          return error;
        }
      },
    );
    for (const each of [one, other]) if (each instanceof Error && !settled(each)) throw each;
  },
  settled,
);

it("training rows for the judge: each of 1,000 lines is answered or named", async () => {
  const rows = [
    { id: 1, task: "request", text: "x" },
    { id: "a", task: "need", request: "x", answer: "y" },
  ].map((row) => JSON.stringify(row));
  const lines = Array.from({ length: 1_000 }, (_, number) =>
    String(mutateValue(rows[number % 2], seededRolls(seed + number))).replaceAll(
      /[\r\n\u2028\u2029]/g,
      " ",
    ),
  );
  const said: string[] = [];
  const into = () =>
    new Writable({
      write(chunk, _, done) {
        said.push(...String(chunk).split("\n").filter(Boolean));
        done();
      },
    });
  const judge = { read: async () => rules };
  await runJudgeCommand(judge, {
    input: Readable.from(lines.map((line) => `${line}\n`)),
    output: into(),
    errors: into(),
  });
  expect(said).toHaveLength(lines.filter((line) => line.trim() !== "").length);
  total += 1_000;
});
