/** Recognition of the wish to be asked no more: "just send it as it is", "das reicht jetzt". */
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";

/** Before a command: the start of a clause, or courtesy. "Our patients stop asking" is no command. */
const atStart =
  "(?<=(?:^|[.,;:!?–-])\\W*|\\b(?:please|just|now|so|and|can you|could you|bitte|jetzt|also|und|svp|maintenant|et|por favor|ya|y) )";

const enough = new RegExp(
  `\\b(?:${[
    `(?:just |please |then )*(?:send|hand|pass|submit|forward|log) (?:it|this|that)(?: over| on| in| off| through)?(?: as (?:it is|is)| like (?:that|this)| now)?(?=\\W*$|[,.;!])|just (?:order|buy|do|get) (?:it|them)(?=\\W*$|[,.;!])|(?:no more|enough|stop (?:with )?(?:the|these|your)) ?(?:questions?|asking)|${atStart}stop asking|that's (?:all i (?:know|have|can say)|enough|it from me)|you have (?:everything|all you need)|(?:figure|sort) it out`,
    `(?:schick|schickt|schicken sie|gib|gebt|leite?|reich\\w*|meld\\w*) (?:das |es |sie )?(?:bitte |einfach |halt |jetzt )*(?:so )?(?:ab|weiter|raus|los)\\b|(?:einfach |bitte )?so (?:abschicken|weitergeben|weiterleiten)|(?:keine|genug|schluss mit (?:den|der)) (?:weiteren |mehr )?frage\\w*|${atStart}(?:hor|hort) auf (?:zu fragen|mit)|mehr (?:weiss|hab\\w*|kann) ich (?:nicht|dazu nicht)|(?:das )?(?:reicht|muss reichen|langt)(?: jetzt| so)?\\W*$|bestellt? (?:es|das|sie) einfach|einfach (?:bestellen|machen)`,
    `(?:envoye[zr]?|transmet\\w*|passe[zr]?)[ -](?:ca|cela|le|la)(?: \\w+)? (?:comme ca|tel quel|ainsi)|(?:envoye[zr]?|transmet\\w*) (?:comme ca|tel quel)|(?:plus|assez|${atStart}(?:arretez|arrete))(?: de| avec)?(?: vos| tes| les| ces)? questions|ca suffit|c'est tout ce que je (?:sais|peux dire)|(?:commande|faites|fais)[zr]?[ -](?:le|les|ca) (?:c'est tout|point)`,
    `(?:mandal[oa]|envial[oa]|mandadl[oa]|enviadl[oa]|pasal[oa]|manda esto|envia esto)(?: ya| asi| tal cual| como esta)+|(?:basta|ya vale|no mas|${atStart}deja\\w*)(?: de| con)?(?: tantas| las| mas)? (?:preguntas?|preguntar)|es todo lo que (?:se|tengo|puedo decir)|pedidl[oa]s? y ya|no (?:me )?pregunt\\w+ mas`,
  ].join("|")})`,
);

/** Longer messages say more than that. */
const maxWords = 14;

/** Returns whether words only ask for an end of the questions. */
export const saysEnough = (text: string): boolean =>
  tokenizeWords(text).length <= maxWords && enough.test(foldText(stripMarkup(text)));
