/**
 * Recognition of questions to the bot: about what it asks ("who do you mean?"), about who reads the
 * answers, and whether something can be said in private.
 */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

/** Matches words around the question, such as a greeting. Folded text. */
const around =
  "(?:hi|hey|hello|sorry|um+|hm+|wait|well|and|but|ok|okay|hallo|moin|moment|sorry|ah|ach|und|aber|na|bonjour|salut|pardon|attends|attendez|euh|et|mais|hola|perdon|una cosa|una pregunta|espera|y|pero|quick question|one question|kurze frage|eine frage|une question)";

const questions = [
  "(?:what|who|whom|which(?: one)?|how) (?:exactly )?(?:do|did) you mean|what (?:does|is) (?:that|this|it) (?:supposed to )?mean|what(?:'s| is) (?:this|that|it) (?:all )?(?:for|about)|why (?:all|so many) (?:the |these |those )?questions|why (?:are|do|did|would|must|should) (?:you|i) (?:ask|asking|want|need|know|care|say|answer|tell)(?: to know| me| you)?|what (?:do|should|am i supposed to|shall) i (?:write|say|answer|put|enter)|who(?:'s| is) that(?: supposed to be)?",
  "(?:was|wen|wem|wer|wie|welche\\w*) (?:genau )?(?:meinst|meinen|meint) (?:du|sie|ihr)|was (?:heisst|bedeutet|soll) das|(?:wozu|warum|wieso|weshalb|wofur) (?:fragst|fragt|fragen|willst|wollen|wollt|brauchst|brauchen|braucht|muss|soll) (?:du|sie|ihr|ich)(?: das)?(?: wissen| sagen| beantworten)?|(?:wozu|wofur|fur was) (?:ist|soll|dient|braucht ihr) (?:das|es|die frage)(?: gut sein| gut)?|(?:warum|wieso|wozu) (?:so viele|all(?: die)?|die ganzen|diese(?: ganzen)?) fragen|was (?:soll|muss|kann) ich (?:schreiben|sagen|antworten|eintragen)|wer (?:ist|soll) das(?: sein)?",
  "pourquoi (?:toutes? (?:ces|les)|autant de|tant de|ces) questions|c'est (?:qui|quoi|pour quoi|pourquoi|pour quoi faire)|(?:que|qui|qu'est[- ]ce que) (?:vous voulez|tu veux|voulez[- ]vous|veux[- ]tu) dire|ca veut dire quoi|qu'est[- ]ce que ca veut dire|(?:vous parlez|tu parles) de (?:qui|quoi)|de (?:qui|quoi) (?:parlez[- ]vous|parles[- ]tu|vous parlez|tu parles)|pourquoi (?:vous |tu )?(?:demand|voul|veu)\\w+(?:[- ](?:vous|tu))?(?: ca| cela| savoir)*|(?:a quoi ca|ca) sert(?: a quoi)?|(?:je dois|il faut) (?:mettre|dire|repondre|ecrire) quoi|je (?:mets|reponds|dis) quoi",
  "(?:por|para) que (?:tantas|todas (?:estas|esas|las)|estas) preguntas|(?:(?:y )?(?:esto|eso) )?(?:para|por) que (?:es|sirve|(?:lo )?(?:quier\\w+|pregunt\\w+|necesit\\w+))(?: saberlo| esto| eso)?|a (?:que|quien) (?:te refieres|se refiere)|(?:de )?(?:que|quien) (?:quieres|quiere) decir|de (?:que|quien) (?:hablas|habla)|(?:quien|que) es (?:ese|esa|eso|esto)|que (?:pongo|digo|contesto|tengo que (?:poner|decir|contestar))",
].join("|");

const whole = new RegExp(
  `^\\W*(?:${around}\\b\\W+)*(?:${questions})(?:\\W+(?:by|with|for|here|that|this|it|now|exactly|then|damit|da|hier|das|jetzt|genau|denn|eigentlich|ca|cela|la|ici|exactement|alors|con|eso|esto|aqui|exactamente))*\\W*$`,
);

/** Returns whether the whole message asks what the bot's question means or is for. */
export const asksAboutQuestion = (text: string): boolean =>
  whole.test(foldText(stripMarkup(text)).replaceAll("’", "'"));

/**
 * `who_reads`: who sees what is written; `in_private`: whether something can be told in private;
 * `can_delete`: whether words can be deleted; `delete_all`: the wish that everything about its
 * author is deleted; `language`: the wish for another language; `about_bot`: who or what the bot
 * is; `team_hours`: when the team can be reached.
 */
export type BotQuestion =
  | "who_reads"
  | "in_private"
  | "can_delete"
  | "delete_all"
  | "language"
  | "about_bot"
  | "team_hours";

const others = {
  en: "(?:(?:my|our|the) (?:boss|manager|team|lead|colleagues?|supervisor)|everybody|everyone|anybody(?: else)?|anyone(?: else)?|somebody|someone(?: else)?|others|people|hr)",
  de: "(?:(?:mein\\w*|unser\\w*|der|die) (?:chef\\w*|vorgesetzt\\w*|team|kolleg\\w*|leitung)|jeder|alle|jemand(?: anders?| anderes)?|andere|sonst (?:wer|jemand|noch wer)|(?:noch )?wer)",
  fr: "(?:(?:mon|ma|notre|le|la|mes|les) (?:chef\\w*|responsable|equipe|collegues?|hierarchie|autres)|tout le monde|quelqu'un(?: d'autre)?|d'autres|n'importe qui)",
  es: "(?:(?:mi|el|la|mis|los|nuestro) (?:jef[ea]|equipo|companer\\w+|encargad[oa]|demas)|todo el mundo|todos|alguien(?: mas)?|otros|cualquiera)",
};

const botQuestions: Record<"who_reads" | "in_private" | "can_delete", RegExp> = {
  who_reads: new RegExp(
    `(?:^|[\\s¿])(?:${[
      "who(?:'s| is| are| all| else| exactly| actually)* (?:can |will |gets to |going to |able to |gonna )*(?:see|sees|seeing|read|reads|reading|get|gets|hear|hears|know|knows|find out|ha(?:s|ve) access to) (?:all )?(?:this|that|it|these|my \\w+|what (?:i|we) (?:write|say|type|tell you)(?: here)?)",
      `(?:can|could|will|does|do|would|is|are) ${others.en} (?:also |able to |going to |else )*(?:see|read|reading|seeing|notified of) (?:this|that|it|my \\w+|what i (?:write|say|type))`,
      "what (?:do|will|are|does) (?:you|they|it) (?:guys )?(?:do|doing|going to do) with (?:all )?(?:this|that|it|my|the|these)(?: \\w+)?(?: btw| by the way)?|who (?:gets to |will )?(?:hear|know|find out)s? (?:about|of) (?:this|that|it)",
      "wer (?:erfahrt|weiss|hort) (?:alles )?(?:da)?von(?: das)?|was (?:macht|passiert|geschieht) (?:ihr |sie )?(?:eigentlich )?mit (?:meinen|den|diesen|dem) \\w+",
      "c'est pour qui (?:deja )?(?:ca|ces? \\w+|tout ca)|qui (?:le |va le )?(?:saura|savoir)|(?:que|qu'est[- ]ce que) (?:vous |tu )?(?:faites|fais|allez faire|vas faire)(?:[- ]vous)? (?:de|avec) (?:ca|ces? \\w+|mes \\w+)|vous faites quoi (?:de|avec) (?:ca|ces? \\w+)",
      "quien se (?:entera|va a enterar)|que (?:haceis|hacen|haces|vais a hacer) con (?:esto|eso|mis \\w+|lo que (?:te |os )?digo)|donde se guarda(?: todo)?(?: esto| eso)?(?: que te digo)?",
      "(?:is|are) (?:this|that|it|these|my (?:answers?|messages?|words)) (?:\\w+ )?(?:private|confidential|anonymous|public|visible(?: to \\w+)?|recorded|stored)|where (?:does|do|will) (?:this|that|it|my answers?) (?:go|end up)",
      "wer (?:kann |darf |konnte |alles |noch |sonst |eigentlich )*(?:das |dies |es |die antworten |meine \\w+ )?(?:hier )?(?:eigentlich |denn |alles |noch )*(?:sieht|liest|sehen|lesen|bekommt|kriegt|mitliest)(?: (?:das|dies|es|hier|alles|eigentlich|denn|jetzt|nun|so|noch|mit|alles mit|meine \\w+|was ich (?:hier |dir )?(?:schreibe|sage)))*",
      `(?:kann|konnte|darf|wird|sieht|liest) (?:das |dies |es |hier )*${others.de}(?: (?:das|dies|es|hier|auch|noch))*(?: (?:sehen|lesen|mitlesen|mit))?|(?:ist|bleibt) (?:das|dies|es) (?:hier )?(?:alles |auch |wirklich |eigentlich |jetzt )*(?:vertraulich|anonym|privat|offentlich|unter uns)|wo (?:landet|geht) (?:das|es)(?: hin)?`,
      "qui (?:va |peut |pourra |pourrait |est-ce qui |d'autre |exactement )*(?:lire|lit|lira|voit|voir|verra|recoit|a acces a) (?:tout )?(?:ca|cela|ceci|mes \\w+|ce que (?:j'ecris|je (?:vous |te )?(?:dis|ecris)))(?: exactement| ici| en fait| au juste)*",
      `(?:est-ce que )?${others.fr} (?:va |peut |peuvent |pourra )?(?:le |la |les )?(?:lire|lit|lisent|voit|voient|voir)(?: (?:ca|cela|mes \\w+|ce que j'ecris))?|(?:est-ce que )?(?:c'est|ca reste|est-ce|tout ca est) (?:bien |vraiment )?(?:confidentiel|anonyme|prive|public|entre nous)(?: ici)?|ca (?:va|part|arrive) ou`,
      "(?:y )?quien (?:mas |va a |puede |podra |lo )*(?:ve|lee|ver|leer|recibe|vera|leera)(?:lo|la)? ?(?:todo )?(?:esto|eso|lo que (?:te |os )?(?:escribo|digo|pongo)|mis \\w+)?",
      `(?:lo |esto )?(?:(?:puede|va a) )?(?:ve|lee|ver|leer)(?:lo)? ${others.es}(?: esto)?|${others.es} (?:lo |puede |va a |podra )*(?:ve|lee|ver|leer|vera)(?:lo)?(?: esto)?|(?:es|esto es|esto queda|queda) (?:todo )?(?:confidencial|anonimo|privado|publico|entre nosotros)|(?:a )?donde va esto`,
    ].join(
      "|",
    )})(?:,? (?:exactly|actually|here|then|now|please|eigentlich|genau|denn|hier|jetzt|nun|bitte|exactement|ici|alors|maintenant|du coup|exactamente|aqui|ahora|entonces))*\\s*\\?*\\s*$`,
  ),
  can_delete: new RegExp(
    `^\\W*(?:${around}\\b\\W+)*(?:${[
      "(?:can|could|may|how (?:can|do)) (?:i|we) (?:also |later )?(?:delete|erase|remove|take back|undo) (?:this|that|it|my (?:words|messages?|answers?)|what i (?:write|wrote|say|said|type))",
      "(?:kann|darf|konnte|wie kann) (?:ich|man) (?:das|dies|es|meine \\w+)?,?(?: (?:spater|auch|wieder|hier|was ich (?:hier |dir )*(?:schreibe|sage|geschrieben habe)))*,? (?:loschen|zurucknehmen|zuruckziehen|entfernen)",
      "(?:est-ce que )?(?:je peux|puis-je|on peut|comment) (?:aussi )?(?:effacer|supprimer|retirer) (?:ca|cela|mes \\w+|ce que (?:j'ecris|je dis|j'ai (?:ecrit|dit)))",
      "(?:se )?(?:puedo|puede|como puedo) (?:luego )?(?:borrar|eliminar|quitar)(?:lo)?(?: esto| eso| mis \\w+| lo que (?:te )?(?:escribo|digo|he escrito))?",
    ].join("|")})(?: (?:here|later|again|hier|wieder|ici|apres|aqui|luego))*\\s*\\?*\\s*$`,
  ),
  in_private: new RegExp(
    `^\\W*(?:${around}\\b\\W+)*(?:${[
      "(?:can|could|may) (?:i|we) (?:please )?(?:ask|tell|say|raise|discuss|talk to|write|share|bring up|speak)(?: (?:to )?you)?(?: (?:about )?(?:something|sth|a thing|one thing))? ?(?:in (?:private|confidence)|privately|confidentially|(?:that's |that is )?(?:\\w+ )?(?:confidential|private|sensitive|delicate|personal))|(?:i have|i've got|there's) (?:something|a (?:question|request|thing)) ?(?:that's |that is )?(?:\\w+ )?(?:confidential|private|sensitive|delicate)",
      "(?:kann|konnte|darf|durfte) (?:ich|man|wir) (?:dich |dir |euch |sie |ihnen |hier )*(?:mal |kurz |auch )*(?:(?:et)?was )?(?:ganz |streng )?(?:vertraulich\\w*|privat\\w*|heikles|sensibles|im vertrauen|unter vier augen)(?: (?:fragen|sagen|schreiben|melden|besprechen|loswerden))?|ich (?:hab|habe|hatte) (?:mal |da )?(?:et)?was (?:vertrauliches|privates|heikles|sensibles)",
      "(?:est-ce que )?(?:je peux|puis-je|on peut|je pourrais) (?:vous |te |t')?(?:demander|dire|parler|poser|ecrire|signaler)(?: d'| une| de)? ?(?:quelque chose|question|demande|un truc)? ?(?:de |d'|en )?(?:confidentiel\\w*|prive\\w*|sensible|delicat\\w*|confidence)|j'ai (?:quelque chose|une (?:question|demande)|un truc) (?:de |d')?(?:confidentiel\\w*|prive\\w*|sensible|delicat\\w*)",
      "(?:te |os |le )?(?:puedo|podria|podemos) (?:preguntar|decir|contar|comentar|hablar|consultar|escribir)(?:te|os|le)?(?: de)? ?(?:algo|una cosa)? ?(?:en |muy |de manera )?(?:confidencial\\w*|privad[oa]|delicad[oa]|sensible|confianza)|tengo (?:algo|una (?:pregunta|consulta|cosa)) (?:muy )?(?:confidencial|privad[oa]|delicad[oa]|sensible)",
    ].join("|")})\\W*$`,
  ),
};

/** Returns a pattern of messages of these words alone, with one of each group among them. */
const onlyOf = (words: string, ...groups: string[]): RegExp =>
  new RegExp(
    `^${groups.map((group) => `(?=.*(?<![\\p{L}\\d])(?:${group})(?![\\p{L}\\d]))`).join("")}(?:[^\\p{L}\\d]*(?<![\\p{L}\\d])(?:${[words, ...groups].join("|")})(?![\\p{L}\\d]))+\\W*$`,
    "u",
  );

const languages =
  "english|german|french|spanish|italian|dutch|polish|turkish|englisch|deutsch|franzosisch|spanisch|italienisch|polnisch|turkisch|anglais|allemand|francais|espagnol|italien|ingles|aleman|frances|espanol|castellano|italiano";

const politeness =
  "hi|hello|hey|please|pls|bitte|svp|stp|s'il|te|vous|plait|por|favor|mal|bonjour|hola|hallo|ok|sorry|also|too|auch|aussi|tambien|now|jetzt";

/** Questions to the bot about itself and its team, by the words that they may consist of. */
const selfQuestions: [BotQuestion, RegExp][] = [
  [
    "delete_all",
    onlyOf(
      `${politeness}|can|could|would|will|you|i|want|to|like|how|do|of|the|that|what|on|have|know|about|stored?|saved?|ever|said|wrote|written|told|from`,
      "delete|erase|forget|wipe",
      "everything|all|(?:personal )?data|information|what",
      "me|my|mine|you know|you have|you(?:'ve)? (?:stored|saved)",
    ),
  ],
  [
    "delete_all",
    onlyOf(
      `${politeness}|kannst|konntest|konnen|sie|du|ihr|ich|will|mochte|dass|was|wie|kann|man|wird|habe?|hast|haben|gespeichert|speicherst|speichert|weisst|wissen|wisst|hier|alle`,
      "losch\\w*|geloscht|vergiss|vergessen|entfern\\w*",
      "alles|(?:personlichen? )?daten",
      "mich|mir|meine?|du|ihr|sie",
      "uber|von|zu|meine?|gespeichert|weisst|wissen",
    ),
  ],
  [
    "delete_all",
    onlyOf(
      `${politeness}|pouvez|peux|pourriez|tu|je|veux|voudrais|que|ce|qu'|qui|les|des|de|toutes?|avez|as|sais|savez|garde|gardez|stocke|concernant|comment`,
      "supprim\\w*|effac\\w*|oubli\\w*",
      "tout|donnees|informations",
      "moi|mes|me|sur moi|vous (?:savez|avez)|tu (?:sais|as)",
    ),
  ],
  [
    "delete_all",
    onlyOf(
      `${politeness}|puedes|puede|podrias|podeis|quiero|que|lo|de|los|las|mi|sabes|sabe|tienes|guardas|guardado|has|como|puedo|toda|todos|la`,
      "borra\\w*|elimina\\w*|olvida\\w*",
      "todo|(?:datos|informacion)(?: personales)?",
      "mi|mis|mios|sabes|tienes",
    ),
  ],
  [
    "language",
    onlyOf(
      `${politeness}|can|could|would|do|we|i|you|want|to|like|rather|prefer|in|with|me|instead|let's|the|your|a|different|another|language|speak|talk`,
      `${languages}|(?:another|different|your|the) language`,
      "speak|talk|write|answer|reply|switch|change|continue",
    ),
  ],
  [
    "language",
    onlyOf(
      `${politeness}|auf|in|mit|mir|lieber|ich|die|eine|andere|zu|wir|konnen`,
      `${languages}|sprache`,
      "(?:kannst|konntest) du|konnen (?:sie|wir)|konnt ihr|sprichst(?: du)?|sprechen(?: sie)?|sprich|red(?:e|en)|schreib(?:e|en)?|antworte[n]?|wechs(?:el|le|eln)",
    ),
  ],
  [
    "language",
    onlyOf(
      `${politeness}|en|avec|moi|je|voudrais|prefere|plutot|la|de|une|autre|on`,
      `${languages}|langue`,
      "parl\\w+(?:[- ](?:vous|tu))?|(?:vous|tu) parlez?|repond\\w+|ecri\\w+|chang\\w+|pouvez|peux",
    ),
  ],
  [
    "language",
    onlyOf(
      `${politeness}|en|conmigo|quiero|prefiero|mejor|el|de|otro|cambiar`,
      `${languages}|idioma`,
      "habl\\w+|respond\\w+|contest\\w+|escrib\\w+|cambi\\w+|puedes|podemos",
    ),
  ],
  [
    "about_bot",
    new RegExp(
      `^\\W*(?:${around}\\b\\W+)*(?:${[
        "(?:who|what) (?:the \\w+ )?are you|are you (?:actually |really )?(?:an? )?(?:bot|robot|human|machine|ai|real|(?:real )?person)(?: person| human)?",
        "(?:wer|was) (?:bist du|sind sie|seid ihr)|(?:bist du|sind sie) (?:eigentlich |denn |wirklich )?(?:ein |eine |n |ne )?(?:echter? )?(?:bot|roboter|mensch|maschine|ki|echt|person)",
        "(?:qui|tu es qui|t'es qui|vous etes qui|c'est qui)(?: (?:es-tu|etes-vous|es tu|etes vous))?|(?:(?:vous etes|tu es|t'es|etes-vous|es-tu) )(?:un |une )?(?:vraie? )?(?:bot|robot|humain|machine|ia|personne)",
        "(?:tu )?(?:quien|que) (?:eres|es usted|sois)(?: tu)?|(?:eres|es usted) (?:un |una )?(?:bot|robot|humano|maquina|ia|persona)(?: real| de verdad)?",
      ].join("|")})\\W*$`,
    ),
  ],
  [
    "team_hours",
    new RegExp(
      `^\\W*(?:${around}\\b\\W+)*(?:${[
        "(?:when|until when|what time|till when) (?:is|are|does|do) (?:you|(?:the )?(?:it|helpdesk|help ?desk|support|service ?desk|it \\w+)) (?:open|close|reachable|available|start|there)|(?:are you|is (?:the )?(?:it|help ?desk|support|service ?desk|it \\w+)) (?:open|available|reachable|there) (?:on|at|after|before|until|during)\\b[\\w :.]*|what are (?:your|the) (?:it )?(?:opening|office|support|service|business) (?:hours|times)|(?:your|it) (?:opening|office|support) hours",
        "(?:wann|bis wann|ab wann|wie lange) (?:seid ihr|ist (?:die|der|das) (?:it|hotline|support|helpdesk)|habt ihr) (?:da|auf|offen|geoffnet|erreichbar|besetzt)|(?:seid ihr|habt ihr|ist (?:die|der|das) (?:it|hotline|support|helpdesk)) (?:(?:am|an|auch|samstags?|sonntags?|wochenende|abends|feiertagen?|nach|vor|\\d+|uhr) ?)+(?:da|auf|offen|geoffnet|erreichbar|besetzt)|(?:wie sind |was sind )?(?:eure|die) (?:offnungszeiten|servicezeiten)(?: der it)?",
        "(?:(?:est-ce que )?vous etes|etes-vous) (?:ouverts?|la|joignables?|disponibles?) (?:le|la|les|en|apres|avant|jusqu)\\b['\\w :.]*|(?:quels sont )?(?:vos|les) horaires(?: d'ouverture)?|(?:a|jusqu'a) quelle heure (?:vous (?:ouvrez|fermez|etes la)|(?:ouvre|ferme) (?:le support|l'informatique))",
        "(?:estais|abris|atendeis|trabajais|esta abierto (?:el )?(?:soporte|helpdesk)) (?:abiertos )?(?:los|el|en|despues|por|hasta)\\b[\\w :.]*|(?:que|cual es (?:vuestro|el)) horario(?: teneis| tiene soporte| de atencion)?|(?:a que hora|hasta que hora) (?:abris|cerrais|estais)",
      ].join("|")})\\W*$`,
    ),
  ],
];

/** Longer messages say more than a question to the bot. */
const maxWords = 20;

/** Returns which question to the bot a message is; `undefined` if it is another message. */
export function readBotQuestion(text: string): BotQuestion | undefined {
  if (tokenizeWords(text).length > maxWords) return undefined;
  const plain = foldText(stripMarkup(text)).replaceAll("’", "'");
  if (botQuestions.in_private.test(plain)) return "in_private";
  if (botQuestions.can_delete.test(plain)) return "can_delete";
  const self = selfQuestions.find(([, pattern]) => pattern.test(plain))?.[0];
  if (self) return self;
  return (plain.includes("?") || asksWho.test(plain)) && botQuestions.who_reads.test(plain)
    ? "who_reads"
    : undefined;
}

/** Matches a question without its mark. */
const asksWho =
  /^\W*(?:(?:and|und|et|y|ok|okay|so|wait|moment|mais|pero|but|aber)\W+)*(?:who|wer|qui|quien|can|is this|kann|ist das|c'est|est-ce)\b/;
