/** Security incidents, distinguished from talk about security. */
import { expect, it } from "vitest";
import { readSecurityIncident } from "../../../src/nlu/rules/security-incident.ts";
import { normaliseText } from "../../../src/nlu/text/normalise.ts";

it.each([
  "somebody took my work laptop out of the car last night",
  "all files on the ward PC are renamed and a note asks for bitcoin",
  "I accidentally sent the payslips to a customer",
  "a man on the phone said he is from Microsoft and I let him on my computer",
  "I got an MFA prompt I didn't start and pressed approve",
  "Ich habe die Gehaltsliste versehentlich an einen externen Empfänger geschickt",
  "Jemand hat sich mit meinem Konto angemeldet",
  "j'ai donné mon mot de passe au téléphone à un inconnu",
  "creo que he caído en un phishing",
])("reports an incident: %j", (text) => {
  expect(readSecurityIncident(normaliseText(text)).label).toBe(true);
});

it.each([
  "We'd like a training on how to spot phishing mails",
  "I lost access to the drive",
  "my mails go to spam",
  "I sent the file to the wrong folder",
  "wir brauchen verschlüsselte USB-Sticks",
  "il me faudrait un câble antivol pour mon ordinateur portable",
])("reports none: %j", (text) => {
  expect(readSecurityIncident(normaliseText(text)).label).toBe(false);
});
