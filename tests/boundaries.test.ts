/** The rules of the house that a machine can keep: which folder of src may import which, where each vendor's package may appear, how long a file may get, and that no sentence is missing or left over. */
import { globSync, readFileSync } from "node:fs";
import { basename, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { loadWords } from "../src/words.ts";

const features = ["requests", "checks", "retrospectives", "ledger"];
const feature = ["surface", "judgement", "storage", "clock", "working-time", "time-zone", "public-holidays", "words", "errors", "zod", "organisation"];
const platform = ["surface", "words", "log", "errors", "clock", "time-limit", "zod"];

/** Folders of src, modules beside them, and packages; everybody may import from the own folder and from Node. The roots may import everything, and nobody them but one another. */
const roots = ["main", "serve"];

const mayImport: Record<string, string[]> = {
  clock: [],
  errors: [],
  progress: [],
  "time-limit": [],
  shutdown: ["log", "time-limit"],
  config: ["errors", "zod"],
  secrets: ["errors"],
  installations: ["secrets", "storage", "organisation", "surface", "clock"],
  log: ["config", "errors", "pino"],
  words: ["surface", "intl-messageformat"],
  "working-time": ["clock"],
  "time-zone": ["windows-iana"],
  "public-holidays": ["date-holidays"],
  watch: ["storage", "surface", "web", "log"],
  surface: ["zod"],
  judgement: ["surface", "clock", "errors", "log", "openai", "zod"],
  storage: [
    "surface",
    "judgement",
    "clock",
    "working-time",
    "time-zone",
    "errors",
    "house-secret",
    "progress",
    "time-limit",
    "drizzle-orm",
    "drizzle-kit",
    "better-sqlite3",
    "pg",
    "zod",
  ],
  feature: ["surface", "judgement", "storage", "words"],
  organisation: [...feature, "feature"],
  requests: [...feature, "feature"],
  checks: [...feature, "feature"],
  retrospectives: [...feature, "feature", "secrets"],
  ledger: [...feature, "feature", "csv-stringify"],
  privacy: [...feature, "feature", "requests", "retrospectives", "ledger", "secrets"],
  turn: [...features, "privacy", ...feature, "feature", "schedule", "log"],
  schedule: ["storage", "surface", "clock", "working-time", "errors", "log"],
  slack: [...platform, "@slack/bolt", "@slack/oauth", "@slack/types", "@slack/web-api", "undici"],
  teams: [...platform, "botbuilder", "express", "htmlparser2", "jose"],
  terminal: [...platform, "@clack/prompts", "fast-wrap-ansi"],
  doctor: ["config", "secrets", "storage", "slack", "errors"],
  setup: ["doctor", "config", "house-secret", "errors", "words", "slack", "manifests/teams-app.ts", "@clack/prompts"],
  web: ["ledger", "privacy", "organisation", "storage", ...platform, "hono", "@hono/node-server", "prom-client"],
};

const sources = globSync("src/**/*.ts").map((file) => ({ file, text: readFileSync(file, "utf8") }));

const importing =
  /(?:^|[;\s])(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|(?:^|[;\s])import\s*["']([^"']+)["']|\b(?:import|require|load)\(\s*["']([^"']+)["']\s*\)/g;

/** `src/slack/send.ts` is of `slack`, `src/log.ts` of `log`; `hono/html` of `hono`; a file outside of src of itself. */
const moduleOf = (path: string) => (path.startsWith("src/") ? path.split("/")[1]!.replace(/\.ts$/, "") : path);
const packageOf = (name: string) =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

const imports = sources.flatMap(({ file, text }) =>
  [...text.matchAll(importing)]
    .map(([, from, bare, lazy]) => (from ?? bare ?? lazy)!)
    .filter((name) => !name.startsWith("node:"))
    .map((name) => ({ file, from: moduleOf(file), to: name.startsWith(".") ? moduleOf(normalize(join(file, "..", name))) : packageOf(name) })),
);

describe("imports", () => {
  it("are found at all", () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({ file: "src/storage/postgres.ts", from: "storage", to: "pg" });
  });

  it("go where the house allows", () => {
    const strays = imports.filter(({ from, to }) => !roots.includes(from) && from !== to && to !== "package.json" && !mayImport[from]?.includes(to));
    expect(strays.map(({ file, to }) => `${file} -> ${to}`)).toEqual([]);
  });

  it("take the query language from storage/drizzle.ts, which loads it without its cost", () => {
    const strays = sources.filter(({ text }) => /^(?:import|export) (?!type\b)[^;]*from "drizzle-orm/m.test(text));
    expect(strays.map(({ file }) => file)).toEqual([]);
  });
});

it("keeps each file short enough to be read at once", () => {
  const long = sources.filter(({ text }) => text.split("\n").length > 251);
  expect(long.map(({ file }) => file)).toEqual([]);
});

it("has tests wait by the limit that all share, which knows how fast the machine is", () => {
  const impatient = globSync("tests/**/*.ts").filter((file) => /\bvi\s*\.waitFor\(|\btimeout: [\d_]+\b|^ *\}, [\d_]{4,}\);/m.test(readFileSync(file, "utf8")));
  expect(impatient).toEqual(["tests/harness/eventually.ts"]);
});

it("reads the environment in config.ts alone", () => {
  const readers = sources.filter(({ file, text }) => /\bprocess\.env\b(?!`)/.test(text) && !["src/config.ts", "src/storage/drizzle.config.ts"].includes(file));
  expect(readers.map(({ file }) => file)).toEqual([]);
});

describe("sentences", () => {
  const keys = loadWords("en").keys();
  const files = new Set(keys.map((key) => key.split(".")[0]!));
  /** What could name a sentence: literals of one word with dots, and templates of such with something filled in. */
  const literals = sources.flatMap(({ text }) =>
    [...text.matchAll(/"([\w.-]+)"|`((?:[\w.-]|\$\{[^}`]*\})+)`/g)].map(([, plain, template]) => (plain ?? template)!),
  );
  const pattern = (literal: string) => literal.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, "[\\w.-]+");
  /** Files of words whose name is put before the keys in one place of the code: `requests.${key}`. */
  const prefixed = new Set(literals.flatMap((literal) => /^([\w-]+)\.\$\{[^}]*\}$/.exec(literal)?.[1] ?? []).filter((name) => files.has(name)));
  const telling = literals.filter(
    (literal) => /\w/.test(literal.replaceAll(/\$\{[^}]*\}/g, "")) && ![...prefixed].some((name) => literal.startsWith(`${name}.\${`)),
  );
  const named = new RegExp(`^(?:${[...new Set(telling.map(pattern))].join("|")})$`);

  it("are found at all", () => expect(keys.length).toBeGreaterThan(50));

  it("are there when the code names them", () => {
    const named = literals.filter(
      (literal) => files.has(literal.split(".")[0]!) && /^[\w-]+\.[\w.-]+$/.test(literal) && !/\.(?:md|jsonl?|com|net)$/.test(literal),
    );
    expect(named.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it("are named by the code, each of them", () => {
    const used = (key: string) => named.test(key) || (prefixed.has(key.split(".")[0]!) && named.test(key.slice(key.indexOf(".") + 1)));
    expect(keys.filter((key) => !used(key))).toEqual([]);
  });

  it("for a model are each asked for by the code", () => {
    const prompts = globSync("prompts/*.md").map((file) => basename(file, ".md"));
    expect(prompts.filter((name) => !literals.some((literal) => literal === name || literal === `${name}.md`))).toEqual([]);
  });
});
