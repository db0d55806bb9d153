/** Parsing of the command `/request` and the words after it. */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import { readControlPhrase } from "../../../nlu/rules/acts/control-phrases.ts";
import type { CommandSpec } from "../../../platform/adapter.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
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

export const requestCommand: CommandSpec = {
  name: requestCommands.feature,
  verbs: ["mine", "find", "team", "backlog", "help"],
  form: interviewActions.encode("ask"),
};

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
