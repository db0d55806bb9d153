/**
 * Recognition of names of people, and of announcements that a new colleague needs the usual
 * equipment.
 */
import { readDateExpression } from "../text/date-expressions.ts";
import type { NormalisedText } from "../text/normalise.ts";

/** Matches a title with a name, a mention, or a first and a last name. */
const personName =
  /(?:^|[^\p{L}])(?:Mr|Mrs|Ms|Dr|Prof|Frau|Herrn?|Mme|Mlle|M|Monsieur|Madame|Sra?|Srta|Señora?)\.? \p{Lu}\p{L}+|<@[^>]+>|@\p{L}+|(?<=[\p{Ll},:]\s)\p{Lu}\p{Ll}+ (?:(?:van|von|de|da|di|bin|al) )?\p{Lu}\p{Ll}+|^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+(?= (?:starts?|joins?|begins?|is|will|fängt|beginnt|startet|kommt|ist|tritt|commence|arrive|rejoint|débute|empieza|comienza|entra|llega|se)\b)|\b(?:named|called|namens|nommée?|llamad[oa]) \p{Lu}\p{L}+/u;

/** Returns whether a message names a person. */
export const namesPerson = (text: string): boolean => personName.test(text);

/** Any date works, because only the existence of a result matters. */
const someDay = "2026-01-05";

/** Returns whether a message names a day. */
export const namesDay = (text: string): boolean => readDateExpression(text, someDay) !== undefined;

const newcomer =
  /\b(?:new (?:\w+ )?(?:colleague|starter|hire|joiner|employee|team ?mate|member|intern|trainee|apprentice|nurse|driver|clerk|assistant|manager)|neue[nrms]? (?:\w+ )?(?:kolleg\w+|mitarbeit\w+|azubi\w*|praktikant\w*|auszubildende\w*|angestellte\w*)|nouve(?:au|l|lle) (?:\w+ )?(?:collegue|arrivante?|employee?|recrue|stagiaire|apprentie?|salariee?)|nuev[oa] (?:\w+ )?(?:companer[oa]|emplead[oa]|incorporacion|becari[oa]|trabajador[a]?|tecnic[oa])|(?:companer[oa]|emplead[oa]) nuev[oa])\b/;
const starts =
  /\b(?:start(?:s|ing)?|starter|join(?:s|ing|er)?|beg[ai]n(?:s|ning)?|first day|fangt\b.*\ban|anfang\w*|beginnt|startet|kommt|tritt|erste[rn]? (?:arbeits)?tag|commenc\w*|arriv\w*|rejoin\w*|debut\w*|prend\w* (?:son|ses)|premier jour|empie[zc]\w*|comien[zc]\w*|se incorpora|entra|llega|se une|primer dia)\b/;
const equipment =
  /\b(?:kit|equipment|laptop|notebook|account|access|phone|usual|standard|set ?up|everything|starter ?paket|\w*paket|ausstattung|ausrustung|konto|zugang|zugange|rechner|telefon|ubliche\w*|ordinateur|compte|acces|portable|habituel\w*|materiel|equipo|cuenta|acceso|portatil|habitual\w*|de siempre|ordenador)\b/;
const fault =
  /\b(?:can(?:'t|not)|not work\w*|broken|error|locked|nicht|kaputt|fehler|ne \w+ pas|panne|erreur|no (?:funciona|puede)|rot[oa])\b/;

/** Returns whether a message announces a colleague who starts on a day and needs equipment. */
export const announcesColleague = ({ text, plain }: NormalisedText): boolean =>
  starts.test(plain) &&
  !fault.test(plain) &&
  (newcomer.test(plain) || (equipment.test(plain) && namesPerson(text))) &&
  namesDay(text);
