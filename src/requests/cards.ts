/** From what the dialogue wants said to a card: the words from `prompts/words`, the buttons from the state. */
import type { Button, Card, Element } from "../surface/card.ts";
import type { Person, Place } from "../surface/place.ts";
import { plain, type Prose, type Span } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { briefFacts, briefTitle, needOf, titleOf } from "./brief.ts";
import type { Item } from "./catalogue.ts";
import { remaining } from "./plan.ts";
import { type Press, pressOf } from "./press.ts";
import type { Listed, Say } from "./say.ts";
import type { Conversation, Question, Talk } from "./talk.ts";

/** Lists are cut here, with a word on the rest: what a home page or a message still shows at a glance. */
const mostListed = 20;
/** The follow-up echoes an answer up to this length; longer ones would be parroting. */
const longestEcho = 60;

interface View {
  conversation: Conversation;
  words: Words;
  catalogue: readonly Item[];
  /** The requester's requests that claim to go before others. */
  claimed: readonly { request: string; title: string }[];
  place: Place;
}

/** All that a turn says, as one card: lines of plain text run on, everything else stands by itself. */
export function cardOf(says: readonly Say[], view: View): Card {
  const card: Element[] = [];
  for (const element of says.flatMap((say) => elements(say, view))) {
    const last = card.at(-1);
    if (element.kind === "text" && last?.kind === "text") card[card.length - 1] = { kind: "text", text: [...last.text, " ", ...element.text] };
    else card.push(element);
  }
  return card;
}

function elements(say: Say, view: View): Element[] {
  const { words, conversation } = view;
  const talk = "request" in say ? conversation.talks.find(({ request }) => request === say.request) : undefined;
  const number = talk?.number ?? 0;
  const line = (key: string, values: Parameters<Words>[1] = {}): Element => ({ kind: "text", text: words(`requests.${key}`, { number, ...values }) });
  const button = (key: string, press: Press, more: Partial<Button> = {}): Button => ({ label: words.label(`requests.button.${key}`, { number }), press: pressOf(press), ...more }) as Button;
  switch (say.say) {
    case "noted": {
      const busy = conversation.talks.find(({ phase }) => phase === "asking" || phase === "confirming");
      const queued = talk?.phase === "waiting" && busy;
      return [queued ? line("noted.queued", { other: busy.number ?? 0 }) : line("noted"), ...(talk?.kind === "factory_issue" && !queued ? [line("mending")] : [])];
    }
    case "noted_many": {
      const noted = say.requests.flatMap((id) => conversation.talks.filter(({ request }) => request === id));
      const list = noted.flatMap((each, index): Prose => [...(index > 0 ? ["; "] : []), ...words("requests.noted.listed", { number: each.number ?? 0, title: titleOf(each) })]);
      return [line("noted.many", { count: noted.length, list, number: noted.find(({ phase }) => phase !== "done")?.number ?? noted[0]?.number ?? 0 })];
    }
    case "next_up":
      return [line("next", { title: talk ? titleOf(talk) : "" })];
    case "ask":
      return talk ? question(talk, say.question, view) : [];
    case "why":
      return [{ kind: "note", text: words(`requests.why.${say.question}`) }];
    case "took":
      return talk ? took(talk, say.question, words) : [];
    case "heard": {
      const answer = talk?.answers[say.question];
      if (!answer?.text) return [];
      return [
        line(`heard.${answer.restated ? "restated" : say.question}`, { words: answer.restated ?? answer.text }),
        { kind: "buttons", buttons: [button("heard", { verb: "heard", request: say.request, question: say.question }), button("again", { verb: "again", request: say.request, question: say.question })] },
      ];
    }
    case "breakage":
      return [line(talk?.asked.includes("need") ? "breakage.wish" : "breakage")];
    case "brief":
      return talk
        ? [
            line("brief.intro"),
            briefTitle(talk, words),
            briefFacts(talk, words),
            { kind: "buttons", buttons: [button("right", { verb: "right", request: say.request }, { style: "primary" }), button("change", { verb: "change", request: say.request })] },
          ]
        : [];
    case "which_part":
      return talk ? whichPart(talk, words) : [];
    case "logged": {
      const key = !say.confirmed ? "unconfirmed" : talk?.kind === "factory_issue" ? "mending" : talk?.kind === "standard_service" ? "service" : talk?.kind === "advice" ? "advice" : undefined;
      return [
        line(key ? `logged.${key}` : "logged"),
        { kind: "buttons", buttons: [button("change", { verb: "change", request: say.request }), ...(talk?.kind === "standard_service" ? [button("no_request", { verb: "no_request", request: say.request })] : [])] },
      ];
    }
    case "self_help":
      return [];
    case "reminder": {
      if (talk?.phase === "confirming") return [...called(talk, view), line("reminder.confirming"), ...elements({ say: "brief", request: say.request }, view).slice(1)];
      return [...(talk ? called(talk, view) : []), line("reminder"), ...(talk?.pending ? question(talk, talk.pending, view) : [])];
    }
    case "changed":
      return [line("changed")];
    case "all_at_once":
      return [line("all_at_once"), { kind: "buttons", buttons: [button("form", { verb: "form", request: say.request }, { opensForm: true })] }];
    case "about":
      return [line(`about.${say.key}`), ...aboutButtons(say, button)];
    case "plain":
      return [{ kind: "text", text: words(`requests.plain.${say.key}`) }, ...plainButtons(say.key, button)];
    case "doubt":
      return [line("doubt"), { kind: "buttons", buttons: [button("is_request", { verb: "is_request" })] }];
    case "is_it_this":
      return [line("is_it_this"), { kind: "buttons", buttons: [button("answers", { verb: "answers", request: say.request }), button("another", { verb: "another", request: say.request })] }];
    case "mine":
      return [line("mine", { count: say.requests.length }), ...listed(say.requests, view)];
    case "found":
      return [line("found", { count: say.requests.length, words: say.words }), ...listed(say.requests, view)];
  }
}

/** A question with its answers to tap, and what may always be done instead. */
function question(talk: Talk, asked: Question, { words, catalogue, claimed }: View): Element[] {
  const { request } = talk;
  const number = talk.number ?? 0;
  const item = catalogue.find(({ name }) => name === talk.item);
  const choice = (name: string): Button => ({ label: words.label(`requests.choice.${name}`), press: pressOf({ verb: "choose", request, question: asked, choice: name }) });
  const button = (key: string, press: Press, more: Partial<Button> = {}): Button => ({ label: words.label(`requests.button.${key}`), press: pressOf(press), ...more }) as Button;
  const answers: Partial<Record<Question, Button[]>> = {
    kind: (["factory_issue", "new_solution", "change", "standard_service", "advice"] as const).map((kind) => ({ label: words.label(`requests.choice.${kind}`), press: pressOf({ verb: "kind", request, choice: kind }) })),
    customer: [choice("nobody_outside"), choice("through_colleagues"), choice("not_known_yet")],
    owner: [choice("nobody_known")],
    priority: [choice("nothing_waits")],
    measure: [choice("in_30_days"), choice("in_60_days"), choice("in_90_days")],
    need: [button("broken", { verb: "broken", request })],
  };
  if (asked === "item" && item?.link && !item.ask) {
    return [
      { kind: "text", text: words("requests.self_help", { title: item.title, link: [{ link: item.link }] }) },
      { kind: "buttons", buttons: [choice("do_it"), button("solved", { verb: "solved", request })] },
    ];
  }
  const first = talk.asked.length <= 1;
  const controls = [
    ...(asked === "customer" ? [] : [button("skip", { verb: "skip", request, question: asked })]),
    ...(first ? [] : [button("back", { verb: "back", request })]),
    button("why", { verb: "why", request, question: asked }),
    ...(first && remaining(talk).length > 1 ? [button("form", { verb: "form", request }, { opensForm: true })] : []),
    ...(first ? [] : [button("later", { verb: "later", request })]),
    button("person", { verb: "person", request }),
    ...(first ? [button("no_request", { verb: "no_request", request })] : []),
  ];
  return [
    { kind: "text", text: wording(talk, asked, words, claimed.filter((other) => other.request !== request).map(({ title }) => title), item, number) },
    ...(answers[asked] ? [{ kind: "buttons" as const, buttons: answers[asked] }] : []),
    { kind: "buttons", buttons: controls },
  ];
}

function wording(talk: Talk, asked: Question, words: Words, claimed: readonly string[], item: Item | undefined, number: number): Prose {
  switch (asked) {
    case "need":
      return words(talk.kind === "change" ? "requests.ask.need.change" : "requests.ask.need");
    case "need_again": {
      if (talk.followUp) return [talk.followUp];
      const said = plain(talk.answers.need?.text ?? []).trim();
      return said.length > 0 && said.length <= longestEcho ? words("requests.ask.need_again", { echo: said.replace(/[.!?\s]+$/, "") }) : words("requests.ask.need_again.long");
    }
    case "priority":
      return claimed.length > 0 ? words("requests.ask.priority.others", { others: claimed.join("; ") }) : words("requests.ask.priority");
    case "measure":
      return words(talk.asked.length > 2 ? "requests.ask.measure.last" : "requests.ask.measure");
    case "item":
      return words("requests.ask.item", { question: item?.ask ?? "" });
    default:
      return words(`requests.ask.${asked}`, { number });
  }
}

/** A few words on the answer, where they help; most answers want none. */
function took(talk: Talk, question: Question, words: Words): Element[] {
  const answer = talk.answers[question];
  const text = (key: string): Element[] => [{ kind: "text", text: words(`requests.took.${key}`) }];
  if (!answer) return [];
  if (!answer.text) return question === "kind" ? [] : text("open");
  if (question === "customer" && answer.label && answer.label !== "need") return text(`customer.${answer.label}`);
  if (answer.label === "refusal_unknown") return text("need.refusal_unknown");
  if ((question === "need" || question === "need_again") && needOf(talk)?.restated) return [];
  return [];
}

function whichPart(talk: Talk, words: Words): Element[] {
  const verb = talk.draft ? "replace" : "again";
  const parts = (Object.keys(talk.answers) as Question[]).filter((question) => question !== "kind" && question !== "need_again");
  return [
    { kind: "text", text: words(talk.draft ? "requests.which_part.draft" : "requests.which_part") },
    { kind: "buttons", buttons: parts.map((question) => ({ label: words.label(`requests.brief.${question}`), press: pressOf({ verb, request: talk.request, question }) })) },
  ];
}

type ButtonOf = (key: string, press: Press, more?: Partial<Button>) => Button;

function aboutButtons({ key, request }: Extract<Say, { say: "about" }>, button: ButtonOf): Element[] {
  switch (key) {
    case "parked":
      return [{ kind: "buttons", buttons: [button("resume", { verb: "resume", request }), button("remind", { verb: "remind", request })] }];
    case "cancelled":
    case "no_request":
    case "solved":
      return [{ kind: "buttons", buttons: [button("restore", { verb: "restore", request })] }];
    default:
      return [];
  }
}

function plainButtons(key: Extract<Say, { say: "plain" }>["key"], button: ButtonOf): Element[] {
  switch (key) {
    case "feedback":
    case "not_for_it":
    case "other":
      return [{ kind: "buttons", buttons: [button("is_request", { verb: "is_request" })] }];
    case "what_is_it":
      return [{ kind: "buttons", buttons: [button("ask", { verb: "ask" }, { opensForm: true })] }];
    case "help":
      return [{ kind: "buttons", buttons: [button("mine", { verb: "mine" })] }];
    default:
      return [];
  }
}

function listed(requests: readonly Listed[], { words }: View): Element[] {
  const shown = requests.slice(0, mostListed).map(
    ({ request, number, title, status, since }): Element => ({
      kind: "item",
      text: words("requests.listed", { number, title }),
      note: words("requests.listed.since", { status: words.label(`requests.status.${status}`), since }),
      ...(status === "parked" && { button: { label: words.label("requests.button.resume"), press: pressOf({ verb: "resume", request }) } }),
    }),
  );
  const more = requests.length - shown.length;
  return more > 0 ? [...shown, { kind: "note", text: words("requests.mine.more", { count: more }) }] : shown;
}

/** In a place that several share, the person meant is named. */
function called({ requester }: Talk, { place }: View): Element[] {
  const mention: Span = { person: requester.id, ...(requester.name && { name: requester.name }) };
  return place.kind === "personal" ? [] : [{ kind: "text", text: [mention] }];
}

/** A card after one of its buttons was pressed: the rows around that button are gone, what was chosen stands in their place. */
export function settledCard(card: Card, press: string, by: Person, words: Words): Card {
  const at = card.findIndex((element) => element.kind === "buttons" && element.buttons.some((button) => "press" in button && button.press === press));
  const row = card[at];
  if (row?.kind !== "buttons") return card;
  let first = at;
  let last = at;
  while (card[first - 1]?.kind === "buttons") first--;
  while (card[last + 1]?.kind === "buttons") last++;
  const choice = row.buttons.find((button) => "press" in button && button.press === press)?.label ?? "";
  const person: Prose = [{ person: by.id, ...(by.name && { name: by.name }) }];
  return [...card.slice(0, first), { kind: "note", text: words("requests.settled", { person, choice }) }, ...card.slice(last + 1)];
}
