/** Guides of the project: every Markdown file written for readers, not for the bot. */
import { globSync } from "node:fs";

export const guides = globSync([
  "*.md",
  "manifests/*.md",
  "{src,prompts,manifests,tests}/**/README.md",
]).filter((file) => file !== "manifests/THIRD-PARTY.md");
