/** Hints for values that people paste by mistake instead of the requested one. */
import { validateSetting } from "../../app/settings.ts";

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
