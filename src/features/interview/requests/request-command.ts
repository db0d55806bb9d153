/** Parsing of the command `/request` and the words after it. */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import { readControlPhrase } from "../../../nlu/rules/acts/control-phrases.ts";
import type { CommandSpec } from "../../../platform/adapter.ts";
import { type RichText, toPlainText, withoutMentions } from "../../../platform/rich-text.ts";
import { parseRequestNumber, requestNumberIn } from "../../cases/brief/request-title.ts";
import { interviewActions } from "../model/actions.ts";

/** Actions that are only typed: routing decodes no path of this table. */
const requestCommands = defineActions("request", {
  help: {},
  mine: {},
  team: {},
  backlog: {},
  /** The request with this number. */
  detail: { args: [z.coerce.number<string>()] },
  find: { args: [z.string()] },
  /** Cancels the request with this number, or the one under discussion. */
  cancel: { args: [z.coerce.number<string>().optional()] },
  /** Anything else is a new request in these words. */
  open: {},
});

/** The command `/request`. */
export const requestCommand: CommandSpec = {
  name: requestCommands.feature,
  verbs: ["mine", "find", "team", "backlog", "help"],
  form: interviewActions.encode("ask"),
};

/** A decoded `/request` command. */
export type RequestCommand = ActionIn<typeof requestCommands>;

/** Parses what follows the command. */
export function parseRequestCommand(text: RichText): RequestCommand {
  const { create } = requestCommands;
  const said = toPlainText(text).trim();
  const verb = said.toLowerCase();
  if (verb === "" || verb === "find") return create("help");
  if (verb === "help" || verb === "mine" || verb === "team" || verb === "backlog")
    return create(verb);
  const number = parseRequestNumber(said);
  if (number !== undefined) return create("detail", number);
  const [, sought] = /^find\b(.*)$/is.exec(said) ?? [];
  if (sought !== undefined) return create("find", sought.trim());
  if (readControlPhrase(said) === "cancel") return create("cancel", requestNumberIn(said));
  return create("open");
}

/** Verbs that count as the command without a slash, since an answer may begin with "request". */
const plainVerb = /^(?:mine|team|backlog|help)\W*$|^find\s|^(?:r-?|#)?\d{1,9}\W*$/i;

/**
 * Returns what follows the command in a message to the bot: "/request …", "request mine", or the
 * number of a request alone ("R-17?"); `undefined` where it is none.
 */
export function textOfTypedRequest(text: RichText): string | undefined {
  const said = withoutMentions(text).trim();
  if (/^(?:r-|#)\d{1,9}\W*$/i.test(said)) return said;
  const [, slash, rest = ""] = /^(\/?)request\s+(.+)$/is.exec(said) ?? [];
  return slash === "/" || plainVerb.test(rest) ? rest.replace(/[?!.]+$/, "") : undefined;
}
