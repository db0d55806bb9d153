/**
 * Removal of sentences that address the model ("ignore your instructions") before a message is
 * read.
 */
import { foldText, splitSentences } from "./normalise.ts";

const injection =
  /\b(?:ignore|disregard|forget|override (?=all|any|your|previous|the (?:previous|above)))\b.{0,30}\b(?:instructions?|rules|prompt|everything (?:before|above)|what you were told|task)\b|\b(?:reveal|print|show|repeat|reply|output|display|share|tell|gib|zeig\w*|affiche\w*|montre\w*|muestra\w*|dime|responde|revele?a?)\b.{0,40}\b(?:(?:system|hidden|initial|your)[ -](?:prompt|instructions|anweisungen)|prompt (?:systeme|del sistema)|everything you were told|tus instrucciones|tes instructions|tu configuracion)\b|\byou are now\b|\b(?:from now on|ab jetzt|a partir de (?:maintenant|ahora))\b.{0,30}\b(?:label|approve|classify|output|(?:answer|respond) (?:only|always|with|every)|reponds toujours|responde siempre|genehmige)\b|\b(?:label|classify|mark) (?:this|every|all|the next)\b|\bthe label (?:of (?:this|the) (?:answer|message|request)|is|must be|to give)\b|\b(?:das label|l'etiquette|la etiqueta) (?:ist|est|es|auf)\b|\blabel:|\b(?:output|answer with|respond with|reply with|reply only)\b.{0,20}(?:\{|json|\b(?:direct|indirect|need|vague|true|false|the word)\b)|\b(?:is_request|priority_claim|provider_language|new_solution|factory_issue|standard_service)\b|^\W*system\s*:|\bi am the (?:admin|administrator|developer)\b.{0,40}\b(?:override|set|order)\b|\b(?:vergiss|ignoriere)\b.{0,30}\b(?:anweisungen|regeln)\b|\banweisung an die ki\b|\boublie\w*\b.{0,30}\binstructions\b|\bignore[zr]?\b.{0,20}\b(?:les|tes|vos|toutes les) (?:instructions|regles)\b|\b(?:instructions?|instrucciones|instruccion|anweisung(?:en)?|note) (?:for|to|pour|para|an|fur) (?:the |l'|la |die )?(?:ai|bot|model|assistant|ia|ki)\b|\bwith confidence \d|\b(?:olvida|ignora)\w*\b.{0,30}\b(?:instrucciones|las reglas|tus reglas)\b|<\/?(?:input|message|instructions|script|system)\b|<\|im_/;

/** A note in brackets that imitates the system. */
const systemNotes = /\[\s*(?:system|admin|note to (?:the )?(?:ai|bot|assistant))\b[^\]]*\]/gi;

/** Mentions, whose names may contain anything. */
const mentions = /<[@#!][^>]*>/g;

/**
 * Removes such sentences but keeps the text after their colon: "ignore your rules: we need a CRM"
 * still needs a CRM. A colon after a quote mark is one of JSON.
 */
export function stripInjections(text: string): string {
  const withoutNotes = text.replace(systemNotes, " ");
  if (withoutNotes === text && !injection.test(foldText(text.replace(mentions, " ")))) return text;
  return splitSentences(withoutNotes.replace(mentions, " "))
    .map((sentence) =>
      injection.test(foldText(sentence))
        ? (sentence
            .split(/(?<!"):\s+(?=\S+\s+\S+\s+\S)/)
            .slice(1)
            .find((rest) => !injection.test(foldText(rest))) ?? "")
        : sentence,
    )
    .join("\n")
    .trim();
}

/** Removes quoted lines, unless the whole text is a quote. */
export function stripQuotedLines(text: string): string {
  const own = text.replace(/^[ \t]*(?:>|&gt;).*$/gm, "").trim();
  return /\p{L}/u.test(own) ? own : text;
}
