/**
 * Recognises costly things for many people (licences for a department, a device for everybody),
 * which are never routine. Patterns match folded text.
 */
import { type Chances, chanceOf } from "./classifier.ts";

const costly =
  /\b(?:licen[cs]es?|lizenz\w*|licences?|licencias?|subscriptions?|abos?|abonn?ements?|suscripci\w+|seats|accounts? for (?:everybody|everyone|all)|laptops?|notebooks?|pcs?|computers?|macbooks?|ipads?|tablets?|tablettes?|tabletas?|phones?|smartphones?|handys|iphones?|headsets?|monitors?|monitore|bildschirme|screens?|webcams?|docking stations?|printers?|drucker|devices?|gerate?|ordinateurs?|portables?|ecrans?|casques?|telephones?|imprimantes?|portatil\w*|ordenador\w*|moviles?|auriculares|pantallas?|impresoras?|copilot|chatgpt|adobe|miro|notion|zoom|tableau|power ?bi|salesforce|office|figma|canva|jira)\b/;

const many =
  /\b(?:(?:whole|entire|complete|full) (?:\w+ )?(?:department|team|company|office|division|group|staff|school|faculty|firm|site|branch|crew|workforce|organi[sz]ation)|everybody|everyone|every (?:employee|colleague|member|nurse|teacher|driver|engineer|developer|manager|foreman|agent|team|department|branch|shop|store)|each (?:of (?:us|our|the)|employee|team|department|driver|nurse|teacher)|all (?:of us|employees|staff|colleagues|teams|departments|teachers|nurses|drivers|developers|managers|users|branches|shops|stores|our \w+|(?:\d{2,} )(?:people|users|of us|\w+ers))|(?:[2-9]\d|\d{3,}) (?:\w+ )?(?:people|users|seats|licen[cs]es|employees|colleagues|laptops|tablets|phones|devices)|(?:fur|furs) (?:die )?(?:alle|ganze|gesamte|komplette|jede[nrms]?|das ganze|das gesamte)\b.{0,40}|die (?:ganze|gesamte|komplette) (?:abteilung|firma|belegschaft|mannschaft|schule)|alle (?:mitarbeit\w+|kollegen|angestellten|\w+er sollen)|jede[nrms]? (?:mitarbeiter\w*|kolleg\w+)|(?:[2-9]\d|\d{3,}) (?:leute|personen|mitarbeit\w+|lizenzen|benutzer|plätze)|tout(?:e|es|s)? (?:le|la|l'|les|notre|nos) ?(?:service|equipe|entreprise|direction|agents|employes|collegues|societe|ecole|personnel)|tous les (?:agents|employes|collegues|utilisateurs|enseignants)|l'ensemble d\w+|(?:pour )?chaque (?:agent|employe|collegue|service|equipe|contremaitre|chauffeur)|chacun de nos|(?:[2-9]\d|\d{3,}) (?:personnes|licences|utilisateurs|postes)|tod[oa]s? (?:el|la|los|las) (?:departamento|equipo|empresa|division|empleados|companeros|plantilla|personal|usuarios|oficina)|cada (?:uno|empleado|encargado|companero|departamento)|(?:[2-9]\d|\d{3,}) (?:personas|licencias|usuarios))\b/;

/** Matches faults, questions and changes that concern everybody and are no order. */
const noOrder =
  /\b(?:not work\w*|broken|down|error|crash\w*|slow|locked|funktioniert nicht|geht nicht|kaputt|langsam|panne|ne (?:marche|fonctionne)|no funciona|how (?:do|can)|wie (?:kann|geht)|comment|como (?:se|puedo))\b/;

/** Returns whether a message, folded and on one line, orders a costly thing for many people. */
export const isBulkOrder = (line: string): boolean =>
  costly.test(line) && many.test(line) && !noOrder.test(line);

/** Moves the probability of a routine order to "something new". */
export const withoutBulkRoutine = (chances: Chances): Chances => ({
  ...chances,
  values: chances.values.map((value, index) =>
    chances.labels[index] === "standard_service"
      ? 0
      : chances.labels[index] === "new_solution"
        ? value + chanceOf(chances, "standard_service")
        : value,
  ),
});
