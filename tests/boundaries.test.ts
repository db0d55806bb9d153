/**
 * Rules of the source tree that a test can check: imports, packages, names, file length, and
 * product texts that are missing or unused.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { featureCommands, featureData } from "../src/app/registry.ts";
import { type InterviewFacts, questions } from "../src/features/interview/model/questions.ts";
import { loadWords } from "../src/lib/i18n.ts";
import { guides } from "./harness/guides.ts";

/** Modules that a feature may import besides its own folder. */
const feature = ["core", "platform", "nlu", "storage", "lib", "zod"];

/**
 * Modules of src (`core`, `platforms/slack`, `features/checks`), and what each may import besides
 * itself and Node: other modules, files outside of src, and packages. `app` and `tools/*` may
 * import everything, and no module may import them.
 */
const mayImport: Record<string, string[]> = {
  lib: [
    "platform",
    "csv-stringify",
    "date-holidays",
    "hono",
    "intl-messageformat",
    "pino",
    "windows-iana",
    "yaml",
    "zod",
  ],
  platform: ["zod"],
  storage: ["platform", "lib", "better-sqlite3", "drizzle-kit", "drizzle-orm", "pg", "zod"],
  nlu: ["lib", "openai", "zod"],
  core: ["platform", "storage", "lib", "zod"],
  "features/workspace": feature,
  "features/checks": [...feature, "features/workspace"],
  "features/retrospectives": [...feature, "features/workspace"],
  "features/interview/model": ["core", "platform", "nlu", "lib", "zod"],
  "features/cases": [
    ...feature,
    "features/interview/model",
    "features/workspace",
    "features/checks",
  ],
  "features/interview": [
    ...feature,
    "features/interview/model",
    "features/workspace",
    "features/checks",
    "features/cases",
  ],
  "features/insights": [
    ...feature,
    "features/interview/model",
    "features/workspace",
    "features/checks",
    "features/cases",
  ],
  "features/privacy": [...feature, "features/workspace"],
  "platforms/slack": [
    "platform",
    "nlu",
    "lib",
    "@slack/bolt",
    "@slack/oauth",
    "@slack/types",
    "@slack/web-api",
    "undici",
    "zod",
  ],
  "platforms/teams": [
    "platform",
    "nlu",
    "lib",
    "botbuilder",
    "express",
    "htmlparser2",
    "jose",
    "zod",
  ],
  "platforms/terminal": ["platform", "lib", "fast-wrap-ansi"],
  "platforms/browser": ["platform", "nlu", "lib", "@hono/node-server", "hono", "zod"],
  web: [
    "core",
    "features/insights",
    "features/privacy",
    "features/workspace",
    "platform",
    "storage",
    "lib",
    "@hono/node-server",
    "hono",
    "prom-client",
  ],
  "ops/doctor": ["app", "features/interview", "platform", "platforms/slack", "storage", "lib"],
  "ops/setup": [
    "platform",
    "app",
    "ops/doctor",
    "platforms/slack",
    "lib",
    "manifests/teams-app.ts",
    "@clack/prompts",
  ],
};

/** Remaining imports that the table above forbids. Remove a line with its last import. */
const notYetRemoved: string[] = [];

/** Remaining import cycles. */
const cyclesNotYetRemoved = ["event-delivery, simulated-replica"];

const grouped = ["features", "ops", "platforms", "tools"];
const isRoot = (module: string): boolean => module === "app" || module.startsWith("tools/");

/**
 * Returns the module of a path: `src/platforms/slack/adapter.ts` belongs to `platforms/slack`,
 * `src/core/route.ts` to `core`, `hono/html` to `hono`; a file outside of src is its own module.
 * The model of the interview (its questions, state and actions) is one too: cases read it, while
 * the rest of the interview builds on cases.
 */
function moduleOf(path: string): string {
  if (!path.startsWith("src/")) return path;
  if (path.startsWith("src/features/interview/model/")) return "features/interview/model";
  const [first = "", second = ""] = path.split("/").slice(1);
  return grouped.includes(first) ? `${first}/${second}` : first;
}

const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

const sources = globSync("src/**/*.ts").map((file) => ({ file, text: readFileSync(file, "utf8") }));

const importing =
  /(?:^|[;\s])(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|(?:^|[;\s])import\s*["']([^"']+)["']|\b(?:import|require|load)\(\s*["']([^"']+)["']\s*\)/g;

const imports = sources.flatMap(({ file, text }) =>
  [...text.matchAll(importing)]
    .map(([, from, bare, lazy]) => (from ?? bare ?? lazy)!)
    .filter((name) => !name.startsWith("node:"))
    .map((name) => ({
      file,
      target: name.startsWith(".") ? normalize(join(dirname(file), name)) : packageOf(name),
    })),
);

/**
 * Returns groups of files that import each other in a cycle, smallest first (Tarjan's algorithm).
 */
function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const next of edges.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const cycle = stack.splice(stack.indexOf(file));
    if (cycle.length > 1) cycles.push(cycle.sort());
  };
  for (const file of edges.keys()) if (!index.has(file)) visit(file);
  return cycles.sort((a, b) => a.length - b.length);
}

describe("imports", () => {
  it("are found by this test", () => {
    expect(imports.length).toBeGreaterThan(1_000);
    expect(imports).toContainEqual({
      file: "src/storage/engine/postgres/postgres-store.ts",
      target: "pg",
    });
  });

  it("follow the table of modules", () => {
    const forbidden = imports.filter(({ file, target }) => {
      const [from, to] = [moduleOf(file), moduleOf(target)];
      return (
        !isRoot(from) && from !== to && to !== "package.json" && !mayImport[from]?.includes(to)
      );
    });
    const modules = new Set(
      forbidden.map(({ file, target }) => `${moduleOf(file)} -> ${moduleOf(target)}`),
    );
    expect([...modules].sort()).toEqual(notYetRemoved);
  });

  it("use only packages that `npm ci --omit=dev` installs", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    const missing = imports.filter(
      ({ file, target }) =>
        !/\.\w+$/.test(target) &&
        !Object.hasOwn(dependencies, target) &&
        file !== "src/storage/drizzle.config.ts",
    );
    expect(missing).toEqual([]);
  });

  it("use nothing from the tests", () => {
    expect(imports.filter(({ target }) => target.startsWith("tests/"))).toEqual([]);
    const named = sources.filter(({ text }) => /["'`](?:\.\.\/)+tests\//.test(text));
    expect(named.map(({ file }) => file)).toEqual([]);
  });

  it("form no cycle, including imports of types", () => {
    const edges = new Map(
      sources.map(({ file }) => [
        file,
        imports
          .filter((each) => each.file === file && each.target.startsWith("src/"))
          .map(({ target }) => target),
      ]),
    );
    expect(
      findCycles(edges).map((files) => files.map((file) => basename(file, ".ts")).join(", ")),
    ).toEqual(cyclesNotYetRemoved);
  });

  it("load the query language through storage/drizzle.ts, which makes that cheap", () => {
    const direct = sources.filter(({ text }) =>
      /^(?:import|export) (?!type\b)[^;]*from "drizzle-orm/m.test(text),
    );
    expect(direct.map(({ file }) => file)).toEqual([]);
  });
});

describe("names and files", () => {
  it("declare each exported name once", () => {
    const declared =
      /^export (?:declare )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) ([\w$]+)/gm;
    const files = new Map<string, Set<string>>();
    for (const { file, text } of sources)
      for (const [, name] of text.matchAll(declared))
        files.set(name!, (files.get(name!) ?? new Set()).add(file));
    expect(
      [...files]
        .filter(([, where]) => where.size > 1)
        .map(([name, where]) => `${name}: ${[...where].join(", ")}`),
    ).toEqual([]);
  });

  it("keep each file under 350 lines, unless its first comment says why", () => {
    const long = sources.filter(
      ({ text }) =>
        text.split("\n").length > 351 && !/^\/\*\*[^/]*over 350 lines because/i.test(text),
    );
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it("read the environment only in app/config.ts", () => {
    const readers = sources.filter(
      ({ file, text }) =>
        /\bprocess\.env\b(?!`)/.test(text) &&
        !["src/app/config.ts", "src/storage/drizzle.config.ts"].includes(file) &&
        !file.startsWith("src/tools/"),
    );
    expect(readers.map(({ file }) => file)).toEqual([]);
  });
});

it("names tests in 1 to 80 characters", () => {
  const named =
    /\b(?:it|describe|onBothEngines)(?:\.\w+(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?)*\(\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;
  const bad = globSync("tests/**/*.ts").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(named)]
      .map(([, plain, template]) => (plain ?? template)!)
      .filter((name) => name.length === 0 || name.length > 80)
      .map((name) => `${file}: ${name}`),
  );
  expect(bad).toEqual([]);
});

it("waits in tests with the shared time limit, which knows the machine's speed", () => {
  const impatient = globSync("tests/**/*.ts").filter((file) =>
    /\bvi\s*\.waitFor\(|\btimeout: [\d_]+\b|^ *\}, [\d_]{4,}\);/m.test(readFileSync(file, "utf8")),
  );
  expect(impatient).toEqual(["tests/harness/eventually.ts"]);
});

/** Returns the anchors of a Markdown file's headings, as GitHub makes them. */
const anchorsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

it("links only to existing files and headings from each guide", () => {
  const links = guides.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)].map(
      ([, path, anchor]) => ({ file, path: path ? join(dirname(file), path) : file, anchor }),
    ),
  );
  expect(links.length).toBeGreaterThan(30);
  const broken = links.filter(
    ({ path, anchor }) =>
      !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor)),
  );
  expect(broken).toEqual([]);
});

it("names only files and folders that exist in each guide", () => {
  const existing = globSync("{src,prompts,manifests,tests}/**");
  const gone = guides.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/`([\w.-][\w./-]*(?:\.(?:ts|md)|\/))`/g)]
      .map(([, path]) => path!.replace(/\/$/, ""))
      .filter((path) => !existing.some((each) => `/${each}`.endsWith(`/${path}`)))
      .map((path) => `${file}: ${path}`),
  );
  expect(gone.sort()).toEqual([
    "manifests/deploy/README.md: src/main.ts", // of release 0.1.0
    "prompts/README.md: guest-wifi.md", // examples of files that a company adds
    "prompts/README.md: vocabulary/ours.md",
  ]);
});

describe("product texts", () => {
  const keys = loadWords("en").keys();
  const files = new Set(keys.map((key) => key.split(".")[0]!));
  /**
   * Possible keys of product texts in code: literals of one word with dots, and templates of such.
   */
  const literals = sources.flatMap(({ text }) =>
    [...text.matchAll(/"([\w.-]+)"|`((?:[\w.-]|\$\{[^}`]*\})+)`/g)].map(
      ([, plain, template]) => (plain ?? template)!,
    ),
  );
  const pattern = (literal: string) =>
    literal.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, "[\\w.-]+");
  /**
   * Files of texts whose name is prefixed to the keys in one place of the code: `requests.${key}`.
   */
  const prefixed = new Set(
    literals
      .flatMap((literal) => /^([\w-]+)\.\$\{[^}]*\}$/.exec(literal)?.[1] ?? [])
      .filter((name) => files.has(name)),
  );
  const telling = literals.filter(
    (literal) =>
      /\w/.test(literal.replaceAll(/\$\{[^}]*\}/g, "")) &&
      ![...prefixed].some((name) => literal.startsWith(`${name}.\${`)),
  );
  const named = new RegExp(`^(?:${[...new Set(telling.map(pattern))].join("|")})$`);

  it("are found by this test", () => expect(keys.length).toBeGreaterThan(50));

  it("exist for each key in the code", () => {
    const named = literals.filter(
      (literal) =>
        files.has(literal.split(".")[0]!) &&
        /^[\w-]+\.[\w.-]+$/.test(literal) &&
        !/\.(?:md|jsonl?|com|net)$/.test(literal),
    );
    expect(named.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it("exist for each question, command and declaration of a feature's data", () => {
    const facts: InterviewFacts = { asked: [], answers: {}, claimed: false };
    const needed = [
      ...Object.entries(questions).flatMap(([name, { kinds, choices = {}, ...question }]) => [
        `requests.why.${name}`,
        ...(question.wording ? [] : [`requests.ask.${name}`]),
        ...(question.inBrief ? [`requests.brief.${name}`] : []),
        ...(kinds.length > 0 && question.inForm?.(facts) !== false
          ? [`requests.label.${name}`, `requests.hint.${name}`]
          : []),
        ...Object.keys(choices).map((choice) => `requests.choice.${choice}`),
      ]),
      ...featureCommands.flatMap(({ name }) => [
        `slack.command.${name}`,
        `slack.command.${name}.hint`,
        `teams.command.${name}`,
      ]),
      ...featureData.flatMap(({ retention, pageSections = {} }) => [
        ...(retention?.subjects ?? []).flatMap(({ name }) => [
          `keep.what.${name}`,
          `keep.term.${name}`,
        ]),
        ...Object.entries(pageSections).flatMap(([section, types]) => [
          `web.me.${section}`,
          ...types.map((type) => `privacy.kind.${type}`),
        ]),
      ]),
    ];
    expect(needed.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it("are all used by the code", () => {
    const used = (key: string) =>
      named.test(key) ||
      (prefixed.has(key.split(".")[0]!) && named.test(key.slice(key.indexOf(".") + 1)));
    expect(keys.filter((key) => !used(key))).toEqual([]);
  });

  it("for a model are all used by the code", () => {
    const prompts = globSync("prompts/*.md").map((file) => basename(file, ".md"));
    expect(
      prompts.filter(
        (name) => !literals.some((literal) => literal === name || literal === `${name}.md`),
      ),
    ).toEqual([]);
  });
});
