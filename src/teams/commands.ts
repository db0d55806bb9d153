/** What the bot answers to in Teams, in one place: the manifest announces it and the ear hears it. */
import type { ArrivalOf } from "../surface/arrival.ts";
import type { Prose } from "../surface/prose.ts";

type Command = ArrivalOf<"command">["command"];

/** Commands are plain messages in Teams, so an answer may well begin with one of these words ("Request it from the dealers first"). Without a slash, the word is a command only alone or before one of its own verbs. */
export const commands = {
  request: ["mine", "find", "team", "backlog"],
  check: ["on", "off", "time", "days", "pause", "back", "weekly", "daily", "zone", "region", "team", "chain", "mine", "settings", "now", "help"],
  retro: "start next back add group vote discuss action actions status summary history facilitate cancel join observe ready until every move stop help".split(
    " ",
  ),
  entwine: ["help", "settings", "group", "groups"],
} as const satisfies Record<Command, readonly string[]>;

/** The message extension's action on somebody's message. */
export const askAction = "askPartnerQuestions";

const spoken = new RegExp(`^(/?)(${Object.keys(commands).join("|")})(?:\\s+|$)`, "i");

/** The command at the start of a message, and what follows it. */
export function commandIn(text: Prose): { command: Command; text: Prose } | undefined {
  const [first, ...others] = text;
  const match = typeof first === "string" ? spoken.exec(first) : null;
  if (typeof first !== "string" || !match) return undefined;
  const command = match[2]!.toLowerCase() as Command;
  const after = first.slice(match[0].length);
  const verb = after.split(/\s/, 1)[0]!.toLowerCase();
  const alone = after === "" && others.length === 0;
  if (match[1] === "" && !alone && !(commands[command] as readonly string[]).includes(verb)) return undefined;
  return { command, text: after === "" ? others : [after, ...others] };
}
