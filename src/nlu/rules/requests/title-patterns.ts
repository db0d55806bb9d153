/**
 * Patterns of words around the subject of a request, in four languages: greetings, lead-ins,
 * reasons, sign-offs. They match folded text.
 */

const anyOf = (...alternatives: string[]): string => `(?:${alternatives.join("|")})`;

const starting = (...alternatives: string[]): RegExp =>
  new RegExp(`^${anyOf(...alternatives)}(?![\\p{L}\\p{N}]|-\\p{L})`, "u");

/** Greeting, without its addressee. */
export const greeting = starting(
  "(?:mate(?= (?:the|my|our|we|can|could|i)\\b)|hi+|hello|he+y+|hiya|yo|howdy|alright(?=,)|good (?:morning|afternoon|evening|day)|morning|mornin|afternoon|dear)",
  "(?:(?:ja )?hallo|moin|servus|servas|gria(?:ss|ß)(?: (?:eich|euch|di|enk|gott))?|gruezi|guten (?:morgen|tag|abend)|liebe[rs]?|sehr geehrte[rs]?|gruss gott|gru(?:ß|ss)e?)",
  "(?:bonjour|bonsoir|bjr|bsr|salut|slt|coucou|wesh|cher|chere|chers)",
  "(?:hola|buen[oa]s(?: dias| tardes| noches)?|buen dia|estimad[oa]s?|oigan|oye)",
);

/** Addressees of a greeting: "all", "team", "IT team", "zusammen". */
export const greeted = starting(
  "(?:there|all|team|folks|everyone|everybody|guys|colleagues|it|help ?desk|support|mates?)",
  "(?:zusammen|ihr lieben|leute|kolleg\\w+|it-team|it-abteilung)",
  "(?:a tous|a toutes|tout le monde|l'equipe|equipe)",
  "(?:a todos|equipo|todos|chicos|companeros)",
);

/** "Hi Tom," and "Dear Mrs. Miller –": up to three words, then a mark. */
export const greetedByName =
  /^(?:\s+(?!(?:we|i|the|my|our|can|could|wir|ich|nous|je|on|il|la|le|el)\b)[\p{L}'.-]+){0,3}\s*[,!:.\n–—-]+\s*/u;

/** A line with only a greeting: "Bonjour Madame, Monsieur,". */
export const salutation = new RegExp(
  `${greeting.source}(?:[\\s,]+[\\p{L}'.&-]+){0,5}\\s*[,!:.]$`,
  "u",
);

/** An apology before what it is about. */
export const apology =
  /^(?:(?:i'?m |so |very |oh )*(?:sorry|apologies)|entschuldig\p{L}*|sorry|(?:es )?tut mir (?:so |echt |sehr )?leid|(?:je suis |vraiment )?desolee?|(?:je )?m'excuse|pardon|perdon\p{L}*|disculp\p{L}+|lo siento)\b[^.!?]{0,60}?(?:,\s*|\s)(?:(?:but|aber|mais|pero)\s+|(?<=,\s*)(?=\S))/u;

/** A clause about the speaker, not the thing: "im out on the van". */
export const speaksOfSelf =
  /^(?:que )?(?:i|i'?m|we|we'?re|ich|wir|je|j'|on|nous|estoy|estamos|yo|nosotros)(?![\p{L}])/u;

/** A thing at the start of a clause, which something is said of: "the app that …", "unser WLAN". */
export const namesSubject =
  /^(?:the|our|my|this|that|all|der|die|das|unser\p{L}*|mein\p{L}*|dies\p{L}*|alle|le|la|les|l'|notre|nos|mon|ma|mes|cette?|el|los|las|nuestr\p{L}+|mis?|est[ea]) ?\p{L}/u;

/** A mention, or the name of the bot. */
export const botName = /^(?:@\S+|<[@#!][^>]*>|entwine(?=[,:!\s]))[\s,:!–—-]*/;

/** Everybody, and whom or what no name is known of, with its preposition: "for #…". */
export const namelessGroup =
  /(?:(?<=\s)(?:for|from|in|of|to|with|bei|für|mit|von|avec|dans|de|pour|à|con|en|para)\s+)?(?:[@#]…|@(?:here|channel|everyone)\b)/giu;

const urgency =
  "(?:urgent(?:ly)?|very urgent|asap|as soon as possible|a\\.s\\.a\\.p\\.?|emergency|important|high prio(?:rity)?|top prio(?:rity)?|critical|help|dringend|eilt(?: sehr)?|eilig|sehr dringend|wichtig|notfall|so schnell wie moglich|schnellstmoglich|hilfe|urgence|urgente?|tres urgent|bloquant|a traiter en priorite|au plus vite|des que possible|important|muy urgente|prioridad maxima|lo antes posible|cuanto antes|ayuda)";

/** Urgency before the subject: "[URGENT]", "Dringend:". */
export const urgencyFirst = new RegExp(
  `^(?:[\\[(*¡]+${urgency}[\\])*!]+[\\s:!,.–—-]*|${urgency}\\s*(?:[:!,.–—-]+\\s*|$))`,
  "u",
);

/** Urgency after the subject: "…!!!", "…, this is very urgent". */
export const urgencyLast = new RegExp(
  "(?:[\\s,;:.!–—-]+|^)[\\[(*]*" +
    "(?:(?:(?:it|this|that)(?: is|'s)|(?:das|es|ist) ist|ist|c'est|(?:esto )?es) )?" +
    `(?:(?:very|really|so|sehr|tres|vraiment|muy) )?${urgency}[\\])*!.\\s]*$`,
  "u",
);

/** Words before the subject without content: "quick question:". */
export const fillers = starting(
  "(?:(?:it's |it is |this is )about|(?:forwarded |fwd )?from (?:\\p{L}+ ){0,2}?\\p{L}+(?=:)|so|well|u+h+m+|umm+|um(?= (?:the|since|it|its|we|so|i|and|like|about|you|they|no|yeah)\\b)|uh+|er+m*|like|yeah|yep|look|listen|anyway|basically|honestly|(?:a )?(?:couple of|two|three|2|3|few) (?:quick )?(?:things|questions|requests|points|issues|problems)(?: (?:mate|please|today|for you))?|hm+|damn|shit|oh no|oops|ok|okay|and|but|also|now|then|quick (?:one|question|request)|question|(?:an?)?other (?:thing|matter|question)|(?:a )?(?:different|separate|new) (?:thing|matter|topic)|right(?= so\\b)|i have a (?:request|question)|one (?:thing|request|question|more thing)|just a quick one|gentle reminder|reminder|fyi|btw|by the way|in addition|additionally|besides|another thing|oh|context)(?=[\\s,:.!…–—-]+)",
  "(?:es geht (?:hier )?um|(?:weitergeleitet|von|info) (?:von )?(?:\\p{L}+ ){0,3}?\\p{L}+(?=:)|also|a+hm+|ae?hm|oe?hm|ah+|tja|na ?ja|jo|na|sag(?:t)? mal|hor(?:t)? mal|pass(?:t)? (?:mal )?auf|folgendes|was (?:ganz )?anderes|andere sache|(?:zwei|drei|2|3|paar|ein paar) (?:sachen|dinge|fragen|punkte|anliegen|themen|probleme)|mist|scheisse|verdammt|oje|hm+|und|aber|nun|au(?:ß|ss)erdem|zudem|zusatzlich|ubrigens|nebenbei|ach(?: so| ja)?|noch eins|des weiteren|kurze frage|frage|noch was|noch eine bitte|eine bitte|eine frage)(?=[\\s,:.!…–—-]+)",
  "(?:il s'agit d(?:e|'|u)|transfere(?:e)? (?:par|de) (?:\\p{L}+ ){0,3}?\\p{L}+(?= ?:)|alors|euh+|ben|bah|bon|voila|dis(?: moi|-moi)?|dites(?: moi|-moi)?|en fait|du coup|tiens|(?:deux|trois|2|3|quelques) (?:trucs|choses|questions|points|soucis|problemes|demandes)|merde|zut|mince|euh|et|mais|donc|aussi|par ailleurs|d'ailleurs|en plus|de plus|au fait|sinon|ensuite|autre chose|ah|petite question|question|une demande|petite demande)(?=[\\s,:.!…–—-]+)",
  "(?:(?:aw|re|wg|fwd?|tr|rv):)",
  "(?:bueno|porfa(?:vor)?|por fa|(?:oye |mira )?que(?= (?:el|la|los|las|se|no)\\b)|a ver|mira|oiga|eh+|nada|es que|q(?= (?:el|la|los|las|se|no))|(?:dos|tres|2|3|un par de) (?:cosas|preguntas|cosillas|temas|problemas)|mierda|joder|vaya|ay|eh|y(?! a )|ademas|tambien|por cierto|ah|otra cosa|asimismo|aparte|por otro lado|pero|pues|una pregunta|una consulta|consulta|una cosa)(?=[\\s,:.!…–—-]+)",
);

/** Thanks, regards and apologies: a sentence without other content. */
export const courtesy = starting(
  "(?:many )?thank(?:s| you)?",
  "thx|ta|cheers|tia|sorry(?: for| to| about)?|apologies|(?:best|kind|warm)? ?regards|best wishes|hope (?:you|this|all)|i hope (?:you|this)",
  "(?:vielen |herzlichen )?dank(?:e)?|(?:viele|liebe|beste|schone|herzliche) gru(?:ß|ss)e?|lg|vg|mfg|mit freundlichen|entschuldig\\w+|sorry",
  "merci(?: beaucoup| bcp| d'avance| a vous| par avance)?(?! de)|cordialement|bien a vous|bonne journee|desole\\w*|pardon",
  "(?:muchas |mil )?gracias|un saludo|saludos|cordialmente|atentamente|perdon\\w*|disculp\\w+",
  "(?:great|cool|super|perfect|awesome|wow|nice|prima|toll|klasse|wunderbar|perfekt|genial\\w*|parfait|chouette|perfecto|estupendo)(?=\\W*$)",
);

/** Correction of the thing named before: "a chair... no wait, a screen". */
export const insteadOf =
  /^(?:(?:oh|ah|ach|ay|euh|uh)\W+)*(?:no(?: wait)?|wait|sorry|i mean|nein|nee|halt|quatsch|non|pardon|enfin|perdon|mejor dicho|digo)\s*[,:–—-]+\s*(?!(?:i|we|that|it|das|es|ich|wir|c'est|je|eso|que|es)\b)(?=\S)/u;

/** Courtesy at the end of a sentence. */
export const courtesyLast =
  /(?:[\s,;.!–—-]+|^)(?:(?:many )?thanks?(?: you)?(?: (?:so|very) much| a lot| in advance)?|thx|ta|cheers|tia|please|pls|plz|kindly|if (?:that's )?possible|when(?:ever)? (?:you (?:have|get|find) (?:a |some )?(?:free )?(?:moment|minute|time|chance|second)|possible|convenient)|at your (?:earliest )?convenience|ffs|lol|omg|wtf|u+gh+|a+rgh+|grr+|mdr|wenn (?:ihr|sie|du) (?:mal )?zeit (?:habt|haben|hast)|quand vous (?:aurez|avez) (?:un moment|le temps)|cuando (?:podais|puedas|puedan|tengais (?:un )?(?:momento|rato))|(?:vielen |herzlichen )?danke?(?: schon| sehr| euch| im voraus| vorab)?|bitte|wenn moglich|falls moglich|merci(?: beaucoup| bcp| d'avance| a vous| par avance)?|svp|stp|s'il (?:vous|te) plait|si possible|(?:muchas |mil )?gracias(?: de antemano)?|por favor|porfa|si es posible|:\w+:|:-?\)|;-?\))[\s.!)]*$/;

/** Line of a form or e-mail that names the subject. */
export const titleLabel =
  /^(?:betreff|subject|objet|asunto|titel|title|titre|titulo|thema|tema|sujet|(?:request|feature|project) (?:title|name)|what's (?:wrong|the problem)|what (?:do )?(?:we|i|you) (?:need|want|would like)\W?|was (?:wir|ich|du|ihr|sie) (?:brauch\w*|benotig\w*)|was (?:brauch|benotig)\w* (?:wir|ich|du|ihr|sie)\W?|ce (?:qu'il (?:nous|me|vous) faut|dont (?:nous avons|j'ai|vous avez) besoin)|(?:lo )?que (?:necesit\w+|quer\w+)\W?|problem|issue|fehler|storung|problema|probleme|(?:bezeichnung|feature request|feature|request|wunsch|anfrage|antrag|demande|solicitud|peticion|pedido|wish|bedarf|besoin)(?! (?:type|typ|art|tipo)\b)(?: [\p{L}]+){0,3})\s*:\s+(?=\S)/u;

const en = {
  subject: "(?:i|we|he|she|they)",
  adverbs: "(?: (?:\\w+ly|also|still|just|all|now|badly|maybe|please|pls|plz))*",
  get: "(?:have|get|order|request|be given|ask for|be able to)",
  give: "(?:set (?:(?:me|us) )?up|(?:get|give|send|order|buy|provide|arrange)(?: (?:me|us))?(?: with)?|organi[sz]e|arrange for|help (?:me|us)(?: (?:with|to|get))?|look (?:at|into)|make sure(?: that)?)",
};

const superior = {
  en: "(?:boss|manager|head of \\w+|ceo|cfo|cto|coo|director|management|line manager|supervisor|team lead|business|board)",
  de: "(?:chef(?:in)?|vorgesetzter?|geschaftsfuhr\\w+|leitung|abteilungsleit\\w+|gf|teamleit\\w+|vorstand)",
  fr: "(?:chef|cheffe|patron|patronne|responsable|directeur|directrice|direction|hierarchie|manager)",
  es: "(?:jef[ea]|director\\w*|gerente|gerencia|direccion|responsable)",
};

const deAdverbs =
  "(?: (?:dringend|unbedingt|noch|auch|bitte|gern|gerne|mal|jetzt|ganz|eigentlich|sehr|uns|mir|mich|kurz|irgendwie|irgendwann|vielleicht|eventuell|evtl\\.?|schnell|wieder|sofort|umgehend))*";

const frAdverbs =
  "(?: (?:vraiment|aussi|bien|urgemment|absolument|rapidement|s'il (?:vous|te) plait|svp|stp|nous|me|egalement))*";

const frOf = "(?: (?:d'|de l'|de la|de|du|des))?";

const esAdverbs =
  "(?: (?:urgentemente|tambien|urgente|con urgencia|por favor|ustedes|usted|alguien|ya))*";

/** Words before the requested thing, which identify its sentence. */
export const leadIn = starting(
  ...[
    `${en.subject}${en.adverbs} (?:needs?|wants?|requires?|requests?|wish(?:es)? for)(?: to ${en.get})?`,
    `${en.subject}(?:'d|'ll| would)${en.adverbs} (?:like|love|need|appreciate)(?: (?:to )?${en.get})?`,
    `${en.subject}(?: am| are| is|'m|'re|'s) (?:looking for|after|requesting|asking for)`,
    `(?:i|we)(?: am|'m| was| were|'re| are) (?:wondering|hoping) (?:if|whether|that) (?:i|we|you|there) (?:can|could|might|is)${en.adverbs}(?: (?:${en.get}|${en.give}))?`,
    `(?:can|could|may|might)(?: (?:i|we))${en.adverbs} ${en.get}`,
    `(?:can|could|would|will) (?:you|u|it(?= (?:give|get|set|add|make|help|provide|send))|(?:the )?it(?:-| )team|someone|somebody|anyone|anybody|one of you)(?: guys| all)?${en.adverbs}(?: ${en.give})?`,
    `(?:would (?:it|that) be|is it) (?:possible|ok|okay|feasible)(?: for (?:you|us|me))? to(?: ${en.get})?`,
    `(?:is there )?(?:any|a) (?:chance|way|possibility)(?: (?:to|of|(?:that )?(?:we|i|you) (?:can|could)))(?: ${en.get}| getting| having)?`,
    "(?:it|that|this)(?: would|'d) be (?:\\w+ ){0,4}?(?:if|to)",
    "(?:we|i) would be (?:very )?(?:grateful|thankful|happy|glad) (?:for|if (?:you|we) could)(?: a (?:means|way|possibility) (?:of|to)(?: (?:let|letting|have|having))?)?",
    `(?:get|give|buy|order) (?:us|me)(?= \\S)|(?:please|pls|plz|kindly)(?: (?:can|could) (?:you|we|i))?(?: ${en.give})?`,
    `(?:i|we) (?:hereby |herewith )?(?:apply for|request|order)|(?:i'm|i am|we're|we are) writing to (?:request|ask for|order|apply for)`,
    `(?:(?:my|our|the) (?:new )?${superior.en}|the powers that be) (?:really |now |also |urgently )?(?:wants|needs|would like|would love|asked for|asks for|is asking for|requested|has asked for)(?: (?:us|me))?(?: to ${en.get})?`,
    "(?:some |a )?(?:kind|sort) of(?: an?)?(?= )|(?:irgend)?eine? art(?: von)?(?= )|une (?:sorte|espece) de|una especie de",
    "(?:looking for|requesting|request for|asking for|in need of|need(?:ed|ing)?(?: to have)?|wanted(?: to (?:put in for|ask for|request))?|wanting|would like(?: to have)?|wanna have|want)(?= (?!to know|by\\b))",
  ],
  ...[
    `(?:ich|wir|er|sie|man)${deAdverbs} (?:brauchen?|br(?:a|ae)u?chten?|benotigen?|benotigte|mochten?|wollen|will|wunschen?(?: uns| mir)?|hatten?|suchen?)${deAdverbs}`,
    `(?:brauchen?|br(?:a|ae)u?chten?|benotigen?|hatten?|mochten?|wollen|suchen) (?:wir|ich)${deAdverbs}`,
    `(?:konn\\w*|kann(?:st)?|konnt\\w*|wurde\\w*|mogt|mag(?:st)?)${deAdverbs} (?:ihr|du|sie|wir|ich|jemand|man|einer|wer)${deAdverbs}`,
    `(?:hiermit )?(?:beantrag\\w*|bestell\\w*|ersuch\\w*|erbitt\\w*|bitt\\w*) (?:ich|wir)(?: hiermit| hoflich| freundlich)*(?: um)?|(?:ich|wir) (?:hiermit |mochten? )?(?:beantrag\\w*|bestell\\w*|ersuch\\w*|erbitt\\w*)(?: hiermit)?(?: um)?`,
    `(?:ware|ist) es (?:moglich|denkbar)(?:,? (?:dass )?(?:wir|ich|ihr)| dass)?${deAdverbs}`,
    `gibt es (?:die|eine) moglichkeit`,
    "(?:es|das) ware (?:\\S+ ){1,6}?(?:wenn|dass)",
    `(?:mein\\w*|unser\\w*|der|die) ${superior.de} (?:will|mochte|braucht|wunscht sich|hatte gerne?|verlangt)${deAdverbs}`,
    `(?:ich|wir) bitten? um|bitte um|bitte${deAdverbs}|bedarf an|bedarf|benotigt(?: wird| werden)?|gesucht(?: wird)?|brauchen?|brauchte|hatte gerne?|hatten gerne?`,
  ],
  ...[
    `il (?:(?:nous|me|leur|lui) )?(?:faut|faudrait)${frAdverbs}`,
    `(?:nous|on|je|j'|ils|elles?|il) ?(?:avons|avions|aurions|a|aurait|ai|aurais|ont)${frAdverbs} besoin${frOf}`,
    `(?:par la presente,? )?(?:je|nous) (?:vous )?(?:demand\\w+|sollicit\\w+|pri\\w+ de bien vouloir)${frOf}|par la presente,? (?:je|nous) (?:vous )?\\w+${frOf}`,
    `besoin(?: urgent)?${frOf}`,
    `(?:nous|on|je|j') ?(?:voudri\\w+|voudrai\\w+|aimeri\\w+|aimerai\\w+|souhait\\w+|desir\\w+|veu[tx]|voulons|cherch\\w+|demand\\w+|sollicit\\w+)${frAdverbs}(?: (?:avoir|obtenir|disposer${frOf}|pouvoir|commander))?`,
    `(?:pouvez|pourriez|peux|pourrais|peut|pourrait|pourrions|pouvons)[ -](?:vous|tu|on|il|elle|nous)${frAdverbs}(?: (?:avoir|(?:nous |me )?(?:fournir|donner|mettre en place|installer un)))?`,
    `(?:vous|tu|on|quelqu'un) (?:pouvez|pourriez|peux|pourrais|peut|pourrait)${frAdverbs}(?: avoir)?`,
    `est-ce qu(?:e|') ?(?:vous|tu|on|il|quelqu'un) (?:pouvez|pourriez|peux|pourrais|peut|pourrait|(?:est|serait) possible${frOf})${frAdverbs}(?: avoir)?`,
    `est-ce (?:que c'est )?possible${frOf}(?: avoir)?|(?:serait|est)-il possible${frOf}(?: avoir)?|y a-t-il moyen${frOf}|(?:ce )?serait (?:bien|super|top|genial) d(?:e|')(?: avoir)?`,
    "(?:ce )?serait (?:\\w+ ){0,3}?(?:si|que|de)",
    "(?:je|nous) (?:vous )?(?:serions|serais|saurions|saurais) (?:\\w+ ){0,3}?(?:gre|reconnaissant\\w*)(?: de)?",
    "(?:d'|de )?(?:etudier|examiner|envisager|prevoir) la possibilite(?: de| que)?",
    `merci d(?:e|')(?: bien vouloir)?|veuillez|priere d(?:e|')|s'il (?:vous|te) plait|svp|stp`,
    `(?:mon|ma|notre|la|le) ${superior.fr} (?:veut|voudrait|souhaite|demande|aimerait|exige|a besoin)${frOf}(?: avoir)?`,
  ],
  ...[
    `(?:nosotros |yo |se )?(?:necesit\\w+|precis(?:o|a|amos|an)|quer(?:emos|ia|iamos)|quier[oae]n?|quisier\\w+|solicit(?:o|a|amos|an)|requier\\w+|requerimos|busc(?:o|amos))${esAdverbs}(?: (?:tener|que nos den|que me den))?`,
    `(?:nos|me|les) (?:gustaria|encantaria|vendria bien|hace falta|hacen falta|interesaria)${esAdverbs}(?: (?:tener|contar con|disponer de|poder))?`,
    `(?:por la presente,? )(?:solicito|solicitamos|pido|pedimos)`,
    `hacen? falta|hay que|haria falta|(?:dad|da|den|ponnos|dadnos)(?:le|les|nos|me)(?= (?:acceso|permiso))`,
    `(?:se )?(?:puede[ns]?|podri\\w+|podeis|podemos)${esAdverbs}(?: (?:darnos|darme|ponernos|ponerme|conseguirnos|conseguirme|tener))?`,
    `(?:seria|es) posible(?: tener)?|por favor`,
    "seria (?:\\w+ ){0,3}?(?:que|si)",
    `(?:mi|nuestr[oa]|el|la) ${superior.es} (?:quiere|necesita|pide|quisiera|exige)${esAdverbs}`,
  ],
);

/** A reason, from its conjunction on. */
export const reason =
  /(?:[\s,;–—-]+(?:because|so that|so (?=(?:we|i|they|our|he|she|the) )|in order to|cuz|weil|damit|parce qu(?:e|')|pour qu(?:e|')|afin (?:de|d'|que|qu')|porque|para que|ya que|puesto que|de modo que)|[,;–—-]\s*(?:since|as (?=(?:we|i|our|it|the|my) )|otherwise|cause|da|denn|um|sonst|car|puisqu(?:e|')|sinon|comme (?:ca|cela)|pues|asi|si no|it's for|the reason))(?![\p{L}\p{N}-])/u;

/** A thing that names nothing without its purpose: "an app", "algo". */
export const anyThing =
  /^(?:an? |une? |una? |eine?n? )?(?:apps?|tools?|programs?|systems?|software|something|things?|anwendung|programm|etwas|was|werkzeug|appli(?:cation)?|outil|logiciel|truc|quelque chose|algo|herramienta|aplicacion|programa|sistema|cosa)\W*$/u;

/**
 * A reason in the person's own body or life: "because of my eyes", "wegen meiner Sehschwäche". Titles
 * are shown to others.
 */
export const ownReason =
  /[\s,;–—-]*(?<!\p{L})(?:because of my|due to my|on account of my|wegen mein\p{L}*|aufgrund mein\p{L}*|a cause de (?:mon|ma|mes)|en raison de (?:mon|ma|mes)|(?:a causa de|debido a|por culpa de|por) mis?) (?:(?:bad|poor|weak|chronic|schlecht\p{L}*|schwach\p{L}*|krank\p{L}*|mal(?:as?|os)?|mauvais\p{L}*) )?[\p{L}-]+/gu;

/** Matches a plea after a fault: "…, could somebody look". */
export const plea =
  /[,;–—-]\s*(?:¿?(?:someone |somebody |anyone |vous |tu |quelqu'un |on |alguien |me |lo |la )?(?:please|pls|can|could|would|any ideas?|what (?:now|can)|bitte|konn\w+|kann(?:st)?|was (?:tun|nun)|pouvez|pourriez|peux|peut|merci de|que faire|pueden?|podri\w+|podeis|por favor)(?![\p{L}]).*)$/u;

/** Indefinite article, which a title omits. */
export const article = /^(?:an?|some|un|une|des|unos|unas|una|d'une?)\s+(?=\S)/i;

/** German article before a noun only: "einen neuen Monitor" does not read well without it. */
export const germanArticle = /^(?:eine?[nmrs]?|[Ee]ine?[nmrs]?)\s+(?=\p{Lu})/u;

/** Matches the remainder of a lead-in before the noun, or before the clause that it asks for. */
export const elided =
  /^(?:(?:de |d['’])?(?:avoir |disposer d(?:e |['’])|obtenir )|d(?:e |['’])(?!une? )|(?:que?|qu['’]|dass|that) ?(?=(?:le|la|les|l['’]|il|elle|on|el|los|las|der|die|das|the|our|my|mi|unser\p{L}*) ?\p{L}))(?=\p{L})/iu;

/** Hesitations within a sentence, as speech is written down. */
export const hesitations =
  /(?<=[\p{L}\p{N}])(?:,? (?:u+h+m+|umm+|um(?= (?:the|since|it|its|we|so|i|and|like|about|you|they|no|yeah)\b)|uh+|er+m+|ähm?|öhm?|euh+|eh+)\b,?)+(?= )/giu;

/** Emoji and their names at the start. */
export const emojiFirst =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u200D|:[a-z_+\d-]+:|\s)+(?=\S)/u;

/** End of "wir möchten … haben". */
export const germanVerb = / (?:haben|bekommen|kriegen|erhalten)$/iu;

/** A link, with the preposition before it. */
export const link =
  /(?:(?<=\s)(?:for|to|at|on|in|from|für|auf|pour|sur|vers|para|en)\s+)?[(<]?\b(?:https?:\/\/|www\.)[^\s>)]+[>)]?/giu;

/** Words for something broken. */
export const isBroken =
  /\b(?:broken|down|dead|slow|crash\w*|freez\w*|frozen|hangs?|stuck|jam(?:s|med)|fail\w*|error|offline|gone|not working|stopped|(?:doesn't|doesnt|does not|don't|dont|won't|wont|isn't|cannot|can't|cant) \w+|kaputt|defekt|langsam|fehler\w*|nicht|kein\w*|abgestu\w+|hangt|streikt|en panne|plante|lente?|bloque\w*|erreur|ne \w+ (?:plus|pas)|plus de|rot[oa]|averiad[oa]|fallan?|caid[oa]|error|no (?:\w+ ){0,2}(?:funciona\w*|va|abre|carga|imprime|cobra|anda)|se (?:cae|cuelga))\b/;

/** Wish without its own object: "put the office stuff on it", "another". */
export const refersBack =
  /^(?:it|that|them|those|these|there|someone|somebody|help|your|friend|nachsicht|das|dies\w*|es|was|so|ca|cela|lui|leur|me dire|lo|eso|esto|hacerlo|verlo)(?![\p{L}\p{N}'])|^(?:this|one|another|some|both|eine[nrs]?|uno|una|algo)(?:\W*$|[,.]| (?:for|from|of|too|as|der|von|fur|pour|de|para) )|^(?:look|check|fix|see|do|take|handle|sort|machen|ubernehmen|erledigen|faire|gerer|hacer|gestionar|schauen|nachsehen|helfen|regarder|voir|mirar|ver|revisar)(?: (?:at|into|it|this|that))*\W*$|\b(?:it|them|das|ca|cela|eso)(?: (?:down|up|out|on|off|back|again|done|added|for (?:me|us)))?\W*$|^\W*$/u;

/** German verb that refers to the previous words: "Bitte wiederherstellen". */
export const bareVerb = /^\p{Ll}+(?:en|ern)(?=\s*(?:[!.,(]|$))/u;

/** A purpose before the wish: "for the field team we need …". */
export const purposeFirst = /^(?:for|fur|pour|para) /;

/** Start of a sentence that continues the previous one. */
export const goesOn = /^(?:it|this|that|they|he|she|if|there|es|das|sie|wenn|il|elle|ca|si|eso)\b/;

/** Start of a question that remains a question. */
export const startsQuestion =
  /^(?:¿|(?:is|are|can|could|may|should|will|would|do|does|did|has|have|what|how|who|which|when|where|why|wh\w+|ist|sind|kann|konn\w+|darf|durfen|soll\w*|gibt|geht|hat|wie|was|wer|wo|wann|welche\w*|lohnt|quel\w*|qui|ou|quand|comment|combien|est-ce|peut\S*|faut\S*|c'est|y a|que|como|cual\w*|quien|cuando|cuanto|donde|se puede|hay)(?![\p{L}]))/u;
