/** Recognition of messages that say explicitly that something is broken. */
import type { NormalisedText } from "../text/normalise.ts";

/** Maximum length; longer messages contain more than a fault. */
const maxLength = 160;

const fault =
  /\b(?:(?:is|are|seems?|looks?) (?:completely |totally |all )?(?:broken|down|dead|kaput|stuck|jammed|frozen|offline|out of order|not working)\b|(?:does ?n'?t|do ?n'?t|does not|do not|wo ?n'?t) (?:work|start|turn on|open|print|respond)\b|(?:has |have )?stopped working\b|(?:ist|sind) (?:total |komplett |vollig |wieder |mal wieder )?(?:kaputt|defekt|ausgefallen|tot|eingefroren|offline)\b|(?:funktioniert|funktionieren|geht|gehen|startet|druckt) (?:heute |leider |wieder |seit \w+ )*nicht\b|(?:est|sont) (?:encore |toujours )?(?:en panne|casse\w*|hors service|bloque\w*|coince\w*|fige\w*)|ne (?:marche|fonctionne|demarre|repond)\w* (?:pas|plus)|(?:esta|estan|se ha|se han) (?:roto|rota|rotos|rotas|averiad\w+|estropead\w+|caid\w+|atascad\w+|bloquead\w+|congelad\w+)|no (?:funciona|arranca|abre|imprime|va)\b)/;

/** Matches a wish beside the fault. */
const wish =
  /\b(?:need|needs|want|would like|new one|replace|brauche\w*|hatten? gern|neue[nrs]?|besoin|voudr\w+|nouve\w+|necesit\w+|quer\w+|nuev\w+)\b|\?/;

/** Returns whether a short message says that something is broken, and asks for nothing else. */
export const saysPlainFault = ({ plain }: NormalisedText): boolean =>
  plain.length <= maxLength && fault.test(plain) && !wish.test(plain);
