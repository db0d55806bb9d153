/**
 * Features for classifying the act of a message while something is open: works again, no longer
 * wanted, agreement, refusal and so on. Patterns match folded text; the classifier weighs them.
 */
import { type AnswerKind, type MessageAct, requestKinds } from "../../judge.ts";
import { foldText, type NormalisedText, normaliseText } from "../../text/normalise.ts";
import { createPatternSet } from "../../text/pattern-set.ts";
import { type Chances, chanceOf, likeliest } from "../classifier/classifier.ts";
import { addFeatures, type FeatureSink } from "../classifier/feature-extraction.ts";

/** Words before the statement, which do not change it. */
const lead =
  "^(?:(?:oh|ah|ach|ok|okay|hm+|well|so|sorry|hi|hey|hello|hallo|salut|bonjour|hola|ja|yes|no|nein|non|si|oui|also|alors|bueno|pues|thanks|thank you|danke|merci|gracias|update|actually|bitte|please)\\W+)*";

const patterns: Record<
  Exclude<MessageAct, "answer" | "new_request" | "to_somebody_else">,
  RegExp
> = {
  resolved:
    /\b(?:ya me (?:sale|va|funciona|deja|entra|carga)|works? (?:again|now|fine|fine now)|(?:is|it's|are|they're|we're|i'm|all|everything's?|everything is) (?:working|running|up|back|fine|ok|okay|good|in|online)(?: (?:again|now|and running))+|(?:is|it's|are) back(?: (?:up|online|to normal))?\b|back (?:up|to normal|online)|working again|up (?:and running )?again|(?:fixed|solved|sorted|resolved|healed) (?:itself|by itself|on its own|it (?:myself|ourselves))|(?:it's|it is|that's|is|been|got|already|all) (?:been )?(?:fixed|solved|sorted|resolved)(?: (?:now|already))?|(?:i|we) (?:found|figured|fixed|solved|sorted|managed)(?: it| that)?(?: out)?(?: (?:myself|ourselves|meanwhile))|(?:a )?(?:restart|reboot)(?:ing)?(?: it)? (?:did it|helped|fixed it|solved it)|(?:can|could) (?:log ?in|print|open it|get in) again|problem (?:is )?(?:gone|solved|over)|false alarm|(?:geht|lauft|funktioniert|funzt|klappt|tut|druckt)(?: \w+)? wieder|(?:geht|lauft|funktioniert|klappt) (?:jetzt|nun|inzwischen)|wieder (?:da|online|ok|in ordnung)|(?:hat sich|ist|schon|problem|bereits) (?:von selbst |inzwischen |damit |schon )?(?:erledigt|gelost|behoben)|^erledigt|selbst (?:gelost|hinbekommen|gefunden)|fehlalarm|(?:c'est|est|a ete|deja) (?:regle|resolu|repare|arrange)|probleme (?:est )?(?:regle|resolu)|(?:ca|il|elle|tout) (?:re)?(?:marche|fonctionne) (?:a nouveau|de nouveau|maintenant|bien|normalement)|(?:ca|il|elle|tout) (?:remarche|refonctionne)|c'est (?:reparti|bon maintenant|revenu)|s'est (?:regle|resolu|repare)\w*|fausse alerte|(?:ya|ahora|vuelve a) (?:funciona\w*|va|anda|marcha|imprime)|ya (?:esta|quedo|se) (?:resuelt|solucionad|arreglad|soluciono|arreglo|resolvio)\w*|(?:se|esta|quedo) (?:arreglo|soluciono|resolvio|solucionad\w|resuelt\w|arreglad\w)(?: sol[oa])?|falsa alarma|(?:re)(?:marche|fonctionne)\w*|c'est (?:bon|regle|ok) pour (?:l'|(?:le|la|les|mon|ma|mes|notre|nos) )\w+|lo del? (?:\w+ ){1,4}ya esta|ya esta\W*$)(?!\w)/,
  withdrawn:
    /\b(?:(?:not|\w+n't) (?:\w+ )?(?:need(?:ed)?|necessary|required|relevant|want(?:ed)?)(?: (?:it|this|that|them|one))? any ?more|no longer (?:need|want|required|needed)|no need any ?more|never ?mind|nvm\b|forget (?:it|about it|that|my request)|(?:please )?(?:cancel|withdraw|drop|scrap|close) (?:it|this|that|my (?:request|ticket)|the (?:request|ticket)|this one)|(?:has|have|was) (?:been )?(?:cancelled|called off)|changed (?:my|our) minds?|taken? care of (?:it )?(?:elsewhere|otherwise)|(?:brauch\w*|benotig\w*)(?: \w+){0,3} (?:nicht|keine?n?) mehr|nicht mehr (?:notig|gebraucht|benotigt|relevant|erforderlich|brauchen)|vergiss es|vergesst es|vergessen sie|(?:bitte )?stornier\w*|zieh\w* .{0,20}zuruck|doch nicht(?: mehr)?(?= notig|\W*$)|hat sich (?:fur uns )?erubrigt|plus besoin|laisse[zs]? tomber|(?<!\b(?:on|il|elle|qui|je|tu|l)[\s'](?:l'|les? |la |nous |ne )*)oublie[zs]?\b(?! de)|annule[zr]?\b|(?:n'est|est) plus (?:necessaire|utile|d'actualite)|ya no (?:lo |la |los |las |nos |me |se )*(?:necesit\w*|hace falta|quiero|queremos|es necesari\w)|olvida(?:d)?(?:lo)?\b|dejalo|dejadlo|cancela(?:d|lo|la)?\b|no hace falta ya|scratch (?:that|r-?\d+)|forget (?:about )?r-?\d+|r-?\d+ (?:konnt|kannst|konnen) (?:ihr|du|sie) (?:\w+ ){0,2}(?:vergessen|streichen|schliessen|loschen)|(?:konnt|kannst|konnen) (?:ihr|du|sie) (?:(?:das|es|r-?\d+) )?(?:\w+ )?(?:vergessen|streichen)|(?:pouvez|peux|peut) (?:l'|le |la )?(?:oublier|annuler|laisser tomber)|oublier r-?\d+|quita(?:d|dme|me)? lo del?\b|(?:podeis|puedes|pueden|puede) (?:olvidar|cancelar|anular)\w*|anula(?:d|lo|la)?\b)/,
  agreement: new RegExp(
    `${lead}(?:(?:yes|yep|yeah|sure|ok|okay|ja|jo|klar|oui|si|vale|gern\\w*|agreed|deal|perfect|perfekt|parfait|perfecto|great|super|top|prima|fine|good)\\b[\\s,.!]*)?(?:(?:that|this|it|the (?:second|first|other) one)(?:'s| is| would be| will| would| sounds)? (?:do|works?|work|fine|good|great|ok|okay|perfect|alright|suits?|suit|all right)|(?:that|it) does (?:the trick|it|work)|works for (?:us|me)|sounds (?:good|great|fine|like a plan)|let's (?:do|go with|try|take) (?:that|it|this)|do it|go ahead|go for it|please do|agreed|we (?:agree|can live with)|i agree|we(?:'ll| will)? take (?:it|that)|happy with|fine (?:by|with|for) (?:me|us)|good (?:for|with) (?:me|us)|passt|einverstanden|abgemacht|so machen wir|machen wir so|machen wir|probieren wir|geht klar|in ordnung|das (?:geht|passt|reicht|genugt|ware gut|klingt gut|hilft)|klingt gut|konnen wir so machen|damit konnen wir leben|nehmen wir|d'accord|ca (?:me |nous )?(?:marche|va|convient|suffit)|entendu|bonne idee|on fait (?:comme )?ca|c'est (?:bon|parfait|ok) (?:pour (?:moi|nous))|allons-y|allez-y|ca roule|on (?:le |la |les )?(?:prend|garde|essaie)|de acuerdo|probamos|(?:me|nos) (?:parece bien|vale|sirve|va bien)|hagamoslo|adelante|esta bien|trato hecho|conforme)\\b`,
  ),
  refusal: new RegExp(
    `${lead}(?:(?:no|nope|nah|nein|ne|nee|non|lieber nicht|rather not)\\W*$|(?:no|nope|nein|non)[\\s,.!]+(?:thanks?|thank you|danke|merci|gracias|that|this|das|so|ca|eso|sorry|leider|not)\\b|(?:that|this|it) (?:won't|doesn't|does not|wouldn't|will not|can't) (?:work|do|help|suit|fly|be enough)|(?:that|this|it)(?:'s| is) (?:no (?:good|use|help)|not (?:good|enough|acceptable|what we|an option|possible|going to))|(?:we|i) (?:don't|do not|can't|cannot|won't) (?:want|agree|accept|do) (?:that|this|it|to that)|not for us|no deal|das (?:hilft|reicht|passt|geht|nutzt|bringt) (?:uns |mir )?(?:so |leider )?(?:nicht|nichts)|nicht einverstanden|lieber nicht|damit konnen wir nicht|ca (?:ne )?(?:nous |me )?(?:convient|va|suffit|marche|aide) (?:pas|guere)|pas d'accord|no (?:nos|me) (?:sirve|vale|conviene|parece bien)|no estamos de acuerdo|mejor no|eso no (?:nos|me|es|sirve))`,
  ),
  not_known: new RegExp(
    `${lead}(?:(?:i|we|das|ich|wir|yo|je|on)?[\\s']*(?:really |honestly )?(?:don't|do not|wouldn't|couldn't|can't) (?:really )?(?:know|say|tell|care|mind)\\b|(?:i've |i have |we have )?(?:no|not a|absolutely no|zero) (?:idea|clue)|dunno|idk\\b|not (?:quite |so |really )?sure\\W*$|whatever\\b|hard to (?:say|tell)|good question|beats me|who knows|no opinion|n\\W?a\\W*$|nothing\\W*$|none\\W*$|\\?+\\W*$|(?:you(?:'ll| will| would)? (?:have to|need to|should|must|better|can) )?ask (?:my|our|the) (?:boss|manager|lead|supervisor|head|team lead|chef|colleague)|(?:my|our|the) (?:boss|manager|supervisor|chef|head of \\w+) (?:just )?(?:wants|asked|said|says|told|knows|decides)|because (?:my|the) (?:boss|manager) |(?:i )?was (?:just )?told to|keine? (?:ahnung|plan|idee|meinung)|ka\\W*$|(?:weiss|wissen) (?:ich|wir|es|das)?.{0,12}(?:nicht|net)\\b|(?:das )?weiss (?:nur )?(?:mein|der|die|unser)|egal\\b|mir egal|frag\\w*(?: sie| mal)? (?:meine|den|die|unsere)n? (?:chef|boss|vorgesetzt|leit)|(?:mein|der) chef (?:will|mochte|sagt|wollte)|aucune idee|je (?:ne |n'en )?sais (?:pas|rien)|sais pas|j'en sais rien|peu importe|(?:c'est )?(?:mon|le|ma) (?:chef|patron|responsable|cheffe) (?:qui |veut|le |l'a|a )|demande[rz]? a (?:mon|ma) (?:chef|patron|responsable)|bof\\W*$|ni idea|no (?:lo |tengo ni )?(?:se|sabria|sabemos|idea)\\b|me da igual|da igual|pregunt\\w+(?:le)? a mi jef[ea]|(?:mi|el|la) jef[ea] (?:lo )?(?:quiere|dice|pide|sabe)|lo que sea)`,
  ),
  status:
    /\b(?:where(?:'s| is| are) (?:my|our|the|that) (?:request|ticket|laptop|order|account|new|wish|case|r-?\d+)|what(?:'s| is| has|'s the) (?:become|happened|the status|the state|happening|going on) (?:of|with|to)|what became of|what about (?:my|our|r-?\d+)|(?:any|some) (?:news|update|progress|eta|word)\b|status (?:of|on|for|update)|how (?:far|long)(?: along)? (?:are you|is (?:my|our|it|this|that)|will it (?:take|still))|how(?:'s| is) (?:my|our|r-?\d+|the request|it) (?:going|coming|doing)|when (?:will|is|do|can) (?:(?:my|our) (?:request|ticket|laptop)|(?:i|we) (?:get|hear|expect)|it be (?:done|ready|fixed))|still waiting|is (?:somebody|someone|anybody|anyone) (?:working|looking|coming|on (?:it|this))|(?:does |do )?(?:anybody|anyone|somebody|someone) know (?:anything|something|more)|wie (?:ist|steht|lauft|weit).{0,20}(?:stand|status|anfrage|ticket|um|seid ihr)|was (?:ist|wurde|wird) (?:jetzt |nun |denn |eigentlich )*(?:aus|mit|denn) .{0,15}(?:anfrage|ticket|geworden|mein)|weiss (?:schon |da )*(?:wer|jemand|man) (?:schon )?(?:was|etwas|mehr)|kummert sich (?:da )?(?:wer|jemand)|(?:kommt|schaut) (?:da )?(?:noch )?(?:wer|jemand)|gibt es (?:schon )?(?:was |etwas |neues|neuigkeiten|news)|(?:schon|was|etwas) neues|wann (?:kommt|bekomm\w+|wird|ist) .{0,30}(?:fertig|erledigt|antwort|laptop)|ou en (?:est|sont|etes)|des nouvelles|(?:du )?nouveau (?:sur|concernant|pour)|qu'est devenue?|quand (?:est-ce que )?(?:sera|aurai|aurons|vais)|como va(?:n)? (?:mi|lo|la|el|nuestr)|(?:que|hay|alguna) (?:paso con|novedad\w*|noticia\w*)|en que (?:estado|quedo)|(?:did|has|have|is) (?:you|anyone|anybody|someone|somebody) (?:see|seen|read|got|gotten|looked|noticed)|(?:haben|hast|habt|hat) (?:sie|du|ihr|das|es|jemand|schon|wer|mal) (?:\w+ ){0,3}(?:gelesen|gesehen|angeschaut|bekommen|angesehen)|(?:avez-vous|vous avez|tu as|t'as|as-tu|quelqu'un a) (?:\w+ ){0,2}(?:vu|lu|recu|regarde)\b|c'est (?:vu|lu|pris|traite)(?: en charge)? par|(?:lo |la )?(?:habeis|has|han|ha|alguien ha) (?:\w+ ){0,2}(?:visto|leido|recibido|mirado)|alguien (?:viene|va a venir|me (?:ha )?lee|ahi)|what happens (?:next|now)|(?:who(?:'s| is)|is (?:anyone|anybody|someone|somebody)) (?:looking at|dealing with|working on|handling|on) (?:this|it|that)|^(?:(?:is (?:it|this) |already |all )?(?:done|ready|fixed)|(?:ist (?:das|es) )?(?:schon )?(?:fertig|erledigt|durch|soweit)|(?:c'est|ca y est,? c'est) (?:fait|bon|pret)|ca y est|ya esta|(?:esta )?(?:listo|hecho))\W*\?+$|^(?:hello|hallo|hey|allo|hola|jemand da|anyone(?: there)?|quelqu'un)\W*\?+$|(?:alguien|se) sabe (?:algo|ya)|(?:viene|va a venir) alguien|(?:quelqu'un|on) (?:sait quelque chose|vient|s'en occupe)|cuando (?:estara|tendre|tendremos|me|nos))/,
  addition: new RegExp(
    `${lead}(?:(?:and|und|et|y) )?(?:(?:it|this|that|the (?:\\w+ )?error|same)(?: (?:problem|thing|error))? (?:also|now also|now|too|even)\\b|(?:also|now|meanwhile),? (?:it|the|in|on|for|at|with)\\b|because|since (?:we|our|the)|(?:only|but only|just|mostly) (?:in|on|for|when|with|at)\\b|for (?:the|our|my) \\w+ (?:office|team|site|branch|department|store|shop)\\b|the \\w+ (?:office|site|branch|store)\\W*$|in (?:the )?\\w+(?: too| as well)\\W*$|(?:one|a) (?:more|other) (?:detail|thing about)|forgot to (?:say|mention|add)|to add|p\\.?s\\b|by the way,? (?:it|the)|addition|correction|i meant?\\b|here(?:'s| is) (?:a|the) (?:screenshot|error|photo|log)|screenshot|see attach|attached|(?:jetzt|inzwischen|mittlerweile) (?:auch|ist|sind|geht)|(?:es|das|die|der) .{2,40}\\bauch\\b|weil\\b|denn\\b|nachtrag|erganzung|ubrigens|fur (?:das|den|die|unser\\w*) |anbei|(?:ca|il|elle) .{2,40}\\b(?:aussi|egalement)\\b|maintenant (?:aussi|c'est)|parce qu|car\\b|pour (?:le|la|les|l'|notre) ?\\w+\\W*$|ci-joint|precision|tambien\\b|ahora (?:tambien|es)|porque\\b|para (?:la|el|los|las|nuestr\\w+) \\w+(?: de \\w+)?\\W*$|adjunt\\w+|es que\\b)`,
  ),
  aside: new RegExp(
    `${lead}(?:(?:many |big )?(?:thanks?|thank you|thx|ty|cheers|danke\\w*|vielen dank|merci\\w*|gracias|mil gracias)(?: (?:so much|a lot|you|for (?:the|your) \\w+|again|schon|sehr|beaucoup|bien|dir|euch|fur \\w+|por \\w+|pour \\w+|that|all|team))*\\W*$|(?:ha)+h?\\b|(?:lol|rofl|lmao|jaja\\w*|mdr|hihi|hehe|nice|cool|wow|good bot)\\b\\W*$|.{0,20}\\b(?:lunch|coffee|kaffee|mittag(?:essen)?|kantine|dejeuner|cafe|almorzar|comer|cake|kuchen)\\b.{0,30}\\?|(?:good|guten|bon|buen\\w*) (?:morning|morgen|day|tag|evening|abend|weekend|week-?end|dia|dias|tardes)\\W*$|(?:hello|hi|hey|hallo|moin|bonjour|salut|hola)\\W*$|(?:see you|bye|tschuss|ciao|bis (?:spater|morgen|dann)|a plus|a bientot|hasta (?:luego|manana))\\W*$|:[a-z_+]+:\\W*$)`,
  ),
};

/** Matches agreement with a reservation, which is no agreement: "yes, but …". */
const reservation =
  /\b(?:but|however|unless|except|only if|aber|allerdings|ausser|nur wenn|mais|sauf|pero|salvo)\b/;

/** Names of patterns in the order in which they are tried. */
const cueNames = [
  "reservation",
  "resolved",
  "withdrawn",
  "status",
  "not_known",
  "refusal",
  "agreement",
  "aside",
  "addition",
] as const;
const findCues = createPatternSet(
  cueNames.map((name) => (name === "reservation" ? reservation : patterns[name])),
);

function matchActPatterns(line: string): string[] {
  const found = findCues(line).map((index) => cueNames[index]!);
  return found[0] === "reservation" ? found.filter((name) => name !== "agreement") : found;
}

/** Phrases of an end that the classifier does not know as features: an all-clear, a retraction. */
const plainEnd = {
  resolved:
    /\b(?:all[- ]clear|stand down|(?:has|have|'s|just) (?:fixed|repaired|sorted|solved) (?:it|that|them)|(?:hat|haben) (?:es|das|ihn|sie) (?:\w+ )?(?:repariert|gerichtet|behoben|gelost)|l'(?:a|ont) (?:repare|regle|arrange|depanne)\w*|l[oa]s? (?:ha|han|he|hemos) (?:arreglad|solucionad|reparad)\w+|ya esta(?=[,.;!])|(?<=\b(?:(?:le|la|les|el|los|mon|ma|mes|mi|notre|nos|nuestr\w) |l')\w{4,},? )(?:c'est (?:bon|ok)|ya esta)|geht'?s (?:\w+ )?wieder|entwarnung|kommando zuruck|alles wieder (?:gut|da|ok|in ordnung)|(?:meldet|sendet|druckt|zeigt|ladt|liest|antwortet|startet|offnet|schliesst|heizt|kuhlt|pumpt|verbindet) (?:sich )?(?:jetzt |nun )?wieder|fin d'alerte|(?:bon )?ca y est\W+(?:il|elle|ca|on|ils|elles|c'est)\b|tout est (?:rentre dans l'ordre|revenu)|vuelve a \w+r|ya (?:se )?(?:ve|oye|abre|cierra|enciende|imprime|conecta|carga|lee)n?|todo en orden|todo vuelve a|(?<=^|[,.;!–-] ?)(?:all |alles |schon |tout est |ya |todo )?(?:sorted|geklart|regle|solucionado|resuelto|arreglado)(?=\W*$)|(?:ahora|ya) si(?=\W*(?:gracias|[.,;!]|$))|(?:noise|hum|hiss|buzz\w*|flicker\w*|error(?: message)?|message|problem|stripes?|lag|delay|echo) (?:is |are |has )?(?:now )?gone|(?:\w*rauschen|brummen|pfeifen|flackern|ruckeln|piepen|knacken|\w*fehler|\w*meldung|storung|problem|streifen|echo|verzogerung) (?:ist |sind )?(?:jetzt )?weg|n'y a plus (?:de |d'|aucun\w* )(?:bruit|erreur|souci|probleme|parasite|echo|retard|message)s?|(?:ruido|zumbido|parpadeo|error|fallo|eco|mensaje) (?:ha |se ha )?(?:desaparecido|desaparecio|se fue)|ya (?:\w+ ){0,3}(?:todo el mundo|otra vez|de nuevo|sin problemas?))\b/,
  withdrawn:
    /^\W*(?:(?:ah|ach|oh|ok|bah|bueno)\W+)?(?:nah|nothing|schon gut|nix|(?:non )?rien|nada)(?:\W+(?:nothing|nix|rien|nada))*\s*[,;.!–-]+\s*(?:que |ya |me l|nos l|l[oa]s? |we(?:'ve| have)? (?:got|found|borrow)|(?:my|our|the) [^.?]*\b(?:it|one|them)\b|hat sich|(?:leiht|gibt|macht|druckt) (?:uns|mir|das|es)|(?:mon|ma|le|la|notre|on) [^.?]*\b(?:le|la|les|l|en|prete)\b)|\b(?:(?:please )?(?:ignore|disregard) (?:me|that|this|it|my (?:message|request|last))|don\W?t (?:even )?bother(?: (?:any ?more|with (?:it|this|that)))?(?=\W*$|[,.;!]| (?:we|i)\b)|case closed(?=\W*$|[,.;!])|(?<=[.,;!–-]\s*(?:please |just |ok |so |then )?|^(?:please |just |ok |so )?)leave it(?: then| be| at that| for now)?(?=\W*$)|(?:so|then|let's|lets|we(?:'ll| will| can)?|just|please) (?:park|shelve|bin|scrap|drop|ditch) (?:it|this|that|the (?:whole thing|idea|request))(?: then| now)?(?=\W*$|[,.;!])|(?:we|i)(?:'ve| have|'ll| will)? (?:decided to |just )?(?:gone?|go|went) (?:with|for) (?:something|another|a different)|(?:we|i)(?:'ve| have)? found (?:another|a different|some other) (?:way|solution|tool|app)|lass(?:t|en)? (?:es |das |mal |ma |wir(?:'s| es| das)? |gut |lieber |einfach |halt |doch )*(?:gut sein|stecken|bleiben|sein)(?=\W*$|[,.;!])|lass(?:t)? (?:mal|ma) gut|spart? (?:euch|dir) (?:die muhe|das)|muh\w* (?:euch|dich) nicht|(?:fall|thema|sache) (?:ist )?(?:erledigt|durch|geschlossen)(?=\W*$|[,.;!])|(?:ist|sind|damit) vom tisch|(?:dann|ok|okay) (?:dann )?(?:lieber|doch|eben|halt) nicht(?=\W*$)|(?:kann|konnt|konnen) (?:ihr |sie )?(?:das |es |sie )?(?:zu(?:machen)?|schliessen)(?=\W*$|[,.;!])|(?:haben|hab|habe) (?:\w+ )?(?:eine? andere \w+|was anderes) gefunden|(?:haben|hab|habe) (?:\w+ ){0,3}anders (?:gelost|geregelt|beholfen)|(?:c'est |ce n'est |n'est )?(?:plus|pas) la peine(?=\W*$|[,.;!])|affaire classee|c'est classe|(?:on|nous|j') ?(?:abandonne|abandonnons|laisse tomber|renonce|renoncons)(?=\W*$|[,.;!])|(?:est|devenue?) sans objet|(?:vous |t')?(?:embetez|embete|derangez|derange)(?:[- ]vous)? (?:pas|plus)|trouve (?:autre chose|une autre solution|un autre moyen)|no (?:os|te) molest\w+|caso cerrado|(?:lo |la )?dejamos(?: estar| aqui| asi)?(?=\W*$|[,.;!])|dejemoslo|no merece la pena|ya no merece la pena|no hace falta(?=\W*$|[,.;!])|(?:hemos|he) encontrado (?:otra (?:cosa|solucion|manera)|otro modo)|ya nos (?:apanamos|arreglamos)|(?:was |i'm |i am )?just (?:moaning|venting|ranting|thinking (?:out loud|aloud))|no (?:further )?action (?:is )?(?:required|needed|necessary)|(?:has|have|had) decided against|take no notice|forget about (?:the|our|my) \w+|(?:war|hab) nur (?:gemeckert|gejammert|laut gedacht)|(?:bitte )?ignorier\w*|(?:wir|ich) (?:haben|habe) uns (?:dagegen|anders) entschieden|ne (?:tenez|tiens) pas compte|c'etait juste pour (?:raler|rire)|ignore[zr]? (?:ca|cela|ma demande|mon message)|(?:ni|no) (?:me )?(?:hagas?|hagais|hagan) caso|ignora(?:d|dlo|lo)|era solo (?:una queja|por quejarme))\b/,
};

/** Matches that something lost is there again. */
const foundAgain =
  /\b(?:(?:found|got|have) (?:it|him|her|them|mine)(?: \w+)? (?:again|back)|(?:it|he|she) (?:has )?turned up|(?:brought|gave|handed) (?:it|them) back|(?:it|they)(?:'s| is| are|'re) found|wieder ?gefunden|wieder aufgetaucht|(?:hab|habe|haben) (?:\w+ ){0,2}(?:wieder|gefunden)|(?:zuruck|wieder)(?:gebracht|gegeben|bekommen)|retrouve\w*|(?:me|nous) l'(?:a|ont) (?:rapporte|rendu|ramene)\w*|(?:lo|la|los|las) (?:he|hemos) (?:encontrado|recuperado)|(?:ha )?aparecido|aparecio|(?:me|nos) l[oa] (?:ha|han) (?:devuelto|traido)|encontrad[oa] otra vez)\b/;

/** Returns whether a short message says that something lost is there again. */
export const tellsFound = (text: string): boolean => foundAgain.test(normaliseText(text).line);

/** Returns whether words have a phrase of the act. */
export const hasActPhrase = (act: keyof typeof patterns, text: string): boolean =>
  patterns[act].test(normaliseText(text).line);

/** Returns where words say explicitly, in the normalised line, that a request is over. */
export const findAct = (act: "resolved" | "withdrawn", text: string): RegExpExecArray | null =>
  patterns[act].exec(normaliseText(text).line) ?? plainEnd[act].exec(normaliseText(text).line);

/** Matches a message that begins with a name: "@Jule machst du heute …", "Ralf, kommst du …". */
const addressesSomebody =
  /^(?:<?@\S+|\p{Lu}\p{Ll}+[,:]? (?:hast|kannst|du|bist|machst|kommst|tu|t'as|peux|you|can|did|do|are|have|will|could|tienes|puedes|vas|te|le|oye)\b)|^\p{Lu}\p{Ll}{2,}, /u;

/** Matches a name at the start, before a comma: "Tom, …", "Hey Lea, …". */
const calledName =
  /^\W*(?:(?:[Hh](?:ey|i|allo|ello|ola)|[Ss]alut|[Dd]u|[Oo]ye|[Dd]is)\s+)?(\p{Lu}[\p{L}'-]+)\s*,\s+/u;

/** Words at the start of a message that are no names. Folded text. */
const opener =
  /^(?:entwine|bot|team|all|alle|tous|todos|folks|guys|it|hi|hey|hello|hallo|moin|servus|salut|bonjour|hola|buenas|oh|ah|ach|ok|okay|well|so|then|sorry|please|bitte|thanks|danke|merci|gracias|yes|no|nope|ja|nein|oui|non|si|vale|bueno|pues|also|dann|alors|sinon|and|und|et|but|aber|mais|pero|actually|right|now|jetzt|maintenant|ahora|great|super|perfect|perfekt|parfait|perfecto|cool|nice|today|tomorrow|heute|morgen|hier|demain|hoy|entschuldigung|pardon|desolee?|perdon|by the way|btw|urgent|dringend|urgente|help|hilfe)$/;

/** Words at the start that tell a person to do something, or ask one. Folded text. */
const toPerson =
  /^(?:(?:can|could|would|will|do|did|are|have|were) you|(?:please |just |bitte |mal )?(?:get|bring|give|take|grab|pass|send|come|call|ask|tell|hand|fetch|save|wait|look) (?:me|us|him|her|them|it|here|over|up|for|at|one|an?|the|some|two|your)\b|you(?:'re| are| can| have)\b|(?:kannst|kommst|hast|bist|machst|magst|willst|gehst|weisst) du|(?:bitte )?(?:bring|hol|nimm|gib|schick|ruf|komm|frag|sag|schau|wart|mach|lass) (?:mir|uns|mich|ihn|sie|ihm|mal|bitte|doch|schnell|eine?n?|die|das|den|auf|mit|vorbei|her|noch)\b|tu (?:peux|as|viens|veux|es|vas)|(?:peux|as|viens|veux|vas|es)-tu|t'(?:as|es)\b|(?:prends|apporte|donne|envoie|passe|amene|ramene|rappelle|garde|demande|dis|regarde)(?:[- ](?:moi|nous|lui|leur|en|le|la|les|une?|des|voir))|(?:puedes|tienes|vas|quieres|vienes|has|sabes|estas)\b|(?:trae|coge|da|pasa|manda|guarda|llama|pide|di|pregunta|espera)(?:me|nos|le|les|lo|la)\w*|(?:trae|coge|pasa|guarda|pide) (?:una?|el|la|los|las|otr[oa])\b)/;

/**
 * Returns whether words call a person by name and tell them something to do, or ask them. The
 * comma alone does not: "Dealers, they get their parts earlier".
 */
export function callsPerson(text: string): boolean {
  const called = calledName.exec(text.trim());
  if (!called || opener.test(foldText(called[1]!))) return false;
  return toPerson.test(foldText(text.trim().slice(called[0].length)));
}

/** Open questions with similar answers. */
const answerGroups: Partial<Record<AnswerKind, string>> = {
  brief: "offer",
  alternative: "offer",
  outcome: "offer",
  pledge: "offer",
  check: "private",
  chain: "private",
  none: "none",
};

const logOddsSteps = Array.from({ length: 11 }, (_, index) => index - 5);

/**
 * Adds the features for classifying a message's act while `open` waits for an answer. They include
 * the message's reading as a request.
 */
export function addActFeatures(
  sink: FeatureSink,
  { text, line, words }: NormalisedText,
  open: AnswerKind,
  { message, smallTalk }: { message: Chances; smallTalk: Chances },
): void {
  const group = answerGroups[open] ?? "question";
  const { length } = words;
  const size = length < 3 ? length : length < 6 ? "few" : length < 15 ? "some" : "many";
  const cues = matchActPatterns(line);
  const address = addressesSomebody.test(text.trim()) ? "somebody" : "nobody";
  const none = chanceOf(message, "none");
  const logOdds = Math.round(Math.log((1 - none + 1e-4) / (none + 1e-4)));
  addFeatures(sink, "open", [open, group, `${group} ${size}`], 1, 0);
  addFeatures(sink, `open word${group} `, words.slice(0, 40), 1);
  addFeatures(
    sink,
    `open start${open} `,
    words.slice(0, 2).map((word, index) => `${index} ${word}`),
    1,
  );
  addFeatures(
    sink,
    "act",
    [
      ...(cues.length > 0 ? cues : ["none"]),
      `first ${cues.find((cue) => cue !== "reservation")}`,
      ...cues.map((cue) => `${group} ${cue}`),
      address,
      `${group} ${address}`,
    ],
    1,
    0,
  );
  const steps = logOddsSteps.filter((step) => logOdds >= step);
  addFeatures(
    sink,
    "hint",
    [
      `request ${logOdds}`,
      `talk ${likeliest(smallTalk).label}`,
      `kind ${likeliest(message, requestKinds).label}`,
      ...steps.flatMap((step) => [`from ${step}`, `${group} from ${step}`]),
    ],
    1,
    0.25,
  );
}
