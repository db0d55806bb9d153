/**
 * The paying-customer check in the export: what teams were shown of it, week by week. Nobody's
 * answers, nobody's words, and not who was counted.
 */
import { and, asc, eq, isNotNull, or } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { Figure } from "../checks/tables.ts";

export interface CheckExportLine {
  type: "check_weeks";
  workspace: string;
  [field: string]: string | number | boolean | null;
}

const said = (figure: Figure | null): string | null =>
  figure && `${figure.percent} %${figure.edge ? ` ${figure.edge.replace("_", " ")}` : ""}`;

/** Oldest first. `people` is the lower end of a band; a group is named as it is called now. */
export async function* exportCheckLines(
  { db, t }: Reader,
  workspace: string,
): AsyncGenerator<CheckExportLine> {
  const { pictures, groups } = t;
  const rows = await db
    .select({
      from: pictures.from,
      weeks: pictures.weeks,
      people: pictures.crowd,
      glad: pictures.glad,
      themes: pictures.themes,
      group: groups.name,
    })
    .from(pictures)
    .leftJoin(groups, and(eq(groups.workspace, pictures.workspace), eq(groups.id, pictures.group)))
    .where(
      and(eq(pictures.workspace, workspace), or(isNotNull(pictures.crowd), eq(pictures.weeks, 4))),
    )
    .orderBy(asc(pictures.from), asc(pictures.weeks), asc(pictures.group));
  for (const { from, weeks, people, glad, themes, group } of rows)
    if (weeks === 1 ? people !== null : themes.length > 0)
      // that five wrote about nothing is nobody's business
      yield {
        type: "check_weeks",
        workspace,
        group: group ?? "everyone",
        from,
        weeks,
        people,
        glad: said(glad),
        themes: themes.join(", "),
      };
}
