/**
 * What the bot answers to in Teams, in one place: the manifest announces it and the ear hears it.
 */
import type { InboundEventOf } from "../../platform/event.ts";
import type { RichText } from "../../platform/rich-text.ts";

type Command = InboundEventOf<"command">["command"];

/**
 * Commands are plain messages in Teams, so an answer may well begin with one of these words
 * ("Request it from the dealers first"). Without a slash, the word is a command only alone or
 * before one of its own verbs.
 */
export const teamsCommands = {
  request: ["mine", "find", "team", "backlog"],
  check: [
    "on",
    "off",
    "time",
    "days",
    "pause",
    "back",
    "weekly",
    "daily",
    "zone",
    "region",
    "team",
    "chain",
    "mine",
    "settings",
    "now",
    "help",
  ],
  retro:
    "start next back add group vote discuss action actions status summary history facilitate cancel join observe ready until every move stop help".split(
      " ",
    ),
  entwine: ["help", "settings", "group", "groups"],
} as const satisfies Record<Command, readonly string[]>;

/** The message extension's action on somebody's message. */
export const messageActionId = "askPartnerQuestions";

const spoken = new RegExp(`^(/?)(${Object.keys(teamsCommands).join("|")})(?:\\s+|$)`, "i");

/** The command at the start of a message, and what follows it. */
export function parseTeamsCommand(
  text: RichText,
): { command: Command; text: RichText } | undefined {
  const [first, ...others] = text;
  const match = typeof first === "string" ? spoken.exec(first) : null;
  if (typeof first !== "string" || !match) return undefined;
  const command = match[2]!.toLowerCase() as Command;
  const after = first.slice(match[0].length);
  const verb = after.split(/\s/, 1)[0]!.toLowerCase();
  const alone = after === "" && others.length === 0;
  if (match[1] === "" && !alone && !(teamsCommands[command] as readonly string[]).includes(verb))
    return undefined;
  return { command, text: after === "" ? others : [after, ...others] };
}
