/** Security incidents, distinguished from talk about security. */
import { expect, it } from "vitest";
import { readSecurityIncident } from "../../../src/nlu/rules/security-incident.ts";
import { normaliseText } from "../../../src/nlu/text/normalise.ts";
import { harmless, incidents } from "./security-incidents.ts";

const isIncident = (text: string) => readSecurityIncident(normaliseText(text)).label;
const shareFound = (texts: readonly string[]) => texts.filter(isIncident).length / texts.length;

it.each(incidents.known)("reports an incident: %j", (text) => expect(isIncident(text)).toBe(true));

it.each(harmless.known)("reports none: %j", (text) => expect(isIncident(text)).toBe(false));

it("finds most incidents in words not seen before, and takes little else for one", () => {
  expect(shareFound(incidents.aside)).toBeGreaterThanOrEqual(0.9);
  expect(shareFound(harmless.aside)).toBeLessThanOrEqual(0.03);
});
