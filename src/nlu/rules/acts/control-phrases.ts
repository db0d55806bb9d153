/**
 * Recognition of messages that consist of a control of the conversation, such as "skip" or "later".
 */
import type { ConversationControl } from "../../judge.ts";
import { foldText, stripMarkup, tokenizeWords } from "../../text/normalise.ts";
import { asksAboutQuestion } from "./question-to-bot.ts";

/** Words around a control that do not change it; "no" and "yes" are not among them. */
const fillers = new Set(
  (
    "please pls plz thanks thank you thx ok okay oh ah um hm hmm well so then now just actually sorry hi hey hello let's lets let us entwine bot i'd i would like to want can could may we you that this it one question " +
    "bitte danke mal einfach dann jetzt also ach na hallo ich mochte wurde kann konnen wir das die diese frage doch lieber " +
    "s'il s il vous te plait svp merci alors bon je voudrais on peut la cette question ca le bonjour " +
    "por favor gracias pues bueno entonces quiero podemos esta pregunta la lo esto hola mejor"
  ).split(" "),
);

const phrases: Record<ConversationControl, string> = {
  skip: "skip; skip that; skip it; skip this one; skip this question; pass; next; next question; next one; move on; go on; rather not say; i'll skip; i pass; don't want to answer; leave it open; leave that open; uberspringen; weiter; nachste; nachste frage; uberspring das; weiss nicht weiter; auslassen; passer; passe; suivant; suivante; question suivante; sauter; on passe; je passe; omitir; saltar; siguiente; siguiente pregunta; paso; saltala; saltalo; leave that; leave it; leave it for now; i'd rather skip; rather skip this; i'd rather not answer; i'd rather not answer that; no answer; keine lust; lass das; lass uns das uberspringen; passons; passons a la suite; on saute; pasa; pasemos; deja esa",
  back: "back; go back; one back; step back; undo; previous; previous question; wrong answer; i made a mistake; change my answer; change my last answer; correct my last answer; let me correct that; let me change that; i want to correct my answer; zuruck; einen zuruck; vorherige frage; antwort andern; ich mochte meine antwort andern; das war falsch; retour; revenir; precedent; question precedente; corriger ma reponse; atras; volver; anterior; pregunta anterior; corregir mi respuesta; can i correct something; i want to correct something; change my previous answer; i want to change my previous answer; i want to change my last answer; that was wrong; einen schritt zuruck; schritt zuruck; ich muss etwas korrigieren; revenir en arriere; en arriere; un pas en arriere; volver atras; un paso atras; quiero corregir algo",
  later:
    "later; not now; do that later; do it later; maybe later; another time; ask me later; remind me later; tomorrow; ask me tomorrow; park it; park that; pause; i have no time; no time now; no time right now; i'm in a meeting; in a meeting; can this wait; continue later; let's continue later; let's do this later; busy; busy now; i'm busy; later today; in an hour; give me an hour; spater; nicht jetzt; morgen; ein andermal; keine zeit; gerade keine zeit; ich habe keine zeit; ich bin im meeting; bin im meeting; spater weitermachen; plus tard; pas maintenant; demain; pas le temps; je n'ai pas le temps; une autre fois; mas tarde; luego; despues; ahora no; manana; no tengo tiempo; en otro momento; do this tomorrow; do that tomorrow; not today; remind me tomorrow; give me a moment; give me a minute; give me 10 minutes; one moment; brb; mach ich spater; das mache ich spater; das machen wir spater; machen wir spater; frag mich morgen; frag mich morgen nochmal; frag spater nochmal; spater bitte; on verra plus tard; on verra; demandez moi demain; luego lo hago; lo hago luego; preguntame manana",
  resume:
    "resume; continue; carry on; weiter machen; machen wir weiter; let's continue; let's go on; go ahead; i'm back; back again; where were we; where did we stop; i'm ready; ready; pick up where we left; weitermachen; fortsetzen; weiter geht's; bin wieder da; ich bin zuruck; wo waren wir; reprendre; continuer; on continue; on reprend; je suis de retour; continuar; seguir; sigamos; seguimos; reanudar; ya estoy de vuelta; on y va; vamos; los geht's; let's go; da bin ich wieder; ich bin wieder da; wieder da; so da bin ich wieder; me revoila; me voila; ya estoy; ya estoy aqui; ya he vuelto; ya volvi; i'm back again; so i'm back",
  cancel:
    "cancel; cancel it; cancel that; cancel this; cancel my request; cancel the request; withdraw; withdraw it; withdraw my request; forget it; forget about it; forget that; never mind; nevermind; nvm; stop; abort; drop it; scrap that; scrap it; no longer needed; not needed any more; not needed anymore; i don't need it any more; i don't need it anymore; don't need it anymore; abbrechen; absagen; sag es ab; stornieren; vergiss es; vergessen sie's; hat sich erledigt; erledigt; nicht mehr notig; brauche ich nicht mehr; stopp; zuruckziehen; annuler; annule; annulez; annuler la demande; annulez la demande; laisse tomber; laissez tomber; oubliez; oublie; plus besoin; je n'en ai plus besoin; cancelar; cancela; cancelalo; cancelarla; cancelala; cancelar la solicitud; olvidalo; dejalo; ya no hace falta; ya no lo necesito; anular; stop asking; stop it; stop this; cancel everything; forget the request; forget my request; doesn't matter any more; doesn't matter anymore; it doesn't matter any more; i changed my mind; changed my mind; no need any more; vergiss das; vergessen sie es; abbruch; ist erledigt; brauchst du nicht mehr; brauchen wir nicht mehr; nicht mehr relevant; c'est bon on n'en a plus besoin; on n'en a plus besoin; dejalo estar; ya no lo necesitamos",
  all_at_once:
    "all at once; answer all at once; answer all; answer everything at once; all questions at once; all the questions at once; all questions; the form; a form; give me the form; show the form; show me the form; form; show me all questions; show me all the questions; is there a form; send me the form; alle auf einmal; alles auf einmal; alle fragen auf einmal; alle fragen; formular; das formular; gib mir das formular; tout d'un coup; tout en une fois; toutes les questions; formulaire; le formulaire; todo a la vez; todas a la vez; todas las preguntas; formulario; el formulario; send me all questions; send me all questions at once; fill in a form; can i fill in a form; todo de una vez; todo junto; tout a la fois",
  help: "help; help me; what can you do; what can i say; how does this work; how do you work; commands; options; what are my options; hilfe; hilf mir; was kannst du; wie funktioniert das; aide; aidez moi; comment ca marche; ayuda; ayudame; como funciona; what can i do here; menu",
  what_for:
    "i don't understand; don't understand; i don't get it; i don't follow; not sure what you mean; pardon; huh; come again; wie bitte; verstehe ich nicht; ich verstehe nicht; hae; je ne comprends pas; no entiendo; no lo entiendo; como; i'm confused; confused; i don't know what you mean; what do you want to know; what do you want from me; je n'ai pas compris; j'ai pas compris; no te entiendo; what do you mean; what do you mean by that; what does that mean; i don't understand the question; was meinst du; was meinen sie; was meinst du damit; wie meinst du das; ich verstehe die frage nicht; que voulez vous dire; qu'est ce que vous voulez dire; qu'est ce que ca veut dire; que quieres decir; que quiere decir; which question; was heisst das; was soll ich antworten; c'est quoi cette question; a que te refieres; what for; what's this for; what is this for; what's that for; what is that for; what's the point; what is the point; why do you ask; why do you want to know; why do you need that; why do you need this; why do you need to know; why; why is that important; why does it matter; why does that matter; what do you do with it; what do you do with my answer; what happens with my answer; wozu; wozu ist das; wofur; wofur ist das; wozu ist das gut; wozu soll das gut sein; warum; warum fragst du; warum fragen sie; warum willst du das wissen; warum wollen sie das wissen; was soll das; was bringt das; pourquoi; pourquoi cette question; a quoi ca sert; a quoi ca sert ca; pourquoi vous demandez ca; pourquoi tu demandes ca; c'est pour quoi faire; por que; para que; para que sirve; para que es esto; por que preguntas; por que pregunta; por que quieres saberlo; de que sirve; why are you asking; why are you asking me this; why are you asking this; why do you ask me that; what is that good for; what is it good for; wofur brauchst du das; wofur brauchen sie das; por que lo preguntas; porque preguntas",
  person:
    "person; a person; a human; human; a person please; real person; a real person; talk to a person; talk to a human; talk to someone; talk to somebody; speak to a person; speak to a human; speak to someone; speak to somebody; speak with someone; talk with someone; connect me to a person; connect me with a person; connect me to a human; get me a person; get me a human; get me a real person; i want a human; somebody call me; someone call me; call me; agent; live agent; operator; is there a real person; can i talk to a real person; can someone call me; can somebody call me; speak to a real person; talk to a real person; mensch; ein mensch; einen menschen; mit einem menschen sprechen; mit einem menschen reden; mit jemandem sprechen; mit jemandem reden; mit einer person sprechen; mitarbeiter; rufen sie mich an; ruf mich an; kann mich jemand anrufen; une personne; un humain; parler a quelqu'un; parler a une personne; parler a un humain; parler avec quelqu'un; appelez moi; une vraie personne; una persona; un humano; hablar con alguien; hablar con una persona; hablar con un humano; llamame; llamadme; una persona real; is anybody there; is anyone there; i need a human; i need a person; i need to talk to someone; give me a human; give me a real human; give me a person; speak with someone from it; can i speak with someone from it; talk to someone from it; ist da jemand; gib mir einen menschen; ich will mit einem menschen reden; ich will mit jemandem reden; je veux parler a un humain; je veux parler a quelqu'un; il y a quelqu'un; quiero hablar con alguien; hay alguien ahi",
  not_a_request:
    "that was no request; this was no request; that was not a request; that wasn't a request; this is not a request; this isn't a request; it was not a request; it wasn't a request; it's not a request; not a request; no request; that's no request; i was not asking for anything; i wasn't asking for anything; i'm not asking for anything; i didn't request anything; i did not ask for anything; i don't want anything; i was only chatting; just chatting; only joking; just kidding; wrong chat; wrong channel; wrong window; das war keine anfrage; das ist keine anfrage; keine anfrage; war keine anfrage; ich wollte nichts; falscher chat; falscher kanal; nur spass; ce n'etait pas une demande; ce n'est pas une demande; pas une demande; mauvais canal; je ne demandais rien; no era una solicitud; no es una solicitud; no era una peticion; no es una peticion; canal equivocado; no pedia nada; i didn't ask for anything; i did not request anything; that's not a request; thats not a request; das ist keine; ce n'est pas une requete",
  yes: "impeccable; nickel; c'est nickel; parfait comme ca; bon pour moi; perfecto asi; asi; asi esta perfecto; gut so; so gut; top so; prima so; super so; good to go; all set; yes; y; yep; yeah; yup; ya; sure; right; that's right; that is right; this is right; that's correct; that is correct; this is correct; that's true; all correct; all good; correct; exactly; that's it; of course; fine; agreed; true; confirmed; looks good; looks right; looks fine; looks good to me; lgtm; sounds good; sounds right; perfect; great; spot on; it is; it does; it did; it has; they do; they did; we do; very much so; definitely; indeed; absolutely; yes that's right; yes exactly; yes it is; +1; :+1:; :thumbsup:; :white_check_mark:; :heavy_check_mark:; go for it; do it; ja; jo; jawohl; genau; stimmt; stimmt so; das stimmt; das ist richtig; richtig; passt; passt so; so ist es; so stimmt es; das passt; das passt so; alles richtig; perfekt; korrekt; ja genau; ja stimmt; klar; gerne; natturlich; einverstanden; oui; ouais; exact; exactement; c'est ca; c'est bien ca; c'est juste; c'est exact; c'est correct; c'est bon; parfait; tout a fait; d'accord; bien sur; oui c'est ca; si; claro; exacto; exactamente; correcto; asi es; eso es; eso mismo; asi esta bien; es correcto; esta bien; perfecto; de acuerdo; vale; por supuesto; si exacto; yup that's it; yes that's it; thats it yes; jup; jep; jawoll; hat es; tut es; auf jeden fall; unbedingt; absolut; absolument; desde luego; ca marche; ca me va; ca nous va; nehmen wir; machen wir; machen wir so; so machen wir das; hagamoslo; adelante; on fait ca; on fait comme ca; let's do that; let's do it; let's go with that; that works; works for me; works for us; passt fur mich; passt fur uns; me vale; nos vale; me sirve; nos sirve; me parece bien; nos parece bien; trato hecho; geht klar; in ordnung; ouaip; sip",
  no: "no; n; nope; nah; not quite; not really; wrong; that's wrong; incorrect; not correct; not exactly; that's not it; that's not right; not right; :-1:; :thumbsdown:; :x:; no that's wrong; no not quite; don't; nein; ne; nee; nicht ganz; falsch; stimmt nicht; das stimmt nicht; nicht richtig; nein danke; non; pas tout a fait; pas vraiment; faux; ce n'est pas ca; pas exactement; no exactamente; no del todo; incorrecto; no es eso; eso no; no es asi; no merci; nee danke; leider nein; leider nicht; leider noch nicht; sadly not; unfortunately not; sadly no; not yet; noch nicht; malheureusement non; malheureusement pas; pas encore; helas non; por desgracia no; lamentablemente no; todavia no; aun no",
  new_request:
    "another request; new request; i have another request; i have a new request; one more request; another one; one more thing; something else; i need something else; neue anfrage; noch eine anfrage; weitere anfrage; etwas anderes; noch etwas; nouvelle demande; autre demande; une autre demande; autre chose; encore une chose; otra solicitud; nueva solicitud; otra peticion; otra cosa; una cosa mas",
};

/** Matches the wish to be called, in other words: "can somebody just ring me, please". */
const wantsCall =
  /\b(?:can|could|would) (?:you|someone|somebody|anyone) (?:please |just |maybe )*(?:call|ring|phone) me\b|\b(?:kann|konnte|konnt) (?:mich |da |bitte |mal |einfach |vielleicht )*(?:jemand|wer|einer|ihr) (?:mich |bitte |mal |kurz )*(?:anrufen|zuruckrufen)|\b(?:kann|konnte) (?:mich )(?:\w+ ){0,4}anrufen|\b(?:quelqu'un (?:peut|pourrait)|(?:pouvez|pourriez)-vous|vous pouvez) (?:m'appeler|me rappeler)|\b(?:me )?(?:puede|podria|podeis) (?:llamar(?:me)?)(?: alguien)?\b/;

/** Matches a question of one word that shows that the question was not understood. Folded text. */
const puzzled =
  /^\W*(?:h(?:a|ae|u)+h*|eh+|what|was|wie|wat|hein|quoi|comment|que|como|mande)\s*\?+\W*$/;

const trimFillers = (all: readonly string[]): readonly string[] => {
  let [from, to] = [0, all.length];
  while (from < to && fillers.has(all[from] ?? "")) from += 1;
  while (to > from && fillers.has(all[to - 1] ?? "")) to -= 1;
  return all.slice(from, to);
};

/** Emoji with the meaning of a control, as a character or by name (`:+1::skin-tone-3:`). */
const emojiControls: [RegExp, ConversationControl][] = [
  [
    /^\s*(?:👍|✅|✔️?|👌|:(?:\+1|thumbsup|thumbs_up|white_check_mark|heavy_check_mark|ok_hand):)(?:[\u{1F3FB}-\u{1F3FF}]|:skin-tone-\d:)?\s*$/u,
    "yes",
  ],
  [
    /^\s*(?:👎|❌|:(?:-1|thumbsdown|thumbs_down|x):)(?:[\u{1F3FB}-\u{1F3FF}]|:skin-tone-\d:)?\s*$/u,
    "no",
  ],
  [/^\s*\?+\s*$/, "what_for"],
];

/** Matches the announcement of a request, which follows the colon: "Another request: a monitor". */
const announcement =
  /^\W*(?:(?:and\s+)?(?:another|a new|new|separate|a separate|different|one more)\s+(?:request|one|thing)|something else|(?:eine?\s+)?(?:neue|weitere|andere|noch eine)\s+(?:anfrage|sache)|noch etwas|(?:une\s+)?(?:nouvelle|autre)\s+(?:demande|chose)|encore une chose|(?:otra|nueva)\s+(?:solicitud|petici[oó]n|cosa)|una cosa m[aá]s)(?:\s*[:,–-]\s*(?=\S)|[.!]?\s+(?=(?:can|could|may|i need|we need|please|kann|k[oö]nn|ich brauche|wir brauchen|bitte|peut|pou[rv]|il (?:me|nous) faut|pued|podr|necesit)))/iu;

/**
 * Matches a further request: "I also need a mouse", "oh and a headset, please". "We also need to
 * know who called" continues the same one. Folded text.
 */
const addition =
  /^\W*(?:(?:oh|ah|ach|and|und|et|y|btw|by the way)\b\W*)*(?:(?:i|we)(?:'d| would| really)? (?:also|additionally) (?:need|want|like|love|require)\b(?! to\b)|(?:i|we) (?:need|want) (?:also|in addition)\b(?! to\b)|also,? (?:i|we) (?:need|want)\b(?! to\b)|(?:ich|wir) (?:brauchen?|benotigen?|hatten? gerne?) (?:auch|ausserdem|zusatzlich|noch)\b|(?:ausserdem|zusatzlich) (?:brauchen?|benotigen?) (?:ich|wir)\b|(?:j'ai|nous avons|on a) (?:aussi|egalement) besoin (?:d'une?|d'acces|du|des|de l')|il (?:me|nous) (?:faut|faudrait) (?:aussi|egalement)\b|(?:tambien|ademas) (?:necesit\w+|quier\w+|queremos|nos hace falta) (?:una?|otr[oa]|acceso|el|la|mas|nuev[oa]s?)\b|necesit\w+ tambien\b)|^\W*(?:oh|ah|ach),? (?:and|und|et|y)\b,? (?:(?:an?|another|some|access|can|could|please|i need|we need|bitte|noch|auch|eine?n?|une?|aussi|una?|otr[oa]|tambien)\b)/;

/**
 * Matches a conjunction and a thing: "And another screen", "y queremos un proyector". Folded text.
 */
const another = new RegExp(
  `^\\W*(?:${[
    "and (?:also |we(?:'d| would)? (?:also )?(?:need|want|like) |i (?:also )?(?:need|want) )?(?:another|a (?:second|new|further)|some new|new|two|three)",
    "und (?:bitte )?(?:(?:auch|noch) )?(?:wir brauchen |ich brauche )?(?:noch eine?n?|noch zwei|auch eine?n?|auch neue|eine?n? (?:zweite|neue|weitere)[nrs]?)",
    "et (?:aussi|encore|on voudrait|il (?:me|nous) faut) (?:une?|deux)",
    "(?:on|nous) (?:aurai(?:t|ons)|avons|a) (?:aussi|egalement|encore) besoin d'une?|(?:on|nous) (?:voudr\\w+|aimer\\w+) (?:aussi|egalement|encore) (?:une?|deux)",
    "y (?:tambien |ademas )?(?:(?:queremos|necesit\\w+|quier[oe]|nos hace falta|me hace falta) (?:una?|otr[oa]|dos)|otr[oa]s?|una? nuev[oa]|tambien (?:una?|dos))",
    "tambien (?:nos|me) hacen? falta (?:una?|otr[oa]|dos)",
  ].join("|")})\\b`,
);

const opensAnotherRequest = (text: string) =>
  announcement.test(text) ||
  [addition, another].some((pattern) => pattern.test(foldText(stripMarkup(text.slice(0, 400)))));

/** Returns a key without apostrophes: "thats right" is "that's right". */
const phraseKey = (all: readonly string[]) => all.join(" ").replaceAll("'", "");

const controlsByPhrase = new Map<string, ConversationControl>();
for (const [control, list] of Object.entries(phrases) as [ConversationControl, string][])
  for (const phrase of list.split("; ")) {
    const all = tokenizeWords(phrase);
    controlsByPhrase.set(phraseKey(all), control);
    const core = phraseKey(trimFillers(all));
    if (core && !controlsByPhrase.has(core)) controlsByPhrase.set(core, control);
  }

/** Matches the name of the command that a text begins with: "request cancel R-1". */
const commandName = /^\s*\/?request\s+(?=\w+\s*(?:R-\d+)?\s*$)/i;

/** Matches a hesitation that begins like a yes, and a time that ends like "tomorrow". */
const hesitation = /^\W*(?:na ?ja|esta ma[nñ]ana)\b/i;

/** Words of agreement before another: "yes, that's right". */
const affirmations = new Set(["yes", "yep", "yeah", "ja", "oui", "si"]);

/** Matches praise, and the order to send what is shown, each the whole clause. Folded text. */
const praise =
  /^(?:great|super|top|perfect|perfekt|wunderbar|toll|prima|excellent|brilliant|lovely|parfait|genial|nickel|impeccable|impec|bravo|perfecto|estupendo|fantastico|(?:todo|muy) bien|tout est bon|tres bien|alles gut|all good)$/;
const sendsIt =
  /^(?:(?:please|bitte|just|dann|und|and|et|y) )*(?:send|submit|post) (?:it|that|this)(?: off| on)?$|^(?:schick|sende)\w* (?:es |das |sie )?(?:so )?(?:ab|los|raus|weg)$|^(?:(?:tu peux|vous pouvez) )?(?:l')?(?:envoie|envoies|envoyez|envoyer|envoie[sz]?-l[ae]|envoyez-l[ae])$|^(?:(?:puedes|podeis) )?(?:mand|envi)(?:a|al[oa]|ad|adl[oa]|arl[oa])(?: ya)?$/;

/** Returns whether each of several clauses praises or agrees, and one agrees or sends. */
function agreesInClauses(text: string): boolean {
  const clauses = foldText(stripMarkup(text))
    .split(/[,;.!:–—-]+\s+|\s(?:und|and|et|y)\s|[.!\s]+$/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "");
  const agrees = (clause: string): boolean =>
    sendsIt.test(clause) || controlsByPhrase.get(phraseKey(tokenizeWords(clause))) === "yes";
  return (
    !text.includes("?") &&
    clauses.length > 1 &&
    clauses.every((clause) => praise.test(clause) || agrees(clause)) &&
    clauses.some(agrees)
  );
}

/** Matches the request that a control is about, with the words before it: "with R-4", "la R-1". */
const requestNumber =
  /(?:\b(?:with|on|mit|an|avec|sur|con|request|anfrage|la demande|la solicitud|la)\s+)*\bR-\d{1,9}\b/i;

/**
 * Returns the control that the whole message is, in English, German, French or Spanish; undefined
 * when it says more.
 */
export function readControlPhrase(text: string): ConversationControl | undefined {
  if (opensAnotherRequest(text)) return "new_request";
  if (hesitation.test(text)) return undefined;
  if (text.length > 400) return undefined;
  const sign = emojiControls.find(([pattern]) => pattern.test(text))?.[1];
  if (sign) return sign;
  const all = tokenizeWords(text.replace(commandName, "").replace(requestNumber, " "));
  if (all.length === 0 || all.length > 12) return undefined;
  const found =
    controlsByPhrase.get(phraseKey(all)) ?? controlsByPhrase.get(phraseKey(trimFillers(all)));
  if (!found && wantsCall.test(foldText(stripMarkup(text)))) return "person";
  if (!found && (asksAboutQuestion(text) || puzzled.test(foldText(stripMarkup(text)))))
    return "what_for";
  if (found === "yes" && text.trim().endsWith("?")) return undefined;
  if (!found && agreesInClauses(text)) return "yes";
  if (found || !affirmations.has(all[0] ?? "")) return found;
  return controlsByPhrase.get(phraseKey(all.slice(1))) === "yes" ||
    all.slice(1).every((word) => fillers.has(word))
    ? "yes"
    : undefined;
}
