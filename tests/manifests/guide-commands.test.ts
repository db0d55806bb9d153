/** Commands that the guides name: their programs, files and options exist, and the safe ones run. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { startEntwine } from "../e2e/entwine-process.ts";
import { guides } from "../harness/guides.ts";
import { freshFolder } from "../harness/storage/sqlite.ts";

/** Programs of the machine, which this project does not bring. */
const otherPrograms = new Set(["cd", "cp", "docker", "echo", "git", "node", "openssl"]);
/** Packages that npx fetches. */
const fetchedPackages = ["@microsoft/m365agentsplayground"];

interface GuideCommand {
  guide: string;
  words: string[];
}

/** Settings before a command, or the times at which cron runs it. */
const before = /^(?:\w+=(?:<[^>]*>|[^\s<])+ |[\d*]+ (?=[\d*/]))*(?:\* )?/;
const isCommand = /^(?:npm|npx|node|docker|git|cd|cp|openssl|echo) /;

/** Splits a line into its commands, and these into words without input and output. */
const commandsIn = (guide: string, line: string): GuideCommand[] =>
  line
    .replace(/\s+# .*$/, "")
    .replace(/ <<< .*| > \S+$/, "")
    .split(/ (?:&&|\|) /)
    .map((command) => ({ guide, words: command.match(/'[^']*'|<[^>]*>|\S+/g) ?? [] }));

const commands = guides.flatMap((guide) =>
  [...readFileSync(guide, "utf8").matchAll(/`([^`\n]+)`|^ {4,}(\S.*)$/gm)]
    .map(([, inline, block]) => (inline ?? block)!.replace(before, ""))
    .filter((line) => isCommand.test(line))
    .flatMap((line) => commandsIn(guide, line)),
);

/** Returns the arguments of a command of Entwine, or `undefined` for another program. */
function entwineArguments([program, ...rest]: string[]): string[] | undefined {
  const words = rest.filter((word) => word !== "-s" && word !== "--");
  if (program === "npm" && words[0] === "start") return words.slice(1);
  if (program === "npm" && words[0] === "run" && words[1] === "entwine") return words.slice(2);
  const at = rest.indexOf("src/app/cli.ts");
  return at < 0 ? undefined : rest.slice(at + 1);
}

const ofEntwine = commands.flatMap(({ guide, words }) => {
  const args = entwineArguments(words);
  return args ? [{ guide, args }] : [];
});

const optionsOf = (args: readonly string[]): string[] =>
  args.filter((word) => /^--\w/.test(word)).map((word) => word.split("=")[0]!);

it("names only commands and options of Entwine that exist", async () => {
  expect(ofEntwine.length).toBeGreaterThan(20);
  const names = [...new Set(ofEntwine.map(({ args: [name = ""] }) => name))];
  const help = new Map(
    await Promise.all(
      names.map(async (name) => {
        const args = name && !name.startsWith("-") ? [name, "--help"] : ["--help"];
        const { code, out } = await startEntwine({ args }).ended;
        return [name, code === 0 ? out : ""] as const;
      }),
    ),
  );
  const unknown = ofEntwine.filter(({ args }) => {
    const text = help.get(args[0] ?? "");
    return !text || optionsOf(args).some((option) => !text.includes(option));
  });
  expect(unknown).toEqual([]);
});

/** Returns the file that a script of package.json, or a command with node, runs. */
const scriptFile = (command: string): string =>
  command.match(/\bnode (\S+\.ts)/)?.[1] ?? command.match(/--config (\S+\.ts)/)?.[1] ?? "";

/** Returns what a command of npm, npx or node names that does not exist. */
function missing([program = "", ...rest]: string[]): string[] {
  const words = rest.filter((word) => word !== "-s" && word !== "--" && word !== "exec");
  if (program === "npx") return words.slice(0, 1).filter((name) => !fetchedPackages.includes(name));
  const files = words
    .filter((word) => /^(?:src|tests|manifests|prompts)\//.test(word))
    .slice(0, program === "cp" ? 1 : undefined);
  const gone = files.filter((file) => globSync(`${file}*`).length === 0);
  if (program !== "npm") return otherPrograms.has(program) ? gone : [program];
  const scripts: Record<string, string> = packageJson.scripts;
  const name = words[0] === "run" ? words[1]! : words[0]!;
  if (["ci", "install", "audit", "node"].includes(name)) return gone;
  const script = scripts[name];
  if (script === undefined) return [name];
  const file = scriptFile(script);
  const source = `${script}${existsSync(file) ? globSync(`${file.replace(/[^/]*$/, "")}*.ts`).map((each) => readFileSync(each, "utf8")) : ""}`;
  return [
    ...gone,
    ...optionsOf(words).filter((option) => !source.includes(option.replace("--", ""))),
  ];
}

it("names only scripts, files and options that exist in other commands", () => {
  const others = commands.filter(({ words }) => !entwineArguments(words));
  expect(others.length).toBeGreaterThan(30);
  expect(others.filter(({ words }) => missing(words).length > 0)).toEqual([]);
});

it("runs the commands that need no account and no placeholder, one after another", async () => {
  const cwd = freshFolder();
  const runnable = ofEntwine.filter(
    ({ args: [name = "", ...rest] }) =>
      ["setup", "doctor", "export", "backup"].includes(name) && !rest.join(" ").includes("…"),
  );
  expect(new Set(runnable.map(({ args: [name] }) => name)).size).toBe(4);
  const lines = [...new Set(runnable.map(({ args }) => args.join(" ")))].sort().reverse();
  for (const line of lines) {
    const { code, err } = await startEntwine({ args: line.split(" "), cwd }).ended;
    expect({ line, code }, err).toEqual({ line, code: 0 });
  }
});
