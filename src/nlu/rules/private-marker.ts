/** Recognises that a sender wants a message kept from others, in four languages. */
import { foldText, stripMarkup } from "../text/normalise.ts";

const marker =
  /\b(?:keep (?:this|it|that) (?:private|confidential|quiet|secret|between us|to yourselves?|among us)|(?:please )?(?:treat|handle) (?:this|it) (?:as )?(?:confidential\w*|discreetly|privately)|(?:this|it|that) (?:is|stays|has to stay|must stay|should stay) (?:strictly |between |just )?(?:private|confidential|secret|between us|between you and me)|between (?:us|you and me)(?= only|[:,.!]|\W*$)|just between us|in (?:strict )?confidence|(?:don't|do not|please don't|pls don't) (?:tell (?:anyone|anybody|my \w+|the others)|share (?:this|it)|post (?:this|it)|pass (?:this|it) on)|not for (?:the (?:channel|others|public|team channel)|everyone|everybody|other eyes)|(?:nobody|no one|only (?:you|it|the it team)) (?:else )?(?:should|may|must|can) (?:know|see|read)|for your eyes only|nur fur (?:euch|dich|sie|die it)|(?:bitte |streng )?vertraulich(?: behandeln)?(?=[:,.!]|\W*$| bitte| behandeln)|(?:bleibt|bleibe|muss|soll) (?:bitte )?unter uns|unter uns(?= gesagt|[:,.!]|\W*$)|nicht weiter(?:sagen|geben|erzahlen|leiten)|(?:soll|darf|sollte) (?:sonst )?(?:keiner|niemand) (?:wissen|sehen|lesen|erfahren)|(?:bitte )?diskret|behaltet? (?:das|es) (?:bitte )?fur (?:euch|dich)|(?:a garder |reste[rz]? |que ca reste )?(?:strictement )?confidentiel(?:le)?(?=[:,.!]|\W*$| svp| merci)|entre nous(?=\s?[:,.!]|\W*$| svp)|garde[zr]? (?:ca|cela|ceci) (?:pour vous|pour toi|secret|confidentiel)|(?:a |de maniere )?ne pas (?:divulguer|diffuser|partager|ebruiter)|(?:ne |n')?(?:en )?(?:dites|parlez|dis|parle)(?: rien)?(?: pas)? a personne|pour vos yeux seulement|(?:es |esto es )?(?:estrictamente )?confidencial(?=[:,.!]|\W*$| por favor)|entre nosotros|que (?:esto )?quede entre|no (?:se lo |lo )?(?:digais|digas|diga|cont\w+|compart\w+)(?: a nadie| con nadie)?|solo para (?:vosotros|ustedes|ti|el equipo de it)|que no (?:se entere|lo sepa|lo vea) nadie|en confianza(?=[:,.!]|\W*$)|mantened?(?:lo)? (?:esto )?en (?:privado|secreto))/;
const label =
  /^\W*(?:(?:hi|hello|hallo|hola|bonjour|team|all)\W+){0,2}(?:private(?:ly)?|confidential|strictly confidential|privat|vertraulich|confidentiel|confidencial|privado|prive)\s*(?:[:!–-]|please\b|bitte\b|\.)/;

/** Whether a message says that others must not read it. */
export function isMarkedPrivate(text: string): boolean {
  const plain = foldText(stripMarkup(text)).replace(/\s+/g, " ").trim();
  return label.test(plain) || marker.test(plain);
}
