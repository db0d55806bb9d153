/** Masking of passwords that people type, so that no ledger, title or message repeats them. */

/** What stands in the place of a password. */
export const secretMask = "••••";

const named =
  "(?:pass(?:word|code|phrase|wort)s?|pwd?|kenn(?:wort|ung)|mot de passe|mdp|contrase(?:ñ|n)a|clave)";
const said =
  "(?:\\s*[:=]\\s*|\\s+(?:is|was|ist|war|lautet|est|était|es|era)\\s*:?\\s+(?:now |jetzt |maintenant |ahora )?)";

/** A word after it that mixes letters with digits or signs, as words of a language do not. */
const secret = "(?=\\S*\\p{L})(?=\\S*[\\d@#$%^&*+=_]|\\S*[!?]\\S)[^\\s<>]{5,64}";

const typed = new RegExp(`(\\b${named}${said}["'„“«]?)(${secret})`, "giu");

/** Returns a text with each password that it states masked: "my password is ••••". */
export const maskTypedSecrets = (text: string): string =>
  text.replace(typed, (_, before: string) => `${before}${secretMask}`);
