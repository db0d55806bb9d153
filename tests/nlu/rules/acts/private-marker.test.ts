/** Requests for privacy, recognised and removed from the message. */
import { describe, expect, it } from "vitest";
import {
  isMarkedPrivate,
  isPrivacyWish,
  maskTypedSecrets,
  secretMask,
  withoutPrivateMarker,
} from "../../../../src/nlu/rules/acts/private-marker.ts";

describe("withoutPrivateMarker", () => {
  it.each([
    ["keep this private: we need a tool", "we need a tool"],
    ["We need a tool. Keep it between us please.", "We need a tool"],
    ["Bitte vertraulich: Zugang für Jürgen", "Zugang für Jürgen"],
    ["à garder pour vous : le poste est en panne", "le poste est en panne"],
    ["que quede entre nosotros: el ordenador", "el ordenador"],
    ["can you keep this between us and IT? we need a tool", "we need a tool"],
    ["Das soll bitte nicht jeder lesen: ein Bildschirm", "ein Bildschirm"],
    ["bleibt das unter uns? ein Bildschirm", "ein Bildschirm"],
    ["que no lo vea nadie, sobre todo mi jefe: un ratón", "un ratón"],
  ])("removes the marker from %j", (text, bare) => {
    expect(isMarkedPrivate(text)).toBe(true);
    expect(withoutPrivateMarker(text)).toBe(bare);
  });

  it.each([
    "We need an app to book the private rooms",
    "A shredder for confidential waste",
    "Wir brauchen ein vertrauliches Postfach",
    "necesitamos una sala privada",
  ])("leaves %j as it is", (text) => {
    expect(isMarkedPrivate(text)).toBe(false);
    expect(withoutPrivateMarker(text)).toBe(text);
  });
});

describe("isPrivacyWish", () => {
  it.each([
    "keep that one private please",
    "please dont tell anyone else esp not Nina",
    "please keep R-3 private",
    "bitte mach das privat",
    "ça reste entre nous",
    "hazlo privado por favor",
    "please don't show that one to everybody",
    "bitte zeigt das nicht allen",
    "ne montrez pas ça à tout le monde svp",
    "no lo enseñéis a todo el mundo, por favor",
  ])("reads %j as about an earlier request", (text) => {
    expect(isPrivacyWish(text)).toBe(true);
  });

  it("is false when the message asks for something else", () => {
    expect(isPrivacyWish("keep this private: we need a tool")).toBe(false);
  });
});

it.each([
  ["my password is Sommer2024! and I can't log in", "Sommer2024!"],
  ["Passwort: hund12345, geht nicht", "hund12345"],
  ["mon mot de passe est Lyon2023 depuis hier", "Lyon2023"],
  ["la contraseña es gato_99", "gato_99"],
])("masks the password in %j", (text, password) => {
  const masked = maskTypedSecrets(text);
  expect(masked).not.toContain(password);
  expect(masked).toContain(secretMask);
});

it.each([
  "my password is expired",
  "Passwort ist abgelaufen",
  "the password was reset?",
  "password: please reset it",
  "R-12 needs a new password by 2027-03-01",
])("leaves %j as it is", (text) => expect(maskTypedSecrets(text)).toBe(text));
