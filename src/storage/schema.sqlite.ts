/** The tables as drizzle-kit wants them: for generating migrations only. */
import { dialects } from "./columns.ts";
import { defineTables } from "./schema.ts";

export const { workspaces, people, places, conversations, arrivals, requests, answers, steps, outbox, duties, replicas } = defineTables(dialects.sqlite());
