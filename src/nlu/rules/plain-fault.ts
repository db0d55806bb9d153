/** Recognition of messages that say explicitly that something is broken. */
import type { RequestReading } from "../judge.ts";
import { type NormalisedText, tokenizeWords } from "../text/normalise.ts";

/** Maximum length; longer messages contain more than a fault. */
const maxLength = 160;

const fault =
  /\b(?:(?:is|are|seems?|looks?) (?:completely |totally |all )?(?:broken|down|dead|kaput|stuck|jammed|frozen|offline|out of order|not working)\b|(?:does ?n'?t|do ?n'?t|does not|do not|wo ?n'?t) (?:work|start|turn on|open|print|respond)\b|(?:has |have )?stopped working\b|(?:ist|sind) (?:total |komplett |vollig |wieder |mal wieder )?(?:kaputt|defekt|ausgefallen|tot|eingefroren|offline)\b|(?:funktioniert|funktionieren|geht|gehen|startet|druckt) (?:heute |leider |wieder |seit \w+ )*nicht\b|(?:est|sont) (?:encore |toujours )?(?:en panne|casse\w*|hors service|bloque\w*|coince\w*|fige\w*)|ne (?:marche|fonctionne|demarre|repond)\w* (?:pas|plus)|(?:esta|estan|se ha|se han) (?:roto|rota|rotos|rotas|averiad\w+|estropead\w+|caid\w+|atascad\w+|bloquead\w+|congelad\w+)|no (?:funciona|arranca|abre|imprime|va)\b)/;

const adverbs = "(?:\\w+ ){0,4}";

/** Matches verbs of failing, without "not working" of `fault`. */
const failing = new RegExp(
  `\\b(?:${[
    "keeps? (?:crashing|freezing|dropping|disconnecting|restarting|rebooting|jamming|failing|hanging|cutting out)",
    "crash(?:es|ed)|freezes|froze|hangs|jams|jammed|(?:cuts|drops|cut|dropped) out|(?:goes|went|gone) (?:offline|down|black|dark|dead)",
    "(?:shows|displays|prints|does) nothing|(?:stays|remains) (?:black|blank|dark|blank|frozen)",
    "(?:does ?n'?t|does not|wo ?n'?t) (?:charge|connect|load|scan|boot|switch on|come on|react)",
    `fall(?:t|en) ${adverbs}aus|sturz(?:t|en) ${adverbs}ab|hang(?:t|en) ${adverbs}(?:sich )?(?:auf|fest)|hang(?:t|en) sich ${adverbs}auf|frier(?:t|en) ${adverbs}ein|brich(?:t|en) ${adverbs}(?:ab|zusammen)`,
    `bleib(?:t|en) ${adverbs}(?:schwarz|dunkel|hangen|leer)|(?:zeigt|druckt|macht|tut|meldet) (?:\\w+ )?nichts|springt nicht an|streikt|spinnt`,
    "(?:ladt|scannt|bootet|reagiert|verbindet|liest|tut) (?:\\w+ ){0,2}nicht",
    "(?:affiche|imprime|scanne|lit|fait|repond)\\w* (?:plus )?rien|(?:marche|fonctionne|demarre|imprime|s'allume|repond)\\w* (?:plus|pas)|(?:plante|planter|plantent|bourre)|se (?:fige|bloque|coupe|deconnecte)\\w*|reste\\w* (?:noir|bloque|fige)\\w*",
    "se (?:cae|caen|cuelga|bloquea|congela|apaga|reinicia|desconecta|atasca)n?|no (?:se )?(?:enciende|responde|carga|conecta|lee|escanea|muestra|suena)n?|da error",
    "(?:dead|broken|tot|kaputt|defekt|ausgefallen|abgesturzt|hs|en rade|en panne|muert[oa]|averiad[oa]|rot[oa]|caid[oa])\\W*$",
  ].join("|")})(?!\\w)`,
);

/** Matches a wish beside the fault. */
const wish =
  /\b(?:need|needs|want|would like|new one|replace|brauche\w*|hatten? gern|neue[nrs]?|besoin|voudr\w+|nouve\w+|necesit\w+|quer\w+|nuev\w+)\b|\?/;

/** Returns whether a short message says that something is broken, and asks for nothing else. */
export const saysPlainFault = ({ plain }: NormalisedText): boolean =>
  plain.length <= maxLength && (fault.test(plain) || failing.test(plain)) && !wish.test(plain);

/** Probability of a fault from which a statement about a thing may report one. */
const possibleFaultChance = 0.1;
const minReportWords = 4;
const maxReportWords = 16;

/**
 * Returns whether a statement may report a fault, although it is likelier none: "the ticket scanner
 * eats tickets". Praise and thanks do not.
 */
export const mayReportFault = (text: string, reading: RequestReading | undefined): boolean => {
  const words = tokenizeWords(text).length;
  return (
    reading?.isRequest.label === false &&
    reading.kind.label === "factory_issue" &&
    reading.kind.confidence >= possibleFaultChance &&
    ["status", "other", "not_for_it"].includes(reading.smallTalk.label) &&
    words >= minReportWords &&
    words <= maxReportWords &&
    !text.includes("?")
  );
};
