/**
 * What a team sees of its paying-customer checks: counted once, when the week is over, and never
 * again.
 */
import type { Columns } from "../../../storage/engine/columns.ts";
import * as shapes from "../../../storage/engine/value-shapes.ts";

/**
 * A rounded share, in percent. With an edge it says no more than that at least one differs, or may.
 */
export interface Figure {
  percent: number;
  edge?: "or_more" | "or_less";
}

export function pictureTables(columns: Columns) {
  const { table, primaryKey, text, notation, count, json } = columns;

  const pictures = table(
    "pictures",
    {
      workspace: text().notNull(),
      /** `groups.id`, or `everyone` of the checks. */
      group: text().notNull(),
      /**
       * The Monday on which it begins (ISO), and how many weeks it is of: one for the share, four
       * for what needs more words.
       */
      from: notation(shapes.isoDateShape, "9999-12-31").notNull(),
      weeks: count().notNull(),
      /**
       * Who was counted, though not how, so that the next picture can keep its distance from this
       * one; emptied when it is too old for that. No export has it.
       */
      people: json(shapes.textListShape, []).notNull(),
      /** The lower end of the band that the number of people is in. Null: nothing is shown. */
      crowd: count(),
      glad: json<Figure>(shapes.percentageShape),
      themes: json(shapes.textListShape, []).notNull().default([]),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.from, t.weeks, t.group] })],
  );

  return { pictures };
}
