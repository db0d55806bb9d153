/** Security incidents, distinguished from talk about security. */
import { expect, it } from "vitest";
import {
  asksNextStep,
  readIncidentKind,
  readSecurityIncident,
} from "../../../../src/nlu/rules/faults/security-incident.ts";
import { normaliseText } from "../../../../src/nlu/text/normalise.ts";
import { harmless, incidents } from "./security-incidents.ts";

const isIncident = (text: string) => readSecurityIncident(normaliseText(text)).label;
const shareFound = (texts: readonly string[]) => texts.filter(isIncident).length / texts.length;

it.each(incidents.known)("reports an incident: %j", (text) => expect(isIncident(text)).toBe(true));

it.each(harmless.known)("reports none: %j", (text) => expect(isIncident(text)).toBe(false));

it("finds most incidents in words not seen before, and takes little else for one", () => {
  expect(shareFound(incidents.aside)).toBeGreaterThanOrEqual(0.9);
  expect(shareFound(harmless.aside)).toBeLessThanOrEqual(0.03);
});

it.each([
  ["I clicked on a phishing link", "given_away"],
  ["mein Laptop wurde im Zug geklaut", "lost_device"],
  ["j'ai envoyé les fiches de paie au mauvais destinataire", "wrong_recipient"],
  ["todos mis archivos están cifrados y piden bitcoins", "malware"],
  ["the boss asked me for gift cards and I bought two", "payment"],
  ["I got a code that I never asked for", "taken_over"],
  ["we had a data breach", "other"],
])("reads the kind of %j", (text, kind) => expect(readIncidentKind(text)).toBe(kind));

it.each(["what now?", "what should I do?", "und jetzt?", "et maintenant ?", "¿y ahora qué hago?"])(
  "recognises %j as the question for the next step",
  (text) => expect(asksNextStep(text)).toBe(true),
);

it.each([
  "what about the printer?",
  "and now my mouse is gone",
  "what is this for?",
  "y ahora no va",
])("does not take %j for it", (text) => expect(asksNextStep(text)).toBe(false));
