/** From what the dialogue wants said to a card: the words from `prompts/words`, the buttons from the state. */
import type { Kind } from "../judgement/judge.ts";
import { pathTo } from "../organisation/errand.ts";
import type { Button, Card, Element } from "../surface/card.ts";
import type { Prose, Span } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { briefFacts, briefHead, titleOf } from "./brief.ts";
import { listed, myRequests, work } from "./listing.ts";
import { offered } from "./meant.ts";
import { offerCompany } from "./meeting.ts";
import { catalogueCard, ownWayCard } from "./own-way.ts";
import { type Press, pressOf } from "./press.ts";
import { partsOf, questionCard, took, type View, whichPart } from "./question-card.ts";
import { refused } from "./refused.ts";
import type { Say } from "./say.ts";
import { secludeButton, storyCard } from "./story-card.ts";
import { current, type Talk } from "./talk.ts";
import { outcomeQuestion, told, whichReply } from "./told.ts";

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
  const number = talk?.number ?? ("number" in say ? say.number : undefined) ?? 0;
  const line = (key: string, values: Parameters<Words>[1] = {}): Element => ({ kind: "text", text: words(`requests.${key}`, { number, ...values }) });
  const button = (key: string, press: Press, more: Partial<Button> = {}): Button =>
    ({ label: words.label(`requests.button.${key}`, { number }), press: pressOf(press), ...more }) as Button;
  switch (say.say) {
    case "noted": {
      const busy = conversation.talks.find(({ phase }) => phase === "asking" || phase === "confirming");
      const queued = talk?.phase === "waiting" && busy;
      return [
        queued ? line("noted.queued", { other: busy.number ?? 0 }) : line("noted"),
        ...(talk?.kind === "factory_issue" && !queued ? [line("mending")] : []),
      ];
    }
    case "noted_many": {
      const noted = say.requests.flatMap((id) => conversation.talks.filter(({ request }) => request === id));
      const list = noted.flatMap(
        (each, index): Prose => [...(index > 0 ? ["; "] : []), ...words("requests.noted.listed", { number: each.number ?? 0, title: titleOf(each) })],
      );
      return [line("noted.many", { count: noted.length, list, number: noted.find(({ phase }) => phase !== "done")?.number ?? noted[0]?.number ?? 0 })];
    }
    case "next_up":
      return [line("next", { title: talk ? titleOf(talk) : "" })];
    case "ask":
      return talk ? questionCard(talk, say.question, view) : [];
    case "why":
      return [{ kind: "note", text: words(`requests.why.${say.question}`) }];
    case "took":
      return talk ? took(talk, say.question, words) : [];
    case "heard": {
      const answer = talk?.answers[say.question];
      if (!answer?.text) return [];
      return [
        line(`heard.${answer.restated ? "restated" : say.question}`, { words: answer.restated ?? answer.text }),
        {
          kind: "buttons",
          buttons: [
            button("heard", { verb: "heard", request: say.request, question: say.question }),
            button("again", { verb: "again", request: say.request, question: say.question }),
          ],
        },
      ];
    }
    case "breakage":
      return [line(talk?.asked.includes("need") ? "breakage.wish" : "breakage")];
    case "brief":
      return talk
        ? [
            line("brief.intro"),
            ...briefHead(talk, words),
            briefFacts(talk, words),
            {
              kind: "buttons",
              buttons: [
                button("right", { verb: "right", request: say.request }, { style: "primary" }),
                button("change", { verb: "change", request: say.request }),
                secludeButton(say.request, talk.secluded ?? false, words),
              ],
            },
          ]
        : [];
    case "which_part":
      return talk ? whichPart(talk, words) : [];
    case "logged":
      return talk ? logged(talk, say, view, button) : [];
    case "reminder": {
      if (talk?.phase === "confirming")
        return [...called(talk, view), line("reminder.confirming"), ...elements({ say: "brief", request: say.request }, view).slice(1)];
      return [...(talk ? called(talk, view) : []), line("reminder"), ...(talk?.pending ? questionCard(talk, talk.pending, view) : [])];
    }
    case "all_at_once":
      return [line("all_at_once"), { kind: "buttons", buttons: [button("form", { verb: "form", request: say.request }, { opensForm: true })] }];
    case "about":
      return [line(say.key === "person" && !view.reaches ? "about.person.noted" : `about.${say.key}`), ...aboutButtons(say, talk !== undefined, button)];
    case "plain":
      return [{ kind: "text", text: words(`requests.plain.${say.key}`) }, ...plainButtons(say.key, button, words)];
    case "catalogue":
      return talk ? catalogueCard(talk, view.catalogue, words) : [];
    case "own_way":
      return talk ? ownWayCard(talk, words) : [];
    case "doubt":
      return [line("doubt"), { kind: "buttons", buttons: [button("is_request", { verb: "is_request" })] }];
    case "is_it_this":
      return [
        line("is_it_this"),
        {
          kind: "buttons",
          buttons: [button("answers", { verb: "answers", request: say.request }), button("another", { verb: "another", request: say.request })],
        },
      ];
    case "is_it_meant":
    case "or_meant": {
      const press = talk && offered(say.meant, talk);
      const answers = say.say === "is_it_meant" ? [button("answers", { verb: "answers", request: say.request })] : [];
      const other = press ? [button(press.verb, press, press.verb === "form" ? { opensForm: true } : {})] : [];
      return press ? [line(say.say), { kind: "buttons", buttons: [...answers, ...other] }] : [];
    }
    case "company":
      return offerCompany(say.request, say.other, say.group, words);
    case "told":
      return told(say.notice, words, current(conversation)?.number);
    case "outcome":
      return outcomeQuestion(say, words);
    case "which_reply":
      return whichReply(say.request, say.number, say.asks, words);
    case "life":
      return [{ kind: "text", text: words(`life.${say.key}`, say.values) }];
    case "refused":
      return refused(say, words);
    case "mine":
      return myRequests(say, view);
    case "found":
      return [line("found", { count: say.requests.length, words: say.words }), ...listed(say.requests, "others", view)];
    case "work":
      return work(say, view);
    case "story":
      return storyCard(say.story, view);
    case "secluded": {
      const where = view.place.kind === "personal" ? "" : ".channel";
      return [{ kind: "text", text: words(say.secluded ? `where.secluded${where}` : "where.disclosed", { number: say.number }) }];
    }
    case "no_story":
      return [{ kind: "text", text: words("where.none", { number: say.number }) }];
  }
}

type ButtonOf = (key: string, press: Press, more?: Partial<Button>) => Button;

const loggedBy: Partial<Record<Kind, string>> = { factory_issue: "mending", standard_service: "service", advice: "advice" };

/** The request is with the team; routine things come with what their catalogue item says. */
function logged(talk: Talk, { confirmed, among }: Extract<Say, { say: "logged" }>, { words, catalogue }: View, button: ButtonOf): Element[] {
  const { request, kind, number = 0 } = talk;
  const key = !confirmed ? "unconfirmed" : kind === "standard_service" && (among || talk.asked.length > 0) ? undefined : kind && loggedBy[kind];
  const item = catalogue.find(({ name }) => name === talk.item?.name);
  const buttons = [
    ...(partsOf(talk).length > 0 ? [button("change", { verb: "change", request })] : []),
    ...(kind === "standard_service" ? [button("no_request", { verb: "no_request", request })] : []),
  ];
  return [
    { kind: "text", text: words(key ? `requests.logged.${key}` : "requests.logged", { number }) },
    ...(item?.text ? [{ kind: "note" as const, text: [item.text] }] : []),
    ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : []),
  ];
}

function aboutButtons({ key, request }: Extract<Say, { say: "about" }>, atHand: boolean, button: ButtonOf): Element[] {
  switch (key) {
    case "parked":
      return [{ kind: "buttons", buttons: [button("resume", { verb: "resume", request }), button("remind", { verb: "remind", request })] }];
    case "cancelled":
    case "no_request":
    case "solved":
      return [{ kind: "buttons", buttons: [button("restore", atHand ? { verb: "restore", request } : { verb: "act", request, act: "restore" })] }];
    default:
      return [];
  }
}

function plainButtons(key: Extract<Say, { say: "plain" }>["key"], button: ButtonOf, words: Words): Element[] {
  switch (key) {
    case "feedback":
    case "not_for_it":
    case "other":
      return [{ kind: "buttons", buttons: [button("is_request", { verb: "is_request" })] }];
    case "what_is_it":
      return [{ kind: "buttons", buttons: [button("ask", { verb: "ask" }, { opensForm: true })] }];
    case "help":
      return [
        {
          kind: "buttons",
          buttons: [
            button("mine", { verb: "mine" }),
            { label: words.label("check.button.check"), press: "check/settings" },
            { label: words.label("organisation.button.settings"), press: pathTo("settings") },
          ],
        },
      ];
    default:
      return [];
  }
}

/** In a place that several share, the person meant is named. */
function called({ requester }: Talk, { place }: View): Element[] {
  const mention: Span = { person: requester.id, ...(requester.name && { name: requester.name }) };
  return place.kind === "personal" ? [] : [{ kind: "text", text: [mention] }];
}
