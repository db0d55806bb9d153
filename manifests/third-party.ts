/**
 * The licences of the packages that Entwine runs with, for attribution, from the lock file and what
 * is installed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
}

interface Package {
  name: string;
  version: string;
  license: string;
  holders: string[];
  /**
   * The text of its licence without the lines that name the holders; empty where the package brings
   * none.
   */
  text: string;
  notice: string;
}

/** The files of a package at its top whose name begins so, as one text. */
function textOf(folder: string, beginning: RegExp): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && beginning.test(entry.name) && !/\.(?:[cm]?js|ts|json)$/.test(entry.name),
    )
    .map(({ name }) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim())
    .toSorted()
    .join("\n\n");
}

const namesHolder = (line: string): boolean =>
  /^\W*(?:portions )?copyright\b.*(?:\d{4}|\(c\)|©|\bby\b)/i.test(line);

const linesOf = (text: string): string[] =>
  text.split("\n").map((line) => line.replaceAll(/\s+/g, " ").trim());

/** What the package says of its author, where its licence names no holder. */
function authorOf(folder: string): string[] {
  const { author, contributors = [] } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const names = [author, ...[contributors].flat()]
    .map((person) => (typeof person === "string" ? person : person?.name))
    .filter(Boolean);
  return names.slice(0, 1).map((name) => `${name.replace(/\s*[<(].*$/, "")} (author)`);
}

function read(path: string, { version, license = "unknown" }: Locked): Package {
  const folder = join(root, path);
  const text = textOf(folder, /^(?:licen[cs]e|copying|unlicense)/i);
  const isApache = license === "Apache-2.0"; // its text has a template of such a line
  const named = isApache
    ? []
    : [...new Set(linesOf(text).filter(namesHolder))].map((line) =>
        line.replace(/^\W+(?=copyright)/i, ""),
      );
  const kept = text
    .split("\n")
    .filter((line) => isApache || !namesHolder(line.replaceAll(/\s+/g, " ").trim()));
  return {
    ...{
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      license,
    },
    holders: named.length > 0 ? named : authorOf(folder),
    text: kept
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim(),
    notice: textOf(folder, /^notice/i),
  };
}

/** Two texts that differ in nothing but their layout are the same. */
const sameText = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();

const byName = (a: Package, b: Package): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1;

const quote = (text: string): string =>
  text
    .split("\n")
    .map((line) => `    ${line}`.trimEnd())
    .join("\n");

/**
 * The content of `THIRD-PARTY.md`: each package that runs, its licence and who holds the rights,
 * and each text of a licence once.
 */
export function thirdParty(): string {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const running = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional,
  );
  const unique = new Map(
    running
      .map(([path, locked]) => read(path, locked))
      .map((each) => [`${each.name}@${each.version}`, each]),
  );
  const packages = [...unique.values()].toSorted(byName);
  const texts = Object.values(
    Object.groupBy(
      packages.filter(({ text }) => text),
      ({ text }) => sameText(text),
    ),
  ).map((group) => group!);
  const list = packages.map(
    ({ name, version, license, holders }) =>
      `- ${[`**${name}** ${version}, ${license}`, ...holders].join("; ")}`,
  );
  const notices = packages
    .filter(({ notice }) => notice)
    .map(({ name, notice }) => `### ${name}\n\n${quote(notice)}`);
  const licences = texts.map(
    (group) =>
      `### ${[...new Set(group.map(({ license }) => license))].join(", ")}: ${group.map(({ name }) => name).join(", ")}\n\n${quote(group[0]!.text)}`,
  );
  return `${[
    "# Third-party licences",
    "The packages that are installed with Entwine to run (`npm ci --omit=dev`), with their licences. Written by `npm run manifests` from the lock file and the packages themselves; a test holds the two together.",
    list.join("\n"),
    ...(notices.length > 0 ? ["## Notices", ...notices] : []),
    "## Texts of the licences",
    ...licences.toSorted(),
  ].join("\n\n")}\n`;
}
