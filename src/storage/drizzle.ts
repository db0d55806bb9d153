/**
 * Query language for all code that reads or writes rows. Loaded by `require`: as some 200 ES
 * modules drizzle costs 320 ms and 264 MB at start, as CommonJS 57 ms and 65 MB (Node parses its
 * 180 KB package.json again for each module).
 */
import { createRequire } from "node:module";

/** Loads a CommonJS package on demand; its types come from `import type`. */
export const loadCommonJs = createRequire(import.meta.url);

const drizzle: typeof import("drizzle-orm") = loadCommonJs("drizzle-orm");

export const {
  and,
  asc,
  avg,
  between,
  count,
  countDistinct,
  desc,
  eq,
  exists,
  getTableName,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  max,
  min,
  ne,
  not,
  notExists,
  notInArray,
  or,
  sql,
  sum,
} = drizzle;

export type { AnyColumn, Param, SQL } from "drizzle-orm";

/** Quotes a table's or column's name for both engines. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
