/**
 * `/entwine`: how the workspace works, its business groups, and what somebody would rather not
 * hear.
 */

import type { Feature, PrepareContext, TurnContext, TurnInput } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import { buttonRow, type Card, textElement } from "../../platform/card.ts";
import {
  briefChannelOf,
  type ConversationRef,
  type Person,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import type { Reader } from "../../storage/store.ts";
import {
  cutNames,
  groupOf,
  isPersonalWorkspaceAction,
  legacyWorkspaceAction,
  parseWorkspaceCommand,
  type WorkspaceAction,
  type WorkspaceVerb,
  workspaceActions,
} from "./actions.ts";
import { auditCard } from "./audit-card.ts";
import { readLastAuditEntry, readRecentAuditEntries } from "./audit-log.ts";
import { readUpcomingDaysOff, readWorkspaceToday } from "./days-off.ts";
import { daysOffCard } from "./days-off-card.ts";
import { updateDaysOff } from "./days-off-change.ts";
import {
  buildWorkspaceForm,
  notAllowedForm,
  validateWorkspaceForm,
  type WorkspaceFormData,
} from "./forms.ts";
import { groupCard, groupsCard } from "./group-card.ts";
import { updateGroup } from "./group-editor.ts";
import {
  type Group,
  readGroup,
  readGroupMembers,
  readGroups,
  replaceGroupMembers,
} from "./groups.ts";
import { chooseLanguage } from "./own-language.ts";
import { changesWorkspace, hasPermission } from "./permissions.ts";
import { readAdmins, readPreferences, savePreferences } from "./preferences.ts";
import { lockWorkspace, readWorkspaceSettings } from "./settings.ts";
import { modelAnnouncementCard, notAllowedText, workspaceSettingsCard } from "./settings-card.ts";
import {
  addPlatformAdmin,
  changeReason,
  type SettingChangeContext,
  updateAdmins,
  updateSetting,
  type WorkspaceReply,
} from "./update-setting.ts";

type Input = TurnInput<WorkspaceAction>;

/** What was looked up before the turn. */
interface Known {
  /** The platform says that whoever asks administers the workspace there. */
  platformAdmin: boolean;
  /** See `rights.ts`. */
  inBriefChannel: boolean;
  /** Where the team reads its briefs. */
  intake: ConversationRef | undefined;
  /** The platform's members of the group that it is about; undefined where it did not tell. */
  told: Person[] | undefined;
}

const day = 86_400_000;

/** So many of the latest changes are shown. */
const audited = 20;

/** Verbs whose button has done its work once it is pressed. */
const settled = new Set<WorkspaceVerb>(["wording", "briefs", "language"]);

/** The platform whose groups can give members. */
const platformOf = ({ surface }: ConversationRef): "slack" | "teams" | undefined =>
  surface === "terminal" ? undefined : surface;

async function prepare(
  { read, platforms, briefChannels }: PrepareContext,
  { event, action }: Input,
): Promise<Known> {
  const { workspace, by, place } = event;
  const surface = platforms.get(place.surface);
  const known =
    event.kind === "due" || (await readAdmins(read, workspace)).some(({ id }) => id === by.id);
  const told = known ? undefined : await surface?.isAdmin?.(workspace, by.id);
  const at = briefChannelOf(briefChannels, workspace, place.surface);
  const source = action && (await sourceOf(read, workspace, action));
  return {
    intake: at,
    platformAdmin: told === true,
    inBriefChannel: told === undefined && at?.id === place.id,
    told: source === undefined ? undefined : await surface?.membersOf?.(workspace, source),
  };
}

/** The platform's group whose members an errand wants to know. */
async function sourceOf(
  read: Reader,
  workspace: string,
  action: WorkspaceAction,
): Promise<string | undefined> {
  const given = cutNames(action.values).source?.trim();
  if (given) return given;
  if (action.verb !== "group" && action.verb !== "refresh") return undefined;
  const source = (await readGroup(read, workspace, groupOf(action) ?? ""))?.source;
  return source && source.kind !== "list" ? source.id : undefined;
}

async function turn(
  ctx: TurnContext,
  { event, action }: Input,
  _: undefined,
  known: Known,
): Promise<undefined> {
  if (!action) return;
  if (event.kind === "press" && settled.has(action.verb)) await ctx.resolveCard(event);
  const values = action.values && cutNames(action.values);
  const card = await run(ctx, event, { ...action, values }, known);
  if (card.length > 0) ctx.post({ card });
}

async function run(
  ctx: TurnContext,
  event: InboundEvent,
  action: WorkspaceAction,
  known: Known,
): Promise<Card> {
  const { by, place } = event;
  const { w, workspace, words, at } = ctx;
  const { verb } = action;
  const scene: SettingChangeContext = { w, workspace, at, by, newId: ctx.newId };
  if (changesWorkspace(verb)) await lockWorkspace(w, workspace);
  let admins = await readAdmins(w, workspace);
  if (known.platformAdmin && !admins.some(({ id }) => id === by.id))
    admins = await addPlatformAdmin(scene, admins);
  const groupId = groupOf(action);
  const group = groupId === undefined ? undefined : await readGroup(w, workspace, groupId);
  const standing = {
    person: by.id,
    admins: admins.map(({ id }) => id),
    inBriefChannel: known.inBriefChannel,
    advocate: group?.advocate?.id,
  };
  if (!hasPermission(verb, standing)) return [textElement(notAllowedText(admins, words))];
  const settings = await readWorkspaceSettings(w, workspace);
  const today = await readWorkspaceToday(w, workspace, by.id, at);
  switch (verb) {
    case "help":
      return [
        textElement(words("requests.plain.help")),
        textElement(words("organisation.help")),
        buttonRow(
          { label: words.plain("requests.button.mine"), press: "mine" },
          { label: words.plain("check.button.check"), press: "check/settings" },
          {
            label: words.plain("organisation.button.settings"),
            press: workspaceActions.encode("settings"),
          },
          {
            label: words.plain("organisation.button.groups"),
            press: workspaceActions.encode("groups"),
          },
          {
            label: words.plain("organisation.button.language"),
            press: workspaceActions.encode("language"),
          },
          { label: words.plain("web.button.ledger"), press: "ledger/ledger" },
          { label: words.plain("privacy.button.privacy"), press: "privacy/overview" },
        ),
      ];
    case "unknown":
      return reply({ key: "unknown" }, words);
    case "settings": {
      const people = Object.values(settings.approvals).flatMap(
        (approval) => approval?.people ?? [],
      );
      const person = await readPersonNames(w, workspace, people);
      const chosen = await readLastAuditEntry(w, workspace, "model");
      const daysOff = await readUpcomingDaysOff(w, workspace, today);
      return workspaceSettingsCard(
        {
          settings,
          admins,
          person,
          lastModelChange: chosen,
          daysOff,
          mayChange: hasPermission("model", standing),
          mayNameAdmins: hasPermission("admins", standing),
        },
        words,
      );
    }
    case "audit":
      return auditCard(await readRecentAuditEntries(w, workspace, audited), words);
    case "language":
      return chooseLanguage(ctx, by.id, action.args[0]);
    case "holidays":
      return daysOffCard(
        await readUpcomingDaysOff(w, workspace, today),
        hasPermission("add_days_off", standing),
        words,
      );
    case "groups":
      return groupsCard(
        await readGroups(w, workspace),
        hasPermission("new_group", standing),
        words,
      );
    case "group":
      return group
        ? await show(ctx, group, known, standing)
        : reply({ key: "no_group", next: { verb: "groups" } }, words);
    case "refresh":
      if (group) await refresh(ctx, group, known.told);
      return [];
    case "tell":
      return [
        textElement(words("organisation.wording")),
        buttonRow({
          label: words.plain("organisation.button.wording.off"),
          press: workspaceActions.encode("wording", "off"),
        }),
      ];
    case "wording":
      await savePreferences(w, workspace, by.id, { unnudged: action.args[0] === "off" });
      return reply({ key: `wording.${action.args[0]}` }, words);
    case "briefs":
      await savePreferences(w, workspace, by.id, { unbriefed: action.args[0] === "off" });
      return reply({ key: `briefs.${action.args[0]}` }, words);
    case "read":
      return [];
    default:
  }
  if (action.values === undefined && verb !== "nudge" && verb !== "drop_days_off")
    return reply({ key: "fill_in", next: { verb, of: action.args[0], form: true } }, words);
  if (verb === "admins") return reply(await updateAdmins(scene, admins, action), words);
  if (
    verb === "new_group" ||
    verb === "edit_group" ||
    verb === "members" ||
    verb === "delete_group"
  ) {
    const done = await updateGroup(scene, action, platformOf(place), known.told);
    if (done.group && done.group.source.kind !== "list") await planRefresh(ctx, done.group);
    return reply(done, words);
  }
  if (verb === "add_days_off" || verb === "drop_days_off") {
    const done = await updateDaysOff(scene, action, today);
    // Who is asked when was worked out before.
    if (done.changed)
      await ctx.enqueueEvent({
        id: ctx.newId(),
        place: withoutThread(place),
        duty: "check/replan",
        subject: "",
      });
    const list = event.kind === "press" ? await ctx.actionMessageId(event) : undefined;
    if (!list) return reply(done, words);
    await ctx.revise(
      list,
      daysOffCard(await readUpcomingDaysOff(w, workspace, today), true, words),
    );
    return [];
  }
  const done = await updateSetting(scene, settings, action);
  const { model } = await readWorkspaceSettings(w, workspace);
  if (model === settings.model || !known.intake) return reply(done, words);
  ctx.post({
    place: known.intake,
    card: modelAnnouncementCard(model, by, changeReason(action) ?? [], ctx.workspaceWords),
  });
  return [
    textElement([
      ...words(`organisation.${done.key}`),
      " ",
      ...words("organisation.changed.announced"),
    ]),
    ...reply(done, words).slice(1),
  ];
}

async function show(
  ctx: TurnContext,
  group: Group,
  { told }: Known,
  standing: Parameters<typeof hasPermission>[1],
): Promise<Card> {
  const { w, workspace, words } = ctx;
  if (group.source.kind !== "list") await refresh(ctx, group, told);
  const isAdvocate = group.advocate?.id === standing.person;
  const view = {
    ...{
      group,
      members: await readGroupMembers(w, workspace, group.id),
      membersUnknown: group.source.kind !== "list" && !told,
    },
    ...{
      mayEdit: hasPermission("edit_group", standing),
      mayDelete: hasPermission("delete_group", standing),
    },
    ...(isAdvocate && {
      hearsBriefs: !(await readPreferences(w, workspace, standing.person)).unbriefed,
    }),
  };
  return groupCard(view, words);
}

/** What the platform told last is what counts, and it is asked again in a day. */
async function refresh(
  ctx: TurnContext,
  group: Group,
  told: readonly Person[] | undefined,
): Promise<void> {
  if (group.source.kind === "list") return;
  if (told) await replaceGroupMembers(ctx.w, ctx.workspace, group.id, told);
  await planRefresh(ctx, group);
}

const planRefresh = (ctx: TurnContext, group: Group): Promise<void> =>
  ctx.scheduleJob({
    kind: workspaceActions.encode("refresh"),
    subject: group.id,
    dueAt: new Date(ctx.at.getTime() + day),
  });

function reply({ key, values = {}, next }: WorkspaceReply, words: Words): Card {
  const button = next && {
    label: words.plain(`organisation.button.${next.form ? "form" : next.verb}`),
    press: workspaceActions.encode(next.verb, next.of),
    ...(next.form && { opensForm: true as const }),
  };
  return [
    textElement(words(`organisation.${key}`, values)),
    ...(button ? [buttonRow(button)] : []),
  ];
}

/** Who fills in a form, and where. */
type Asking = Pick<InboundEvent, "workspace" | "by" | "place">;

/** What the ledger holds for the forms. */
async function standingFor(
  on: Reader,
  { workspace, by, place }: Asking,
  action: WorkspaceAction,
  now: Date,
): Promise<WorkspaceFormData> {
  const settings = await readWorkspaceSettings(on, workspace);
  const approval = action.verb === "approval" ? settings.approvals[action.args[0]] : undefined;
  const people = approval?.people ?? [];
  const groupId = groupOf(action);
  const group = groupId === undefined ? undefined : await readGroup(on, workspace, groupId);
  return {
    settings,
    surface: place.surface,
    today: await readWorkspaceToday(on, workspace, by.id, now),
    admins: await readAdmins(on, workspace),
    approvers: people.map(await readPersonNames(on, workspace, people)),
    members: group ? await readGroupMembers(on, workspace, group.id) : [],
    group,
  };
}

/**
 * Whether somebody may run an errand; only the turn can ask the platform who administers the
 * workspace there.
 */
const isAllowed = (
  { by, team }: Asking & { team: boolean },
  { verb }: WorkspaceAction,
  { admins, group }: WorkspaceFormData,
): boolean =>
  hasPermission(verb, {
    person: by.id,
    admins: admins.map(({ id }) => id),
    inBriefChannel: team,
    advocate: group?.advocate?.id,
  });

export const workspaceFeature: Feature<undefined, Known, WorkspaceAction> = {
  name: workspaceActions.feature,
  actions: workspaceActions,
  parseCommand: parseWorkspaceCommand,
  legacyAction: legacyWorkspaceAction,
  allowsGuests: ({ action }) => isPersonalWorkspaceAction(action),
  prepare,
  turn,
  async buildForm(on, { action, words, now, ...asking }) {
    const standing = await standingFor(on, asking, action, now);
    return isAllowed(asking, action, standing)
      ? buildWorkspaceForm(action, standing, words)
      : notAllowedForm(notAllowedText(standing.admins, words), words);
  },
  async validateForm(on, { action, ...submitted }, words, now) {
    const values = cutNames(action.values);
    const standing = await standingFor(on, submitted, action, now);
    if (!isAllowed(submitted, action, standing))
      return { "": toPlainText(notAllowedText(standing.admins, words)) };
    const given = (values.name ?? "").trim();
    const same = given === "" ? undefined : await readGroup(on, submitted.workspace, given);
    const taken = same !== undefined && same.id !== groupOf(action);
    const found = Object.entries(validateWorkspaceForm({ ...action, values }, standing, taken));
    return found.length > 0
      ? Object.fromEntries(
          found.map(([field, key]) => [field, words.plain(`organisation.mistake.${key}`)]),
        )
      : undefined;
  },
};
