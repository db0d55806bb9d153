/**
 * Reduction of a message to its sender's own words: without quoted chains, signatures, disclaimers,
 * form labels, greetings and emoji codes.
 */
import { foldText } from "./normalise.ts";

/**
 * Line that begins a quoted chain: "On … wrote:", "-----Original Message-----". A line that
 * goes on tells what somebody wrote. Folded text.
 */
const chainStart =
  /^\W*(?:(?:on\b.{4,120}\bwrote:|am\b.{4,120}\bschrieb\b.{0,80}:|le\b.{4,120}\ba ecrit ?:|el\b.{4,120}\bescribio:)(?=\s*(?:$|>))|-{2,}\s*(?:original message|forwarded message|urspr\w+ nachricht|weitergeleitete nachricht|message d'origine|message transfere|mensaje original|mensaje reenviado)\s*-*|begin forwarded message:?|(?:from|von|de|exp\w*) ?: .{3,}(?:sent|gesendet|envoye|enviado|date|datum) ?:)/;

/** Header lines of a forwarded message. Folded text. */
const headerLine =
  /^\W*(?:from|sent|to|cc|bcc|date|received|von|gesendet|an|datum|de|envoye|a|objet|enviado(?: el)?|para|fecha|fw|fwd|wg) ?:\s.{0,160}$/;

/** Prefix of a subject line; its subject is kept: "Subject: RE: FW: …". */
const subjectPrefix =
  /^[ \t]*(?:(?:subject|betreff|objet|asunto)\s*:\s*)?(?:(?:re|aw|antw|fw|fwd|wg|tr|rv)\s*:\s*)+|^[ \t]*(?:subject|betreff|objet|asunto)\s*:\s*/gim;

/** Line after which only names, titles and addresses follow. Folded text. */
const closing =
  /^\W*(?:(?:kind|best|warm|many|with (?:kind|best)) (?:regards|wishes)|regards|best|cheers|yours(?: \w+)?|sincerely|blessings|thanks(?: (?:again|in advance|a lot|and regards))?|many thanks|thank you(?: in advance| very much)?|ta|thx|br|rgds|(?:mit )?(?:freundlichen?|beste[nr]?|viele[n]?|liebe[nr]?|schone[nr]?|herzliche[nr]?) gru(?:ss|sse|ssen)(?: aus \w+)?|gruss|grusse|gruessle|mfg|lg|vg|danke(?: (?:im voraus|schon|vorab))?|vielen dank(?: im voraus)?|(?:bien )?cordialement|bien a (?:vous|toi)|cdlt|bonne (?:journee|reception)|salutations(?: \w+)?|merci(?: (?:d'avance|beaucoup|bcp))?|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|un (?:cordial )?saludo|gracias(?: (?:de antemano|por adelantado))?|muchas gracias)\b[\s,.!:)-]*$/;

/** Maximum length of a line of a signature; longer lines are text. */
const maxSignatureLineLength = 60;
const maxSignatureLines = 10;
const signatureMark =
  /^(?:-- ?|__+|\W*(?:sent from my|get outlook for|von meinem .{2,20} gesendet|gesendet (?:von|mit)|envoye de(?:puis)? mon|enviado desde mi)\b.*)$/;

/** Start of a legal disclaimer. Folded text. */
const disclaimer =
  /^\W*(?:(?:this|the) (?:e-?mail|message|communication|transmission)\b.{0,80}\b(?:confidential|privileged|intended)|(?:important|confidentiality|legal|privacy) (?:notice|note|disclaimer)|disclaimer\b|(?:caution|warning|external)\b.{0,20}\b(?:external|this (?:e-?mail|message) (?:came|originated))|please (?:consider|think of) the environment|diese (?:e-?mail|nachricht)\b.{0,80}\b(?:vertraulich|enthalt)|der inhalt dieser (?:e-?mail|nachricht)|bitte (?:denken sie|prufen sie).{0,60}(?:umwelt|ausdruck)|(?:ce|le present) (?:message|courriel|e-?mail)\b.{0,80}\b(?:confidentiel|destine)|pensez a l'environnement|(?:este|el presente) (?:mensaje|correo)\b.{0,80}\b(?:confidencial|dirigid)|antes de imprimir|aviso (?:legal|de confidencialidad)|scanned by\b|virus-free\b)/;

/** Line that only names a field of a form: a heading, or words in bold. */
const formLabel = /^\s*(?:#{1,6}\s.{1,80}|\*\*[^*]{1,80}\*\*:?|_[^_]{1,60}_:?)\s*$/u;

/** Names of fields before a colon; their answer is kept. */
const fieldName =
  /^[ \t]*(?:[*_]{0,2})(?:(?:short |brief )?(?:problem|issue|description|summary|title|solution|outcome|benefit|impact|name|users?|department|dept|team|contact|sponsor|workaround|application|system|browser|details|acceptance criteria|problembeschreibung|beschreibung|kurzbeschreibung|titel|nutzen|abteilung|antragsteller|ansprechpartner|begr[üu]ndung|l[öo]sung|probl[èe]me|titre|demandeur|service|b[ée]n[ée]fice|nom|descripci[óo]n|t[íi]tulo|solicitante|[áa]rea|departamento|justificaci[óo]n|nombre))[*_]{0,2}[ \t]?:[*_]{0,2}[ \t]*/gimu;

/** Words that show how a sender sees IT, which are always kept. Folded text. */
const tradeWords =
  /\b(?:providers?|suppliers?|vendor|contractor|customers?|clients?|dienstleist\w*|lieferant\w*|kund\w+|auftraggeber|prestataire|fournisseur|proveedor\w*|clientes?)\b/;

/** Names after a closing on the same line: "Thx, Denise". */
const namesAtEnd = /[\s,]+(?:\p{Lu}[\p{L}.'’-]*[ ,/|]*){1,4}$/u;

const checkbox = /^(\s*(?:[-*]\s*)?)\[[ xX]?\]\s*/;

const greeting =
  /^\W*(?:(?:(?:hello|hallo|hi|hiya|hey|heya|howdy|moin(?: moin)?|servus|gruss gott|gruezi|bonjour|bonsoir|salut|coucou|hola|buenas|dear|liebe[rs]?|liebes|chers?|chere?s?|estimad[oa]s?|good (?:morning|afternoon|evening|day)|morning|guten (?:morgen|tag|abend)|buenos dias|buenas (?:tardes|noches)|sehr geehrte(?:r|s)?)\b(?:[ ](?!(?:i|we|can|could|the|my|our|is|are|how|what|where|please|need|you|ich|wir|kann|konnt|konnte|der|die das|mein|unser|wie|was|wo|bitte|brauch\w*|je|j'ai|nous|on|le|la|mon|notre|est|peut|pou\w+|il|necesit\w+|no|mi|el|se|pued\w+|quier\w+|tengo|hay)\b)[\p{L}'.&-]+){0,5}\s*[,.!:;–-]+|(?:hello|hallo|hi|hey|moin|bonjour|salut|coucou|hola|morning|good morning|guten (?:morgen|tag)|buenos dias|buenas tardes)(?: (?:there|all|team|everyone|folks|guys|it|zusammen|liebes team|an alle|a tous|tout le monde|a todos|equipo))?(?=\s))\s*)+/u;

const emojiCode = /(?<![\p{L}\p{N}]):[a-z][a-z0-9_+-]{1,30}:(?![\p{L}\p{N}])/gu;

const hasWords = (text: string) => /\p{L}{2}/u.test(text.replace(emojiCode, " "));

/** Minimum words beside a greeting or emoji; without them it may be the message itself. */
const minWordsLeft = 3;
const unlessShort = (text: string, shorter: string) =>
  (shorter.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= minWordsLeft ? shorter : text;

const quoteMark = /^[ \t]*(?:(?:>|&gt;)[ \t]?)+/;

/** Matches a reference to the quoted text: "see below", "can you do this". */
const pointsBelow =
  /\b(?:(?:can|could|would) (?:you|someone|somebody) (?:please |pls )?(?:do|handle|take|look at|sort|check|help with) (?:this|that|it)\b|(?:konnt|konnen|kannst|koennt) (?:ihr|sie|du) (?:das|dies|es) (?:bitte )?(?:machen|ubernehmen|erledigen|prufen|ansehen|anschauen)|(?:pouvez|peux|pourriez)[- ](?:vous|tu) (?:faire|gerer|regarder|traiter|voir) (?:ca|cela)|(?:vous pouvez|tu peux|vous pourriez) (?:y |le |la )?(?:regarder|voir|gerer|faire|traiter)\b|(?:podeis|puedes|puede|podrias) (?:hacer|mirar|gestionar|ver)(?:lo| esto)|see below|as below|below (?:mail|request)|siehe unten|s\. ?u\.|voir ci-dessous|cf\.? ci-dessous|ver abajo|mirad abajo)/;

const isSaid = (line: string): boolean =>
  !(headerLine.test(foldText(line)) || chainStart.test(foldText(line)));

/** Maximum words of a message that only points at what it forwards: "See below, can you help? Mia". */
const maxPointingWords = 12;
const saysLittle = (lines: string[]): boolean =>
  (lines.join(" ").match(/[\p{L}\p{N}]+/gu)?.length ?? 0) <= maxPointingWords;

/** Returns what a message forwards if it only points at that ("see below"), else the message. */
export function withoutPointing(text: string): string {
  if (!pointsBelow.test(foldText(text))) return text;
  const kept = withoutChain(text.split("\n")).join("\n").replace(subjectPrefix, "");
  return hasWords(kept) ? kept : text;
}

/** Removes what was quoted below the sender's words; a bare forward keeps the quoted text. */
function withoutChain(lines: string[]): string[] {
  const start = lines.findIndex(
    (line, index) =>
      chainStart.test(foldText(line)) ||
      chainStart.test(foldText(lines.slice(index, index + 2).join(" "))),
  );
  const own = start < 0 ? lines : lines.slice(0, start);
  const kept = hasWords(own.join("\n").replace(subjectPrefix, "")) ? own : lines;
  if (pointsBelow.test(foldText(own.join(" "))))
    return lines
      .slice(start >= 0 && saysLittle(own) ? start : 0)
      .map((line) => line.replace(quoteMark, ""))
      .filter(isSaid);
  const written = kept.filter((line) => !quoteMark.test(line));
  const isWritten = hasWords(written.filter((line) => !formLabel.test(line)).join("\n"));
  return (isWritten ? written : kept.map((line) => line.replace(quoteMark, ""))).filter(isSaid);
}

/** Removes the signature but keeps a postscript. */
export function withoutSignature(lines: string[]): string[] {
  const at = lines.findIndex((line, index) => {
    if (signatureMark.test(foldText(line.trim()))) return true;
    const isClosing = [line, line.replace(namesAtEnd, "")].some((each) =>
      closing.test(foldText(each.trim())),
    );
    if (!isClosing) return false;
    const rest = lines.slice(index + 1).filter((each) => each.trim());
    return (
      rest.length <= maxSignatureLines &&
      rest.every((each) => each.length <= maxSignatureLineLength || disclaimer.test(foldText(each)))
    );
  });
  if (at < 0) return lines;
  const postscript = lines.findIndex(
    (line, index) => index > at && /^\W*(?:p\.?\s?s\b|nb\b)/i.test(line),
  );
  const kept = lines.filter(
    (line, index) =>
      index >= at && ((postscript >= 0 && index >= postscript) || tradeWords.test(foldText(line))),
  );
  return [...lines.slice(0, at), ...kept];
}

/** Removes disclaimers with the rest of their paragraph. */
function withoutDisclaimers(lines: string[]): string[] {
  let inDisclaimer = false;
  return lines.filter((line) => {
    if (!line.trim()) inDisclaimer = false;
    else if (disclaimer.test(foldText(line))) inDisclaimer = true;
    return !inDisclaimer;
  });
}

function withoutGreeting(text: string): string {
  const start = text.slice(0, 120);
  const plain = foldText(start);
  const found = greeting.exec(plain)?.[0] ?? "";
  return plain.length !== start.length || tradeWords.test(found) ? text : text.slice(found.length);
}

/** Removes labels of forms, checkbox marks, and lines with only a greeting. */
const withoutLabels = (lines: string[]) =>
  lines
    .filter((line) => !formLabel.test(line) && withoutGreeting(`${line} `).trim() !== "")
    .map((line) => line.replace(checkbox, "$1").replace(fieldName, ""));

/** Returns the sender's own words, or the unchanged text if nothing else is left. */
export function cleanMessage(text: string): string {
  let lines = text.replace(/\r\n?/g, "\n").split("\n");
  for (const reduce of [withoutChain, withoutDisclaimers, withoutSignature, withoutLabels]) {
    const reduced = reduce(lines);
    if (hasWords(reduced.join("\n"))) lines = reduced;
  }
  const own = lines
    .join("\n")
    .replace(subjectPrefix, "")
    .replace(/\n\s*\n/g, "\n")
    .trim();
  return [
    (words: string) =>
      words
        .replace(emojiCode, " ")
        .replace(/[ \t]{2,}/g, " ")
        .trim(),
    withoutGreeting,
  ].reduce((words, reduce) => unlessShort(words, reduce(words)), hasWords(own) ? own : text);
}
