/**
 * State of a setup: current settings and answers. Asks for each value until it is valid, with hints
 * for values that people paste by mistake.
 */

import { validateSetting } from "../../app/settings.ts";
import { capitaliseSentence } from "../../lib/errors.ts";
import type { Finding } from "../doctor/report.ts";
import type { SetupPrompts } from "./prompts.ts";

/** Question for the value of a setting. */
interface Question {
  name: string;
  message: string;
  secret?: true;
  /** May be left empty. */
  optional?: true;
  /** Proposed if nothing is set. */
  initial?: string;
}

/** Values that the setup has so far, and the questions that change them. */
export interface SetupSession {
  value(name: string): string | undefined;
  /** Sets a value; an empty one removes the setting. */
  set(name: string, value: string): void;
  /**
   * Asks questions one by one, then checks whether the values work. Values that fail can be entered
   * again or kept.
   */
  ask(
    questions: readonly Question[],
    check?: { message: string; run(): Promise<Finding[]> },
  ): Promise<void>;
  /** Returns the answers that differ from the current settings. */
  changes(): Record<string, string>;
}

/** Opens a session on the current values. */
export function openSetupSession(
  prompts: SetupPrompts,
  current: Readonly<Record<string, string | undefined>>,
): SetupSession {
  const answers: Record<string, string> = {};
  const value = (name: string): string | undefined => answers[name] ?? current[name]?.trim();

  async function askFor({ name, message, secret, optional, initial }: Question): Promise<void> {
    const given = value(name);
    const validate = (pasted: string): string | undefined => {
      const normalised = normalisePastedValue(name, pasted);
      if (normalised) return pasteHint(name, normalised);
      if (secret && given) return pasteHint(name, given);
      return optional ? undefined : "This value is required.";
    };
    const answer = normalisePastedValue(
      name,
      secret
        ? await prompts.askSecret(`${message}${given ? " · Enter keeps it" : ""}`, validate)
        : await prompts.askText(`${message}${optional ? " · Enter skips it" : ""}`, {
            initial: given || initial || "",
            validate,
          }),
    );
    if (answer || !secret) answers[name] = answer;
  }

  return {
    value: (name) => value(name) || undefined,
    set(name, given) {
      answers[name] = given;
    },
    async ask(questions, check) {
      for (;;) {
        for (const question of questions) await askFor(question);
        if (!check) return;
        const findings = await prompts.withSpinner(check.message, check.run);
        for (const { state, part, what, todo } of findings)
          prompts[state === "ok" ? "success" : state === "warning" ? "warn" : "error"](
            `${part}: ${what}${todo && state !== "ok" ? `\n${capitaliseSentence(todo)}` : ""}`,
          );
        if (findings.every(({ state }) => state !== "broken")) return;
        const again = await prompts.selectOne(
          "What do you want to do?",
          [
            { value: "again", label: "Enter it again" },
            { value: "keep", label: "Keep it and fix it later" },
          ],
          "again",
        );
        if (again === "keep") return;
      }
    },
    changes: () =>
      Object.fromEntries(
        Object.entries(answers).filter(
          ([name, answer]) => answer !== (current[name]?.trim() ?? ""),
        ),
      ),
  };
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type PasteMistake = [pattern: RegExp, hint: string];

const slackMistakes: Record<
  "bot" | "app" | "secret" | "person" | "rotating" | "hook",
  PasteMistake
> = {
  bot: [/^xoxb-/, "That is the bot's token (xoxb-)."],
  app: [/^xapp-/, "That is the app-level token (xapp-)."],
  secret: [/^[0-9a-f]{32}$/i, "That looks like the signing secret, or the client secret."],
  person: [/^xoxp-/, "That is a person's token (xoxp-)."],
  rotating: [
    /^xoxe[.-]/,
    "That is a token that expires (xoxe). Switch token rotation off in the app's settings.",
  ],
  hook: [/^https:\/\/hooks\.slack\.com/, "That is a webhook, which can only post messages."],
};

const { bot, app, secret, person, rotating, hook } = slackMistakes;
const withWanted = (mistakesOf: PasteMistake[], wanted: string): PasteMistake[] =>
  mistakesOf.map(([pattern, hint]) => [pattern, `${hint} ${wanted}`]);

const notGuid: PasteMistake = [
  new RegExp(`^(?!${guid.source.slice(1)})`, "i"),
  "It has the form 01234567-89ab-cdef-0123-456789abcdef; you find it in the app registration's overview.",
];

const mistakesOf: Record<string, PasteMistake[]> = {
  SLACK_BOT_TOKEN: withWanted(
    [app, person, rotating, secret, hook],
    "The bot's token begins with xoxb- (OAuth & Permissions, Bot User OAuth Token).",
  ),
  SLACK_APP_TOKEN: withWanted(
    [bot, person, rotating, secret, hook],
    "The app-level token begins with xapp- (Basic Information, App-Level Tokens).",
  ),
  SLACK_SIGNING_SECRET: [
    ...withWanted(
      [bot, app, person, rotating, hook],
      "The signing secret is in Basic Information, App Credentials.",
    ),
    [
      /^(?![0-9a-f]{32}$)/i,
      "It has 32 digits and letters a to f (Basic Information, App Credentials, Signing Secret).",
    ],
  ],
  SLACK_CLIENT_SECRET: withWanted(
    [bot, app, person, rotating, hook],
    "The client secret is in Basic Information, App Credentials.",
  ),
  ENTWINE_INTAKE_CHANNEL: [
    [
      /^#/,
      "That is the channel's name. Its id begins with C and is at the end of the channel's details; you can also paste a link to the channel.",
    ],
    [/^[UW][A-Z0-9]{6,}$/, "That is a person's id. A channel's begins with C."],
    [/^T[A-Z0-9]{6,}$/, "That is the workspace's id. A channel's begins with C."],
    [/^19:/, "That is a channel in Teams. A Slack channel's id begins with C."],
  ],
  ENTWINE_TEAMS_INTAKE_CHANNEL: [
    [
      /^[#CG]/,
      "That is no channel in Teams. Paste what Get link to channel gives, or the id, 19:…@thread.tacv2.",
    ],
    [
      /^(?!19:.+@thread\.(?:tacv2|skype)$)/,
      "It has the form 19:…@thread.tacv2. Paste what Get link to channel gives.",
    ],
  ],
  ENTWINE_PUBLIC_URL: [
    [
      /^https?:\/\/(?:localhost|127\.|\[::1\])/,
      "That is this machine's local address, which others cannot reach. Use the address of your proxy or tunnel.",
    ],
    [
      /^http:/,
      "Slack and Microsoft require https. Put a proxy or a tunnel with a certificate in front.",
    ],
    [/^(?!https:\/\/)/, "It begins with https://, as in https://entwine.example.com."],
    [/^https:\/\/[^/]+\/./, "Only the address, without a path: https://entwine.example.com."],
  ],
  MICROSOFT_APP_ID: [notGuid],
  MICROSOFT_APP_TENANT_ID: [notGuid],
  MICROSOFT_APP_PASSWORD: [
    [
      guid,
      "That is the secret's id. Enter its value, which is shown only once, when the secret is created.",
    ],
  ],
  DATABASE_URL: [
    [/^(?:mysql|mariadb|sqlserver|mongodb)\b/, "Entwine supports SQLite and PostgreSQL only."],
    [/^(?!postgres(?:ql)?:\/\/|file:)/, "It has the form postgres://name:password@host/database."],
  ],
  OPENAI_BASE_URL: [
    [/\/chat\/completions\/?$/, "Without /chat/completions at its end; most end in /v1."],
  ],
};

/** Removes characters left from copying, and extracts the id from a link to a channel. */
export function normalisePastedValue(name: string, pasted: string): string {
  const bare = pasted
    .trim()
    .replace(new RegExp(`^(?:export\\s+)?${name}\\s*=\\s*`), "")
    .replace(/^(["'`])(.*)\1$/, "$2")
    .trim();
  if (name === "ENTWINE_INTAKE_CHANNEL")
    return (
      /^https:\/\/\S+\/archives\/([CGD]\w+)/.exec(bare)?.[1] ?? /^<#(\w+)/.exec(bare)?.[1] ?? bare
    );
  if (name === "ENTWINE_TEAMS_INTAKE_CHANNEL")
    return decodeURIComponentOr(/\/l\/channel\/([^/?]+)/.exec(bare)?.[1] ?? bare);
  if (/_URL$/.test(name) && name !== "DATABASE_URL") return bare.replace(/\/+$/, "");
  return bare;
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns a hint about an error in a normalised value, or `undefined`. Never contains the value.
 */
export function pasteHint(name: string, value: string): string | undefined {
  const mistake = mistakesOf[name]?.find(([pattern]) => pattern.test(value));
  return mistake?.[1] ?? validateSetting(name, value)?.replace(`${name} must`, "It must");
}
