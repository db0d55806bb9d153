/**
 * Approvers of a brief and the advocate of the requester's group: each is notified once, in a turn
 * of their direct messages.
 */
import { type ActionIn, defineActions } from "../../../core/actions.ts";
import type { Feature, TurnContext } from "../../../core/feature.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type Card,
  factsElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { personMention } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { type Group, readGroup } from "../../workspace/groups.ts";
import { readPreferences } from "../../workspace/preferences.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import { caseActions } from "../actions.ts";
import { briefFacts, briefHead, teamBriefCard } from "../brief/brief.ts";
import {
  type ApprovalRule,
  type Case,
  findApprovalRule,
  listMissingApprovers,
  listUnansweredQuestions,
} from "../lifecycle/case.ts";
import { readCase } from "../rows/repository.ts";

const actions = defineActions("concern", {
  /** Asks a person to approve the subject's request. */
  agree: { jobOnly: true },
  /** Shows the brief to the advocate of the requester's business group. */
  advocate: { jobOnly: true },
});
type ApprovalAction = ActionIn<typeof actions>;

/** Notification about a brief, processed in a turn of its own and once per `id`. */
export interface CaseNotification {
  id: string;
  person: string;
  place: ConversationRef;
  job: string;
  subject: string;
}

const call = (
  { request, place: { platform } }: Case,
  job: ApprovalAction["verb"],
  person: string,
  round: number,
): CaseNotification => ({
  id: `${job}:${request}/${person}/${round}`,
  person,
  place: { platform, kind: "personal", id: person },
  job: actions.encode(job),
  subject: request,
});

/**
 * Lists the approval requests of a case. After "please change" people are asked again once that is
 * answered.
 */
export function approvalRequests(
  one: Case,
  approval: ApprovalRule | undefined,
): CaseNotification[] {
  if (!one.kind || listUnansweredQuestions(one).some(({ act }) => act === "please_change"))
    return [];
  const round = one.history.filter(({ act }) => act === "please_change").length;
  return listMissingApprovers(one, approval).map((person) => call(one, "agree", person, round));
}

/**
 * Returns the notification of the group's advocate, unless it is their own request, it is private,
 * or they turned notifications off.
 */
export async function advocateNotifications(
  on: Reader,
  workspace: string,
  one: Case,
): Promise<CaseNotification[]> {
  const advocate =
    one.group && !one.isPrivate
      ? (await readGroup(on, workspace, one.group))?.advocate?.id
      : undefined;
  if (!advocate || advocate === one.requester.id || advocate === one.interview.raisedBy?.id)
    return [];
  return (await readPreferences(on, workspace, advocate)).unbriefed
    ? []
    : [call(one, "advocate", advocate, 0)];
}

/** The feature that asks people for their agreement to a request. */
export const approvalsFeature: Feature<undefined, undefined, ApprovalAction> = {
  name: actions.feature,
  actions,
  async turn(ctx, { action }) {
    const card = action ? await cardFor(ctx, action) : [];
    if (card.length > 0) ctx.post({ card });
    return undefined;
  },
};

/** Returns the card in the current state; empty if it is no longer needed. */
async function cardFor(
  { w, workspace, words, place }: TurnContext,
  { verb, subject: request = "" }: ApprovalAction,
): Promise<Card> {
  const one = await readCase(w, workspace, request);
  if (!one) return [];
  if (verb === "agree") {
    const { approvals } = await readWorkspaceSettings(w, workspace);
    return listMissingApprovers(one, findApprovalRule(one, approvals)).includes(place.id)
      ? agreementCard(one, words)
      : [];
  }
  const group = one.group && !one.isPrivate ? await readGroup(w, workspace, one.group) : undefined;
  return group?.advocate?.id === place.id ? advocateCard(one, group, words) : [];
}

function agreementCard(one: Case, words: Words): Card {
  const { request, requester, history } = one;
  const wanted = history.findLast(({ act }) => act === "please_change");
  const answer = wanted && history.findLast(({ answers }) => answers === wanted.id);
  const facts = [wanted, answer].flatMap((step) =>
    step?.why
      ? [
          {
            label: words.plain(step === wanted ? "life.card.open_question" : "life.card.answered", {
              who: personMention(step.by),
            }),
            value: step.why,
          },
        ]
      : [],
  );
  const buttons: Button[] = [
    {
      label: words.plain("life.button.approve"),
      press: caseActions.encode("approve", request),
      style: "primary",
    },
    {
      label: words.plain("life.button.please_change"),
      press: caseActions.encode("please_change", request),
      opensForm: true,
    },
  ];
  return [
    textElement(
      words(wanted ? "life.approval.again" : "life.approval.ask", {
        requester: personMention(requester),
        who: wanted ? personMention(wanted.by) : "",
      }),
    ),
    ...teamBriefCard(one.interview, words, one.title),
    ...(facts.length > 0 ? [factsElement(facts)] : []),
    buttonRow(...buttons),
  ];
}

const advocateCard = (
  { requester, interview }: Case,
  { name: group }: Group,
  words: Words,
): Card => [
  textElement(words("organisation.advocate.brief", { group })),
  ...briefHead(interview, words),
  factsElement([
    { label: words.plain("requests.brief.requester"), value: personMention(requester) },
  ]),
  ...briefFacts(interview, words),
  noteElement(words("organisation.advocate.why", { group })),
];
