/** Setup of each test file. Modules are shared between files, and their hooks would run once. */
import { afterAll } from "vitest";
import { releaseAll } from "./file-end.ts";

afterAll(releaseAll);
