/** Who speaks, and where. */
import type { Place } from "../../surface/place.ts";
import type { Json } from "../../surface/surface.ts";
import type { Columns } from "../columns.ts";

export function peopleTables(columns: Columns) {
  const { table, primaryKey, text, count, instant, json } = columns;

  /** A Slack workspace, a Teams tenant or `local`. */
  const workspaces = table("workspaces", {
    id: text().primaryKey(),
    /** The newest request's number. */
    lastRequest: count().notNull().default(0),
    settings: json<{ [key: string]: Json }>().notNull().default({}),
    createdAt: instant().notNull(),
  });

  const people = table(
    "people",
    {
      workspace: text().notNull(),
      id: text().notNull(),
      name: text(),
      /** IANA (`Europe/Paris`). */
      zone: text(),
      locale: text(),
      welcomedAt: instant(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.id] })],
  );

  /** Places without their thread, by `placeKey`. */
  const places = table(
    "places",
    {
      workspace: text().notNull(),
      key: text().notNull(),
      place: json<Place>().notNull(),
      /** How the surface reaches the place; the surface's own affair. */
      address: json<Json>(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

  return { workspaces, people, places };
}
