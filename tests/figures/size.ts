/**
 * Prints files, lines, median and largest file of src: `node tests/figures/size.ts [tree]`. To
 * compare another tree, format it at 100 columns first.
 */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const tree = resolve(process.argv[2] ?? join(import.meta.dirname, "../.."));
const sizes = globSync("src/**/*.ts", { cwd: tree })
  .map((file) => ({ file, lines: readFileSync(join(tree, file), "utf8").split("\n").length - 1 }))
  .sort((a, b) => a.lines - b.lines);
const total = sizes.reduce((sum, { lines }) => sum + lines, 0);
const largest = sizes.at(-1)!;
console.log("| files | lines | median | largest | over 350 |\n| --- | --- | --- | --- | --- |");
console.log(
  `| ${sizes.length} | ${total} | ${sizes[Math.floor(sizes.length / 2)]!.lines} | ${largest.lines} (${largest.file}) | ${sizes.filter(({ lines }) => lines > 350).length} |`,
);
