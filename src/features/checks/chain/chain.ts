/** A team's way to the paying customer: who uses what it makes, and who uses theirs. */

import type { Person } from "../../../platform/conversation-ref.ts";
import { readPersonNames } from "../../../storage/directory.ts";
import { and, eq, inArray } from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { everyoneGroup } from "../picture/count-weeks.ts";

/** More links than these are a process chart. */
export const maxChainLinks = 8;
/**
 * Characters of one, and of what somebody wrote that is looked at for it: blanks in a row take time
 * that grows with the square of their number.
 */
const [longestLink, readable] = [60, 2_000];

export interface Chain {
  group: string;
  /** The team first, the paying customer last. */
  links: string[];
  by: Person;
  at: Date;
}

/** A link as it is kept: one line, not too long, without the sign that stands between two. */
export const normaliseChainLink = (text: string): string =>
  text
    .trim()
    .slice(0, readable)
    .replaceAll(/\s*(?:→|->|>|\n)\s*/g, " ")
    .replace(/^[\s.,:;–-]+|[\s.,:;!–-]+$/gu, "")
    .slice(0, longestLink)
    .trim();

/** `Platform > Field sales > Dealers`; undefined where there is no arrow. */
export function parseChainLinks(text: string): string[] | undefined {
  const links = text
    .split(/→|->|>/)
    .map(normaliseChainLink)
    .filter(Boolean);
  return links.length > 1 ? links.slice(0, maxChainLinks) : undefined;
}

/** Says that the last link is the one who pays. */
export const isEndOfChain = (text: string): boolean =>
  /^(?:(?:no ?body|that['’]?s (?:it|them|all|the (?:end|customer))|done|the end|end|they (?:pay|do pay|are the (?:paying )?customers?)|finished|fertig|niemand|fini|personne|nadie)[\s.!]*)$/iu.test(
    text.trim(),
  );

/**
 * The chains of some groups, each by `workspace group`; under `everyone` the one of those who have
 * none.
 */
export async function readChainsByGroup(
  { db, t }: Reader,
  workspaces: readonly string[],
  groups: readonly (string | null)[],
): Promise<(workspace: string, group: string | null) => string[] | undefined> {
  const named = [...new Set([everyoneGroup, ...groups.filter((group) => group !== null)])];
  const rows = await db
    .select({ workspace: t.chains.workspace, group: t.chains.group, links: t.chains.links })
    .from(t.chains)
    .where(and(inArray(t.chains.workspace, [...workspaces]), inArray(t.chains.group, named)));
  const chains = new Map(
    rows.map(({ workspace, group, links }) => [`${workspace} ${group}`, links]),
  );
  return (workspace, group) =>
    chains.get(`${workspace} ${group}`) ?? chains.get(`${workspace} ${everyoneGroup}`);
}

/**
 * The links between a group and the paying customer, for a brief or a report: its own, or those
 * that hold for everybody.
 */
export const readChainLinks = async (
  on: Reader,
  workspace: string,
  group: string | null,
): Promise<string[] | undefined> =>
  (await readChainsByGroup(on, [workspace], [group]))(workspace, group);

/** A group's own chain, with who wrote it. */
export async function readChain(
  on: Reader,
  workspace: string,
  group: string,
): Promise<Chain | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select()
    .from(t.chains)
    .where(and(eq(t.chains.workspace, workspace), eq(t.chains.group, group)));
  return (
    row && {
      group,
      links: row.links,
      by: (await readPersonNames(on, workspace, [row.by]))(row.by),
      at: row.at,
    }
  );
}

export async function writeChain(
  { db, t }: Writer,
  workspace: string,
  { group, links, by, at }: Chain,
): Promise<void> {
  const set = { links, by: by.id, at };
  await db
    .insert(t.chains)
    .values({ workspace, group, ...set })
    .onConflictDoUpdate({ target: [t.chains.workspace, t.chains.group], set });
}
