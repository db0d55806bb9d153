/** Mentions of outsiders, which become plain names: nobody gets a role in a request or a retrospective by mistake. */
import type { Arrival } from "../surface/arrival.ts";
import { type Prose, plainSpan } from "../surface/prose.ts";
import type { Surface } from "../surface/surface.ts";

/** Returns the arrival without mentions of people whom its platform calls outsiders. */
export async function withoutOutsiders(surface: Surface | undefined, arrival: Arrival): Promise<Arrival> {
  if (!("text" in arrival) || !arrival.text || !surface?.membershipOf) return arrival;
  const text = await Promise.all(
    arrival.text.map(async (span): Promise<Prose[number]> => {
      if (typeof span === "string" || !("person" in span)) return span;
      return (await surface.membershipOf?.(arrival.workspace, span.person)) === "outsider" ? plainSpan(span) : span;
    }),
  );
  return { ...arrival, text };
}
