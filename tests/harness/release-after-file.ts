/**
 * Setup of each test file: runs the releases. Test files share modules, whose own hooks would run
 * once.
 */
import { afterAll } from "vitest";
import { releaseAll } from "./file-end.ts";

afterAll(releaseAll);
