/**
 * The tables as drizzle-kit wants them, which is one export each: for generating migrations only.
 * CommonJS, since the names that an ES module exports cannot be computed.
 */
const { columnDialects } = require("../storage/engine/columns.ts");
const { defineTables } = require("./registry.ts");

module.exports = defineTables(columnDialects[process.env.ENGINE ?? "sqlite"]());
