import { expect, it } from "vitest";
import { maskTypedSecrets, secretMask } from "../../../src/nlu/rules/private-marker.ts";

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
