/** What a first message already answers, in the sender's own words, so that nobody is asked twice. */
import type { Kind, Said } from "./judge.ts";
import { folded, sentences } from "./text.ts";

const outsiders =
  /\b(?:customers?|clients?|guests?|patients?|dealers?|subscribers?|tenants?|shoppers?|buyers?|visitors?|passengers?|citizens?|policyholders?|applicants?|kund(?:en?|in|innen)|gaste?n?|clients?|clientes?|huespedes|pacientes)\b/;
const wantedEffect =
  /\b(?:wait|get|gets|receive|see|keep asking|ask|complain|leave|buy|order|pay|notice|call|hang up|warten|bekommen|sehen|fragen|attendent|recoivent|voient|demandent|esperan|reciben|ven|preguntan|fuera de horario)/;
const reason =
  /\b(?:so that|so we can|so i can|in order to|because|since we|as we|otherwise|damit|weil|um zu|denn|sonst|pour que|afin de|afin que|parce que|car |sinon|para que|para poder|porque|ya que|si no)\b/;
const trouble =
  /\b(?:cannot|can't|could not|nobody (?:can|knows)|we forget|we lose|we lost|takes (?:hours|days|weeks|forever|\d+)|by hand|manually|every (?:friday|monday|week|month)|verlieren|von hand|niemand (?:weiss|kann)|perdons|a la main|perdemos|se pierde|a mano)\b/;
const since =
  /\b(?:since|after the|ever since|for (?:the )?(?:last )?(?:\w+ )?(?:days|weeks|hours|months)|every (?:time|day|morning|hour|week)|each time|(?:twice|once|three times|\d+ ?(?:x|times)) (?:a|per) (?:day|week|hour)|this morning|yesterday|seit|gestern|heute (?:morgen|fruh)|jedes mal|nach dem update|taglich|depuis|hier|ce matin|chaque (?:fois|jour)|desde|ayer|esta manana|cada (?:vez|dia))\b/;
const affected =
  /\b(?:\d+ (?:people|colleagues|users|agents|of us|clients|customers|stores|drivers|leute|kollegen|personnes|personas)|everyone|everybody|nobody can|the whole (?:team|office|floor|department)|our (?:team|office|department|store|warehouse)|all (?:our|of us|of the)|customers (?:are|can't|cannot)|das ganze team|alle kollegen|toute l'equipe|todo el (?:equipo|departamento)|trucks are)\b/;
const deadline =
  /\b(?:(?:by|until|before|till|not later than|no later than|deadline (?:is )?)\s+(?:the )?(?:end of |mid |next |this |start of |\d{1,2}(?:st|nd|rd|th)?\s?)*(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|quarter|year|q[1-4]|noon|midnight|tomorrow|tonight|summer|autumn|spring|christmas|\d{1,2} ?[ap]m)\b(?: \d{1,2}(?:st|nd|rd|th)?)?|bis (?:zum |ende |mitte |anfang )*(?:januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember|montag|dienstag|mittwoch|donnerstag|freitag|monatsende|jahresende|\d{1,2}\.(?:\d{1,2}\.)?)|(?:avant|d'ici) (?:le |la |fin |l')*(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|lundi|mardi|mercredi|jeudi|vendredi|midi|ete|\d{1,2}\b)|(?:antes de|para|hasta) (?:el |la |finales de |final de )*(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|lunes|martes|miercoles|jueves|viernes|verano|\d{1,2} de [a-z]+))/;
const metric =
  /\b(?:we(?:'ll| will) know (?:it )?(?:by|when|if)|success (?:is|means|would be)|measured by|target|goal is|from \d+\S* (?:to|down to|\w+ to) \d+|reduce .* (?:by|to|from) \d+|at least \d+ ?%|ziel ist|messen wir|de \d+\S* a \d+|objetivo|objectif)\b/;
const decision =
  /\b(?:i want to|we want to|we have to decide|to decide|deciding|for (?:a|our|the|an|my) [a-z]+|because|so that|before (?:i|we)|um zu|damit|pour|para)\b/;

/** The verbatim part where a pattern, written for folded text, was found. Folding keeps lengths for Latin text as people type it, else the whole sentence is taken. */
function verbatim(sentence: string, pattern: RegExp): string | undefined {
  const text = folded(sentence);
  const found = pattern.exec(text);
  if (!found) return undefined;
  return text.length === sentence.length ? sentence.slice(found.index, found.index + found[0].length) : sentence;
}

const quote = (all: string[], test: (sentence: string) => boolean) => all.find((sentence) => test(folded(sentence)));

/** The reason given inside a sentence ("… so that dealers see it"), without what was asked for. */
function reasonIn(sentence: string): string | undefined {
  const text = folded(sentence);
  const found = reason.exec(text);
  if (!found) return undefined;
  const from = found.index;
  return text.length === sentence.length && text.length - from > 12 ? sentence.slice(from).trim() : sentence;
}

/** Only what is plainly there is quoted; what is doubtful is asked. */
export function readSaid(text: string, kind: Kind): Said {
  const all = sentences(text);
  const said: Said = {};
  const put = (key: keyof Said, value: string | undefined) => {
    if (value && value.length <= 400) said[key] = value;
  };
  const firstOf = (pattern: RegExp) => all.map((sentence) => verbatim(sentence, pattern)).find(Boolean);
  put("deadline", firstOf(deadline));
  if (kind === "factory_issue") {
    put("symptom", all.length === 1 ? text.trim() : quote(all, (sentence) => sentence.length > 15));
    put(
      "since",
      quote(all, (sentence) => since.test(sentence)),
    );
    put(
      "affected",
      quote(all, (sentence) => affected.test(sentence) || (outsiders.test(sentence) && wantedEffect.test(sentence))),
    );
  } else if (kind === "advice") {
    put(
      "decision",
      quote(all, (sentence) => decision.test(sentence) && sentence.length > 30),
    );
  } else if (kind !== "standard_service") {
    const reasons = all.map((sentence) => reasonIn(sentence)).filter((part) => part !== undefined);
    put("need", reasons.find((part) => part.length > 20) ?? quote(all, (sentence) => trouble.test(sentence) && sentence.length > 25));
    put(
      "customer",
      quote(all, (sentence) => outsiders.test(sentence) && wantedEffect.test(sentence)),
    );
    put(
      "measure",
      quote(all, (sentence) => metric.test(sentence)),
    );
  }
  return said;
}

const things =
  /(?:\b(?:an?|the|our own|our|own|new|some|another|access to|licen[cs]es? for|eine?n?|das|die|der|den|une?|le|la|un|una|el)\s+)?(?:(?!(?:need|needs|want|wants|have|get|add|use|the|an?)\b)[\p{L}\p{N}-]+\s+){0,2}?(?:[\p{L}]*(?:tool|app|system|software|platform|portal|dashboard|chatbot|bot|database|website|shop|crm|wiki|form|report|field|export|import|printer|laptop|monitor|headset|phone|licen[cs]e|password|vpn|wifi|scanner|drive|mailbox|invoice|template|formular|bericht|drucker|plattform|lösung|programm|logiciel|outil|plateforme|imprimante|formulaire|sistema|herramienta|aplicación|impresora|informe)s?)(?![\p{L}])/iu;

/** Names as they are written: "Salesforce", "Power BI", "SAP Ariba", but not the first word of a sentence. */
const names = /(?<=[\p{Ll}\p{N},:'"]\s["']?)\p{Lu}[\p{L}\p{N}.]*(?:\s\p{Lu}[\p{L}\p{N}.]*){0,2}/u;

const people =
  /^(?:I|I'm|I'd|IT|HR|CEO|CFO|OK|ASAP|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Thanks|Kind|Q[1-4])\b/;

/** German writes every noun with a capital, so that only what is wanted directly is a name. */
const german = /\b(?:wir|ich|bitte|der|die|das|und)\b/i;
const wanted = /(?<=\b(?:brauchen?|benötigen?|möchten?|wollen|bitte) )\p{Lu}[\p{L}\p{N}.]*(?:\s\p{Lu}[\p{L}\p{N}.]*)?(?=\s*(?:$|[.,!?]|für|bitte))/u;

/** A few words for the thing that a request is about, verbatim: a name where there is one, else the thing itself. */
export function readSubject(text: string): string | undefined {
  const plain = text.replace(/<@[^>]*>/g, "");
  const named = (german.test(plain) ? wanted : names).exec(plain)?.[0].replace(/[.,]$/, "");
  if (named && !people.test(named)) return named;
  const thing = things.exec(plain)?.[0].trim();
  return thing && thing.length <= 60 ? thing : undefined;
}
