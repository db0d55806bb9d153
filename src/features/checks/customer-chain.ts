/** A team's chain to the paying customer: who uses its work, who uses theirs, and so on. */

import type { Person } from "../../platform/conversation-ref.ts";
import { readPersonNames } from "../../storage/directory.ts";
import { and, eq, inArray, sql } from "../../storage/drizzle.ts";
import { preparedList } from "../../storage/prepared.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { everyoneGroup } from "./check.ts";

/** Most links of a chain. */
export const maxChainLinks = 8;
const maxLinkCharacters = 60;
/** Limit of the text that is read: the time for blanks in a row grows with their square. */
const maxReadCharacters = 2_000;

/** The way from a team to the paying customer. */
export interface Chain {
  group: string;
  /** The team first, the paying customer last. */
  links: string[];
  by: Person;
  at: Date;
}

/** Returns a link as it is stored: one line, cut, without arrows. */
export const normaliseChainLink = (text: string): string =>
  text
    .trim()
    .slice(0, maxReadCharacters)
    .replaceAll(/\s*(?:→|->|>|\n)\s*/g, " ")
    .replace(/^[\s.,:;–-]+|[\s.,:;!–-]+$/gu, "")
    .slice(0, maxLinkCharacters)
    .trim();

/** Parses `Platform > Field sales > Dealers`; returns `undefined` where there is no arrow. */
export function parseChainLinks(text: string): string[] | undefined {
  const links = text
    .split(/→|->|>/)
    .map(normaliseChainLink)
    .filter(Boolean);
  return links.length > 1 ? links.slice(0, maxChainLinks) : undefined;
}

/** Returns whether a message says that the last link is the paying customer. */
export const isEndOfChain = (text: string): boolean =>
  /^(?:(?:no ?body|that['’]?s (?:it|them|all|the (?:end|customer))|done|the end|end|they (?:pay|do pay|are the (?:paying )?customers?)|finished|fertig|niemand|fini|personne|nadie)[\s.!]*)$/iu.test(
    text.trim(),
  );

/** Reads the chains of groups; a group without one has the chain of everyone. */
export async function readChainsByGroup(
  { db, t }: Reader,
  workspaces: readonly string[],
  groups: readonly (string | null)[],
): Promise<(workspace: string, group: string | null) => string[] | undefined> {
  const wanted = [...new Set([everyoneGroup, ...groups.filter((group) => group !== null)])];
  const rows = await db
    .select({ workspace: t.chains.workspace, group: t.chains.group, links: t.chains.links })
    .from(t.chains)
    .where(and(inArray(t.chains.workspace, [...workspaces]), inArray(t.chains.group, wanted)));
  const chains = new Map(
    rows.map(({ workspace, group, links }) => [`${workspace} ${group}`, links]),
  );
  return (workspace, group) =>
    chains.get(`${workspace} ${group}`) ?? chains.get(`${workspace} ${everyoneGroup}`);
}

const linksOf = preparedList("chain_links", ({ db, t: { chains } }: Reader, groups) =>
  db
    .select({ group: chains.group, links: chains.links })
    .from(chains)
    .where(and(eq(chains.workspace, sql.placeholder("workspace")), inArray(chains.group, groups))),
);

/** Returns the links from a group to the paying customer: its own, or those of everyone. */
export async function readChainLinks(
  reader: Reader,
  workspace: string,
  group: string | null,
): Promise<string[] | undefined> {
  const found = await linksOf(reader, [group ?? everyoneGroup, everyoneGroup], { workspace });
  return (found.find((chain) => chain.group === group) ?? found[0])?.links;
}

/** Returns a group's own chain, with its author. */
export async function readChain(
  reader: Reader,
  workspace: string,
  group: string,
): Promise<Chain | undefined> {
  const { db, t } = reader;
  const [row] = await db
    .select()
    .from(t.chains)
    .where(and(eq(t.chains.workspace, workspace), eq(t.chains.group, group)));
  return (
    row && {
      group,
      links: row.links,
      by: (await readPersonNames(reader, workspace, [row.by]))(row.by),
      at: row.at,
    }
  );
}

/** Stores a group's chain. */
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
