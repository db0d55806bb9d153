/** Recognition of messages that only refer to the message above: "can you take this up?", "^^". */
import { foldText, stripMarkup } from "../text/normalise.ts";

const sign = /^(?:\^+|↑+|☝\S*|👆\S*|:point_up(?:_2)?:|\W*)$/u;

const lead =
  "(?:(?:hi|hey|hello|hallo|bonjour|salut|hola|please|pls|plz|bitte|svp|s'il te plait|s'il vous plait|por favor|and|und|et|y)\\W+)*";

const phrase = new RegExp(
  `^\\W*${lead}(?:(?:can|could|would|will) you (?:please |kindly )?(?:take|pick|handle|log|do|note|record|look)(?: care of)?(?: (?:this|that|it|these|at this|at that|into this|into that|after this))*(?: up| on| over| down)?|(?:take|pick|log|handle|note)(?: care of)? (?:this|that|it)(?: up| on| over)?|(?:this|that)(?: one| too| here)?|(?:kannst|konnt|konnen|wurdest|wurdet) (?:du|ihr|sie) (?:dich |euch |sich )?(?:das |dies |bitte |mal |darum |hier )*(?:bitte )?(?:aufnehmen|ubernehmen|erfassen|eintragen|kummern|notieren|ansehen|anschauen)|kummer(?:st|t|n)? (?:du |ihr |sie )?(?:dich|euch|sich) (?:bitte |mal )?(?:darum|drum)|(?:das |dies )?(?:bitte |mal )*(?:aufnehmen|ubernehmen|erfassen|eintragen|notieren)|nimm(?:st du)? (?:das )?(?:bitte )?auf|(?:(?:tu|vous|on) )?(?:peux|pouvez|peut|pourrais|pourriez)(?:[- ](?:tu|vous|on))? (?:prendre|t'en occuper|vous en occuper|t'occuper de ca|noter|t'en charger|vous en charger|regarder)(?: (?:ca|cela|ceci|en charge|ca en charge|note))*|a prendre en charge|(?:prends|prenez|note|notez)(?:[- ](?:le|ca|la))?|(?:(?:te|se|os) )?(?:puedes?|podeis|pueden|podrias?) (?:encargarte|encargarse|encargaros|encargar|apuntar(?:lo)?|tomar(?:lo)?|registrar(?:lo)?|mirar(?:lo)?|ver)(?: (?:de )?(?:esto|eso|ello|lo))?|(?:esto|eso)|(?:apunta|registra|toma)(?:lo| esto)?)(?:\\W+(?:please|pls|bitte|svp|s'il te plait|s'il vous plait|por favor|thanks|danke|merci|gracias))*\\W*$`,
);

/** Returns whether a message has no subject of its own and refers to the one above it. */
export function isPointing(text: string): boolean {
  const plain = stripMarkup(text).trim();
  return sign.test(plain) || phrase.test(foldText(plain));
}
