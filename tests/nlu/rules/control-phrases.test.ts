import { describe, expect, it } from "vitest";
import type { ConversationControl } from "../../../src/nlu/judge.ts";
import { readControlPhrase } from "../../../src/nlu/rules/control-phrases.ts";

const said: Record<ConversationControl, string[]> = {
  skip: [
    "I'd rather skip this",
    "passons",
    "skip",
    "Skip that, please",
    "let's skip this question",
    "Überspringen bitte",
    "on passe",
    "siguiente",
  ],
  back: [
    "can I correct something?",
    "einen Schritt zurück",
    "back",
    "can we go back?",
    "zurück",
    "retour",
    "atrás",
  ],
  later: [
    "can we do this tomorrow?",
    "das machen wir später",
    "on verra plus tard",
    "later",
    "Can we do that later?",
    "not now",
    "nicht jetzt",
    "plus tard svp",
    "ahora no",
  ],
  resume: ["let's continue", "I'm back", "weitermachen", "on reprend", "sigamos"],
  cancel: [
    "please stop asking",
    "I changed my mind",
    "vergiss das",
    "cancel",
    "never mind",
    "Forget it.",
    "hat sich erledigt",
    "laisse tomber",
    "olvídalo",
  ],
  all_at_once: [
    "all at once",
    "the form please",
    "alle Fragen auf einmal",
    "toutes les questions",
    "todo a la vez",
  ],
  help: [
    "I'm confused",
    "je n'ai pas compris",
    "help",
    "What do you mean?",
    "I don't understand",
    "Was meinst du?",
    "je ne comprends pas",
    "no entiendo",
    "??",
  ],
  what_for: [
    "why are you asking me this",
    "¿por qué lo preguntas?",
    "what is this for?",
    "why do you ask",
    "Why?",
    "wozu?",
    "à quoi ça sert ?",
    "¿para qué?",
  ],
  person: [
    "une personne, s’il vous plaît",
    "I need a human",
    "ist da jemand?",
    "je veux parler à un humain",
    "a person, please",
    "I'd like to talk to a human",
    "einen Menschen bitte",
    "parler à quelqu'un",
    "hablar con una persona",
  ],
  not_a_request: [
    "that was no request",
    "I was only chatting",
    "das war keine Anfrage",
    "ce n'était pas une demande",
    "no era una solicitud",
  ],
  yes: [
    "yes",
    "That's right",
    "thats right",
    "that is right",
    "yes, looks good to me",
    "passt so",
    "c'est ça",
    "así es",
    "👍",
    "👍🏽",
    "genau",
    "tout à fait",
    "sí",
  ],
  no: ["no", "not quite", "👎", "nein", "pas tout à fait", "no exactamente"],
  new_request: [
    "another request: a second monitor",
    "I have another request",
    "neue Anfrage: ein Headset",
    "autre demande",
    "otra solicitud",
    "I also need a new mouse",
    "one more thing: the printer",
    "oh and a headset please",
    "Ich brauche auch noch eine Maus",
    "j'ai aussi besoin d'une souris",
    "también necesito un ratón",
  ],
};

describe("readControlPhrase of a control", () => {
  for (const [control, messages] of Object.entries(said))
    for (const message of messages)
      it(`reads "${message}" as ${control}`, () =>
        expect(readControlPhrase(message)).toBe(control));
});

describe("readControlPhrase of an answer", () => {
  for (const message of [
    "I don't know",
    "no idea",
    "keine Ahnung",
    "aucune idée",
    "no lo sé",
    "We skip invoices without a number and then wait two weeks",
    "Customers cancel their order because the page is slow",
    "yes, our dealers would see their stock at once",
    "no customer would notice, it is for the audit",
    "later on the agents can help callers at once",
    "help customers find the right part",
    "the form is too long for patients",
    "we need a person at the counter in the evening",
    "stop paying invoices twice",
    "no, it is by july",
    "yes, but only until July",
    "we also need to know who called",
    "nous avons aussi besoin de savoir qui appelle",
    "another thing is that customers wait",
    "oh and customers wait for weeks",
    "thanks",
    "",
  ])
    it(`reads no control in "${message}"`, () =>
      expect(readControlPhrase(message)).toBeUndefined());
});
