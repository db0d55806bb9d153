/** Rendering of replies as cards, with words from `prompts/words` and buttons from the state. */

import type { Words } from "../../../lib/i18n.ts";
import type { RequestKind } from "../../../nlu/judge.ts";
import {
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import { type RichText, type TextSpan, toPlainText } from "../../../platform/rich-text.ts";
import { caseActions } from "../../cases/actions.ts";
import { briefFacts, briefHead } from "../../cases/brief/brief.ts";
import { requestTitle, shownTitle } from "../../cases/brief/request-title.ts";
import { visibilityButton } from "../../cases/cards/case-detail-card.ts";
import { caseReplyElements, joinTexts } from "../../cases/cards/reply-card.ts";
import { introductionOfferCard } from "../../cases/requester/introductions.ts";
import { knownAnswerElement } from "../../cases/similar/known-answer.ts";
import { checkActions } from "../../checks/actions.ts";
import { workspaceActions } from "../../workspace/actions.ts";
import { actionForControl } from "../dialogue/controls.ts";
import type { Reply } from "../dialogue/reply.ts";
import { interviewActions } from "../model/actions.ts";
import type { Interview } from "../model/interview-state.ts";
import { correctableQuestions, questions } from "../model/questions.ts";
import {
  answerAcknowledgement,
  catalogueCard,
  changedAnswer,
  correctionCard,
  questionCard,
  type RequestCardContext,
  selfServiceCard,
  takenAsElement,
  thatMessageElement,
  whichTargetCard,
} from "./question-card.ts";
import { nextStepCard, securityCard } from "./security-card.ts";

const { encode } = interviewActions;

/** Renders all replies of a turn as one card. */
export const renderReplies = (replies: readonly Reply[], view: RequestCardContext): Card =>
  joinTexts(replies.flatMap((reply) => elements(reply, view)));

function elements(say: Reply, view: RequestCardContext): CardElement[] {
  const { words, conversation } = view;
  const interview =
    "request" in say
      ? conversation.interviews.find(({ request }) => request === say.request)
      : undefined;
  const number = interview?.number ?? ("number" in say ? say.number : undefined) ?? 0;
  const line = (key: string, values: Parameters<Words>[1] = {}): CardElement =>
    textElement(words(`requests.${key}`, { number, ...values }));
  const button = (key: string, press: string, more: Partial<Button> = {}): Button =>
    ({
      label: words.plain(`requests.button.${key}`, { number }),
      press,
      ...more,
    }) as Button;
  switch (say.say) {
    case "noted": {
      const busy = conversation.interviews.find(
        ({ phase }) => phase === "asking" || phase === "confirming",
      );
      const queued = interview?.phase === "waiting" && busy;
      return [
        queued ? line("noted.queued", { other: busy.number ?? 0 }) : line("noted"),
        ...(interview?.kind === "factory_issue" && !queued ? [line("mending")] : []),
      ];
    }
    case "kept_private":
      return caseReplyElements(
        { say: "visibility", request: say.request, number, isPrivate: true },
        view,
      );
    case "noted_many": {
      const noted = say.requests.flatMap((id) =>
        conversation.interviews.filter(({ request }) => request === id),
      );
      const list = noted.flatMap(
        (each, index): RichText => [
          ...(index > 0 ? ["; "] : []),
          ...words("requests.noted.listed", {
            number: each.number ?? 0,
            title: shownTitle(requestTitle(each), words),
          }),
        ],
      );
      return [
        line("noted.many", {
          count: noted.length,
          list,
          number: noted.find(({ phase }) => phase !== "done")?.number ?? noted[0]?.number ?? 0,
        }),
      ];
    }
    case "next_up":
      return say.isListed
        ? [line("next.listed")]
        : [line("next", { title: shownTitle(interview && requestTitle(interview), words) })];
    case "ask":
      return interview ? questionCard(interview, say.question, view) : [];
    case "why":
      return [noteElement(words(`requests.why.${say.question}`))];
    case "changed":
      return interview ? changedAnswer(interview, say.question, words) : [];
    case "took":
      return interview ? answerAcknowledgement(interview, say.question, words) : [];
    case "heard": {
      const answer = interview?.answers[say.question];
      if (!answer?.text) return [];
      return [
        line(`heard.${answer.restated ? "restated" : say.question}`, {
          words: answer.restated ?? answer.text,
        }),
        buttonRow(
          button("heard", encode("heard", say.request, say.question)),
          button("again", encode("again", say.request, say.question)),
        ),
      ];
    }
    case "breakage":
      return [
        line(say.isHeard && interview?.asked.includes("need") ? "breakage.wish" : "breakage"),
      ];
    case "brief": {
      const known = view.knownAnswers?.get(say.request);
      return interview
        ? [
            line("brief.intro"),
            ...briefHead(interview, words),
            ...briefFacts(interview, words),
            ...(known ? [knownAnswerElement(known, words)] : []),
            buttonRow(
              button("right", encode("right", say.request), { style: "primary" }),
              button("change", encode("change", say.request)),
              visibilityButton(say.request, interview.isPrivate ?? false, words),
            ),
          ]
        : [];
    }
    case "which_part":
      return interview ? correctionCard(interview, words) : [];
    case "security":
      return [...securityCard(toPlainText(interview?.text ?? []), view), line("logged.security")];
    case "next_step":
      return nextStepCard(say.incident, view);
    case "not_on_offer": {
      const count = Object.keys(questions[say.question].choices ?? {}).length;
      const text = words(`requests.not_on_offer${count > 1 ? "" : ".words"}`, { count });
      return [textElement(text), ...(interview ? questionCard(interview, say.question, view) : [])];
    }
    case "logged":
      return interview ? logged(interview, say, view, button) : [];
    case "reminder": {
      if (interview?.phase === "confirming")
        return [
          ...called(interview, view),
          line("reminder.confirming"),
          ...elements({ say: "brief", request: say.request }, view).slice(1),
        ];
      return [
        ...(interview ? called(interview, view) : []),
        line("reminder"),
        ...(interview?.pending ? questionCard(interview, interview.pending, view) : []),
      ];
    }
    case "all_at_once":
      return [
        line("all_at_once"),
        buttonRow(button("form", encode("form", say.request), { opensForm: true })),
      ];
    case "about":
      return [
        line(
          say.key === "person" && !view.reachesTeamChannel
            ? "about.person.noted"
            : `about.${say.key}`,
        ),
        ...aboutButtons(say, button, words),
      ];
    case "plain":
      return [textElement(words(`requests.plain.${say.key}`)), ...plainButtons(say, button, words)];
    case "catalogue":
      return interview ? catalogueCard(interview, view.catalogue, words) : [];
    case "own_way":
      return interview ? selfServiceCard(interview, words) : [];
    case "doubt":
    case "that_message":
      return [
        say.say === "doubt" ? line("doubt") : thatMessageElement(say, words),
        buttonRow(button("is_request", encode("held", say.held, "new_request"))),
      ];
    case "which_target":
      return whichTargetCard(say, words);
    case "taken_as":
      return [takenAsElement(say, words)];
    case "not_meant":
      return [buttonRow(button("not_meant", encode("not_meant", say.held)))];
    case "or_meant": {
      const press = interview && actionForControl(say.meant, interview);
      if (!press) return [];
      const opensForm = press.verb === "form" ? ({ opensForm: true } as const) : {};
      return [line("or_meant"), buttonRow(button(press.verb, press.press, opensForm))];
    }
    case "company": {
      const offer = view.introductionOffers?.get(say.request);
      return offer ? introductionOfferCard(say.request, offer.other, offer.group, words) : [];
    }
    default:
      return caseReplyElements(say, view);
  }
}

type ButtonOf = (key: string, press: string, more?: Partial<Button>) => Button;

const loggedBy: Partial<Record<RequestKind, string>> = {
  standard_service: "service",
  advice: "advice",
};

/** Renders that the request is with the team; routine items with their catalogue text. */
function logged(
  interview: Interview,
  { confirmed, among }: Extract<Reply, { say: "logged" }>,
  { words, catalogue, reachesTeamChannel }: RequestCardContext,
  button: ButtonOf,
): CardElement[] {
  const { request, kind, number = 0 } = interview;
  const key = !reachesTeamChannel
    ? "ledger"
    : !confirmed
      ? "unconfirmed"
      : kind === "standard_service" && (among || interview.asked.length > 0)
        ? undefined
        : kind && loggedBy[kind];
  const item = catalogue.find(({ name }) => name === interview.item?.name);
  const buttons = [
    ...(correctableQuestions(interview).length > 0
      ? [button("change", encode("change", request))]
      : []),
    ...(kind === "standard_service" ? [button("no_request", encode("no_request", request))] : []),
  ];
  return [
    textElement(words(key ? `requests.logged.${key}` : "requests.logged", { number })),
    ...(item?.text ? [noteElement([item.text])] : []),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ];
}

function aboutButtons(
  { key, request }: Extract<Reply, { say: "about" }>,
  button: ButtonOf,
  words: Words,
): CardElement[] {
  switch (key) {
    case "parked":
      return [
        buttonRow(
          button("resume", encode("resume", request)),
          button("remind", encode("remind", request)),
        ),
      ];
    case "deleted":
      return [
        {
          kind: "buttons",
          buttons: [
            {
              label: words.plain("life.button.withdraw"),
              press: caseActions.encode("withdraw", request),
            },
          ],
        },
      ];
    case "cancelled":
    case "no_request":
    case "solved":
      return [buttonRow(button("restore", encode("restore", request)))];
    default:
      return [];
  }
}

function plainButtons(
  { key, held }: { key: Extract<Reply, { say: "plain" }>["key"]; held?: string },
  button: ButtonOf,
  words: Words,
): CardElement[] {
  switch (key) {
    case "feedback":
    case "not_for_it":
    case "other":
      return held === undefined
        ? []
        : [buttonRow(button("is_request", encode("held", held, "new_request")))];
    case "what_is_it":
      return [buttonRow(button("ask", encode("ask"), { opensForm: true }))];
    case "help":
      return [
        buttonRow(
          { label: words.plain("requests.button.mine"), press: caseActions.encode("mine") },
          { label: words.plain("check.button.check"), press: checkActions.encode("settings") },
          {
            label: words.plain("organisation.button.settings"),
            press: workspaceActions.encode("settings"),
          },
        ),
      ];
    default:
      return [];
  }
}

/** Mentions the requester in shared places. */
function called({ requester }: Interview, { place }: RequestCardContext): CardElement[] {
  const mention: TextSpan = {
    person: requester.id,
    name: requester.name,
  };
  return place.kind === "personal" ? [] : [textElement([mention])];
}
