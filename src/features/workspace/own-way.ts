/**
 * In the customer model colleagues choose for themselves: how they go their own way, and what is
 * supported.
 */

import type { Words } from "../../lib/i18n.ts";
import type { Reader } from "../../storage/store.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "./settings.ts";

/** What colleagues hear who go their own way: the workspace's own words, else the usual ones. */
export const ownWayText = ({ ownWay: own }: WorkspaceSettings, words: Words): string =>
  own ?? words.plain("organisation.own_way");

/**
 * The same where the workspace follows the customer model; nothing in the partner model, where a
 * need is met together.
 */
export async function readOwnWayText(
  on: Reader,
  workspace: string,
  words: Words,
): Promise<{ ownWay?: string }> {
  const settings = await readWorkspaceSettings(on, workspace);
  return settings.model === "customer" ? { ownWay: ownWayText(settings, words) } : {};
}
