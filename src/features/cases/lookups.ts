/** Look-ups of a turn about cases. */
import type { PrepareContext, TurnInput } from "../../core/feature.ts";
import { dayMs, daysBetween, localDateAt } from "../../lib/dates/calendar-dates.ts";
import type { WorkCalendar } from "../../lib/dates/work-calendar.ts";
import { workdayMorningOn } from "../../lib/dates/working-time.ts";
import {
  type BriefChannels,
  isBriefChannel,
  type Person,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { readPerson } from "../../storage/directory.ts";
import { and, eq } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { readPresence, readWorkCalendar } from "../checks/schedule/calendar.ts";
import {
  type InterviewConversation,
  parseStoredConversation,
} from "../interview/model/interview-state.ts";
import { findChannelContacts } from "../workspace/blocked-channel.ts";
import { readWorkspaceSettings } from "../workspace/settings.ts";
import type { CasesAction } from "./actions.ts";
import type { RequesterNotice } from "./cards/requester-notice.ts";
import { type Case, hasNoOutcomeQuestion, isAskedOnce, outcomeDate } from "./lifecycle/case.ts";
import type { CaseActor } from "./lifecycle/permissions.ts";
import { type CaseDetail, readCaseDetail } from "./queries/case-detail.ts";
import type { CaseListItem, CaseViewer, FactoryBacklog } from "./queries/case-list-items.ts";
import {
  listClosedCases,
  readOwnCasesPage,
  readTeamCasesPage,
  searchCases,
} from "./queries/case-lists.ts";
import { readCase, readCaseForRequester } from "./rows/repository.ts";

/** Facts that are looked up before the turn. */
export interface CasesLookups {
  detail?: CaseDetail | undefined;
  mine?: CaseListItem[];
  work?: CaseListItem[];
  found?: CaseListItem[];
  backlog?: FactoryBacklog;
  notice?: RequesterNotice | undefined;
  /** People who hear that the team's channel is blocked. */
  contacts?: readonly Person[];
  /** With the instant until which its requester is away, or in their do-not-disturb. */
  due?: { one: Case; calendar: WorkCalendar; quietUntil: Date | undefined } | undefined;
}

/** Returns the actor of an event, with the rights of its place. */
export const caseActorOf = (
  { by, place, guest = false }: InboundEvent,
  workspace: string,
  briefChannels: BriefChannels,
): CaseActor => ({
  person: by.id,
  place,
  team: !guest && isBriefChannel(briefChannels, workspace, place),
  guest,
});

/** Looks up what an action needs. */
export async function lookUpForCases(
  sources: PrepareContext,
  { event, action }: TurnInput<CasesAction>,
  stored: InterviewConversation | undefined,
): Promise<CasesLookups> {
  const { read, platforms, now, briefChannels } = sources;
  const { workspace } = event;
  const viewer: CaseViewer = {
    ...caseActorOf(event, workspace, briefChannels),
    workspace,
    now: now(),
  };
  switch (action?.verb) {
    case "show": {
      const { interviews } = parseStoredConversation(stored);
      const [request] = action.args;
      return { detail: await readCaseDetail(read, viewer, { request }, interviews) };
    }
    case "mine":
      return readOwnCasesPage(read, viewer);
    case "closed":
      return { mine: await listClosedCases(read, viewer) };
    case "find": {
      const sought = action.values?.words?.trim();
      return sought ? { found: await searchCases(read, viewer, sought) } : {};
    }
    case "backlog":
    case "page":
      return readTeamCasesPage(read, viewer, action.args[0] ?? "backlog");
    case "notify":
    case "remind_offer":
      return { notice: await readRequesterNotice(read, workspace, action.subject ?? "") };
    case "card_waits":
      return {
        contacts: await findChannelContacts({ read, platforms }, workspace, action.subject ?? ""),
      };
    case "ask_outcome": {
      const one = await readCaseForRequester(read, workspace, action.subject ?? "");
      if (!one) return {};
      const { id } = one.requester;
      const { away, quietUntil } = await readPresence(sources, event, id);
      return {
        due: {
          one,
          calendar: await readWorkCalendar(read, workspace, id),
          quietUntil: away ? new Date(now().getTime() + dayMs) : quietUntil,
        },
      };
    }
    default:
      return {};
  }
}

/**
 * Reads a notice. `subject` is the entry's id and the requester's request; `undefined` if either is
 * deleted.
 */
async function readRequesterNotice(
  on: Reader,
  workspace: string,
  subject: string,
): Promise<RequesterNotice | undefined> {
  const [stepId = "", listener = ""] = subject.split("/");
  const { db, t } = on;
  const [row] = await db
    .select({ request: t.historyEntries.request })
    .from(t.historyEntries)
    .where(and(eq(t.historyEntries.workspace, workspace), eq(t.historyEntries.id, stepId)));
  const one = row && (await readCase(on, workspace, row.request));
  const own = one?.request === listener ? one : await readCase(on, workspace, listener);
  const step = one?.history.find(({ id }) => id === stepId);
  if (!one || !own || !step) return undefined;
  const other = step.into ? await readCase(on, workspace, step.into) : undefined;
  const guest = (await readPerson(on, workspace, own.requester.id))?.guest;
  const { model } = await readWorkspaceSettings(on, workspace);
  const asksOutcome = step.act === "deliver" && !hasNoOutcomeQuestion(one.interview);
  const calendar = asksOutcome && (await readWorkCalendar(on, workspace, own.requester.id));
  const askOn = calendar ? workdayMorningOn(outcomeDate(one), calendar) : undefined;
  return {
    request: listener,
    ownNumber: own.number,
    requester: own.requester.id,
    number: one.number,
    title: other && !other.isPrivate && !guest ? other.title : undefined,
    step,
    part: one.request !== listener || undefined,
    askOn,
    routine:
      calendar && askOn && isAskedOnce(one.interview)
        ? {
            title: one.title,
            question: one.interview.item?.outcome,
            isTomorrow:
              daysBetween(
                localDateAt(step.at, calendar.zone),
                localDateAt(askOn, calendar.zone),
              ) === 1,
          }
        : undefined,
    other: other?.number,
    freeChoice: model === "customer",
  };
}
