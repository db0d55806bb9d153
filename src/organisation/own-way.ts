/** In the customer model colleagues choose for themselves: how they go their own way, and what is supported. */
import type { Reader } from "../storage/store.ts";
import type { Words } from "../words.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What colleagues hear who go their own way: the workspace's own words, else the usual ones. */
export const ownWay = ({ ownWay: own }: Settings, words: Words): string => own ?? words.label("organisation.own_way");

/** The same where the workspace follows the customer model; nothing in the partner model, where a need is met together. */
export async function choiceIn(on: Reader, workspace: string, words: Words): Promise<{ ownWay?: string }> {
  const settings = await readSettings(on, workspace);
  return settings.model === "customer" ? { ownWay: ownWay(settings, words) } : {};
}
