/** Recognises words that only accompany a picture: "that's what it looks like". */
import { normaliseText } from "../text/normalise.ts";

const pictures =
  "(?:photo|picture|pic|screen ?shot|image|video|screen|foto|bild|bildschirmfoto|capture|ecran|captura|imagen|pantallazo|pantalla)\\w*";

const caption = new RegExp(
  `^\\W*(?:(?:and|so|und|et|y)\\W+)?(?:${[
    "(?:that's|that is|this is|it's) (?:what|how) (?:it|that|this|they|the \\w+) looks?(?: like)?(?: (?:now|here))?",
    `(?:here(?:'s| is| are)?|see|attached(?: is)?|sending) (?:the |a |my |two |some )?${pictures}(?: .{0,40})?`,
    "so (?:sieht|schaut) (?:das|es|er|sie|der \\w+|die \\w+) (?:\\w+ )?aus",
    `(?:hier|anbei) (?:ist |kommt |sind )?(?:das |ein |der |mein )?${pictures}(?: .{0,40})?`,
    `(?:voici|voila|ci-joint) (?:la |le |les |une? |l'|ma )?${pictures}(?: .{0,40})?`,
    "(?:voila )?(?:a quoi )?ca (?:ressemble|donne)(?: a)?(?: (?:ca|quoi))?",
    `(?:aqui (?:va|esta|teneis|tienes)|adjunto|os paso|asi se ve)(?: (?:la |una |el |un )?${pictures}(?: .{0,40})?)?`,
    "(?:like )?this one|so eine[nrs]?|comme celui-ci|comme celle-ci|como est[ea]",
  ].join("|")})(?:\\W+(?:look|see|schaut?(?: mal)?|guckt?(?: mal)?|regarde[rz]?|mira(?:d)?))?\\W*$`,
);

/** Returns whether a text only accompanies a picture. */
export const isCaption = (text: string): boolean => caption.test(normaliseText(text).line);
