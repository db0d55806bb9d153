/** The command `/entwine`: settings of the workspace, business groups, and personal preferences. */
import type { Feature, TurnContext, TurnInput } from "../../core/feature.ts";
import type { HelpButton } from "../../core/feature-data.ts";
import type { Words } from "../../lib/i18n.ts";
import { buttonRow, type Card, textElement } from "../../platform/card.ts";
import { groupPlatformOf, type Person, withoutThread } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import {
  cutNames,
  formlessSettings,
  groupOf,
  isPersonalWorkspaceAction,
  legacyWorkspaceAction,
  parseWorkspaceCommand,
  type WorkspaceAction,
  type WorkspaceVerb,
  workspaceActions,
  workspaceCommand,
  workspaceVerbs,
} from "./actions.ts";
import { auditCard, readLastAuditEntry, readRecentAuditEntries } from "./audit-log.ts";
import { continueChannelNotice, notifyChannelContacts } from "./blocked-channel.ts";
import {
  readDaysOffCard,
  readUpcomingDaysOff,
  readWorkspaceToday,
  updateDaysOff,
} from "./days-off.ts";
import {
  buildWorkspaceForm,
  notAllowedForm,
  readWorkspaceFormData,
  validateWorkspaceForm,
  type WorkspaceFormData,
} from "./forms.ts";
import { groupsCard, readGroupCard, refreshGroupMembers, updateGroup } from "./group-editor.ts";
import { readGroup, readGroups } from "./groups.ts";
import { lookUpForWorkspace, type WorkspaceLookups } from "./lookups.ts";
import { changesWorkspace, hasPermission, type PermissionSet } from "./permissions.ts";
import { chooseLanguage, readAdmins, savePreferences } from "./preferences.ts";
import { lockWorkspace, readWorkspaceSettings } from "./settings.ts";
import {
  modelAnnouncementCard,
  notAllowedText,
  replyCard,
  workspaceSettingsCard,
} from "./settings-card.ts";
import {
  addPlatformAdmin,
  changeReason,
  type SettingChangeContext,
  updateAdmins,
  updateSetting,
} from "./update-setting.ts";

type Input = TurnInput<WorkspaceAction>;

const maxAuditEntriesShown = 20;

/** Verbs whose card is resolved by a press of its button. */
const settlingVerbs = new Set<WorkspaceVerb>(["wording", "briefs", "language"]);

async function turn(
  ctx: TurnContext,
  { event, action }: Input,
  known: WorkspaceLookups,
  helpButtons: readonly HelpButton[],
): Promise<undefined> {
  if (!action) return;
  if (action.verb === "blocked" || action.verb === "find_contacts")
    return void (await continueChannelNotice(ctx, action, known.channelContacts));
  if (event.kind === "press" && settlingVerbs.has(action.verb)) await ctx.resolveCard(event);
  const values = action.values && cutNames(action.values);
  const card = await run(ctx, event, { ...action, values }, known, helpButtons);
  if (card.length > 0) ctx.post({ card });
}

/** Runs an action, and returns the card of its reply. */
async function run(
  ctx: TurnContext,
  event: InboundEvent,
  action: WorkspaceAction,
  known: WorkspaceLookups,
  helpButtons: readonly HelpButton[],
): Promise<Card> {
  const { by } = event;
  const { w, workspace, words, at, newId, scheduleJob } = ctx;
  const { verb } = action;
  const change: SettingChangeContext = { w, workspace, at, by, newId, scheduleJob };
  if (changesWorkspace(verb)) await lockWorkspace(w, workspace);
  let admins = await readAdmins(w, workspace);
  if (known.isPlatformAdmin && !admins.some(({ id }) => id === by.id))
    admins = await addPlatformAdmin(change, admins);
  const groupId = groupOf(action);
  const group = groupId === undefined ? undefined : await readGroup(w, workspace, groupId);
  const permissions: PermissionSet = {
    person: by.id,
    admins: admins.map(({ id }) => id),
    inBriefChannel: known.inBriefChannel,
    advocate: group?.advocate?.id,
  };
  if (!hasPermission(verb, permissions))
    return [textElement(notAllowedText(admins, event.place, words))];
  switch (verb) {
    case "help":
      return helpCard(helpButtons, words);
    case "unknown":
      return replyCard({ key: "unknown" }, words);
    case "settings":
      return readSettingsCard(ctx, admins, permissions);
    case "audit":
      return auditCard(await readRecentAuditEntries(w, workspace, maxAuditEntriesShown), words);
    case "language":
      return chooseLanguage(ctx, by.id, action.args[0]);
    case "holidays":
      return readDaysOffCard(ctx, permissions, action.args[0] !== undefined);
    case "groups":
      return groupsCard(
        await readGroups(w, workspace),
        hasPermission("new_group", permissions),
        words,
      );
    case "group":
      return group
        ? readGroupCard(ctx, group, known.platformMembers, permissions)
        : replyCard({ key: "no_group", next: { verb: "groups" } }, words);
    case "refresh":
      if (group) await refreshGroupMembers(ctx, group, known.platformMembers);
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
      return replyCard({ key: `wording.${action.args[0]}` }, words);
    case "briefs":
      await savePreferences(w, workspace, by.id, { unbriefed: action.args[0] === "off" });
      return replyCard({ key: `briefs.${action.args[0]}` }, words);
    case "read":
      return [];
    default:
  }
  if (action.values === undefined && !formlessSettings.has(verb))
    return replyCard({ key: "fill_in", next: { verb, of: action.args[0], form: true } }, words);
  switch (verb) {
    case "admins":
      return replyCard(await updateAdmins(change, admins, action), words);
    case "new_group":
    case "edit_group":
    case "members":
    case "delete_group": {
      const platform = groupPlatformOf(event.place.platform);
      return replyCard(await updateGroup(change, action, platform, known.platformMembers), words);
    }
    case "add_days_off":
    case "drop_days_off":
      return changeDaysOff(ctx, event, action, change, permissions);
    default:
      return changeSetting(ctx, action, change, known);
  }
}

/** Buttons of this feature on the help card. */
export const workspaceHelpButtons: readonly HelpButton[] = (
  ["settings", "groups", "language"] as const
).map((verb) => ({
  label: `organisation.button.${verb}`,
  press: workspaceActions.encode(verb),
}));

const helpCard = (buttons: readonly HelpButton[], words: Words): Card => [
  textElement(words("requests.plain.help")),
  textElement(words("organisation.help")),
  buttonRow(...buttons.map(({ label, press }) => ({ label: words.plain(label), press }))),
];

async function readSettingsCard(
  { w, workspace, words, at, place }: TurnContext,
  admins: readonly Person[],
  permissions: PermissionSet,
): Promise<Card> {
  const settings = await readWorkspaceSettings(w, workspace);
  const approvers = Object.values(settings.approvals).flatMap((approval) => approval?.people ?? []);
  const assigned = settings.assignments.flatMap(({ person }) => person ?? []);
  const groups = await readGroups(w, workspace);
  const today = await readWorkspaceToday(w, workspace, permissions.person, at);
  return workspaceSettingsCard(
    {
      settings,
      admins,
      person: await readPersonNames(w, workspace, [...approvers, ...assigned]),
      groupName: (id) => groups.find((group) => group.id === id)?.name ?? "",
      lastModelChange: await readLastAuditEntry(w, workspace, "model"),
      daysOff: await readUpcomingDaysOff(w, workspace, today),
      mayChange: hasPermission("model", permissions),
      mayNameAdmins: hasPermission("admins", permissions),
      place,
    },
    words,
  );
}

async function changeDaysOff(
  ctx: TurnContext,
  event: InboundEvent,
  action: WorkspaceAction,
  change: SettingChangeContext,
  permissions: PermissionSet,
): Promise<Card> {
  const { w, workspace, words, at } = ctx;
  const today = await readWorkspaceToday(w, workspace, permissions.person, at);
  const unnamed = ctx.workspaceWords.plain("organisation.days_off");
  const reply = await updateDaysOff(change, action, today, unnamed);
  if (reply.changed)
    // The due times of the daily question were computed with the old days off.
    await ctx.enqueueEvent({
      id: ctx.newId(),
      place: withoutThread(event.place),
      job: "check/replan",
      subject: "",
    });
  const list = event.kind === "press" ? await ctx.actionMessageId(event) : undefined;
  if (list) await ctx.revise(list, await readDaysOffCard(ctx, permissions, false));
  return list ? [] : replyCard(reply, words);
}

/** Changes a setting; announces a new engagement model in the brief channel. */
async function changeSetting(
  ctx: TurnContext,
  action: WorkspaceAction,
  change: SettingChangeContext,
  { briefChannel }: WorkspaceLookups,
): Promise<Card> {
  const { w, workspace, words } = ctx;
  const before = await readWorkspaceSettings(w, workspace);
  const reply = await updateSetting(change, before, action);
  const { model } = await readWorkspaceSettings(w, workspace);
  if (model === before.model || !briefChannel) return replyCard(reply, words);
  ctx.post({
    place: briefChannel,
    card: modelAnnouncementCard(model, change.by, changeReason(action) ?? [], ctx.workspaceWords),
  });
  return [
    textElement([
      ...words(`organisation.${reply.key}`),
      " ",
      ...words("organisation.changed.announced"),
    ]),
    ...replyCard(reply, words).slice(1),
  ];
}

/** Returns whether a person may fill in a form; only a turn can ask the platform for its admins. */
const isAllowed = (
  { by, team }: Pick<InboundEvent, "by"> & { team: boolean },
  { verb }: WorkspaceAction,
  { admins, group }: WorkspaceFormData,
): boolean =>
  hasPermission(verb, {
    person: by.id,
    admins: admins.map(({ id }) => id),
    inBriefChannel: team,
    advocate: group?.advocate?.id,
  });

/** @param helpButtons - Buttons of all features on the help card. */
export const createWorkspaceFeature = (
  helpButtons: readonly HelpButton[],
): Feature<undefined, WorkspaceLookups, WorkspaceAction> => ({
  name: workspaceActions.feature,
  actions: workspaceActions,
  commands: { [workspaceCommand.name]: workspaceVerbs },
  parseCommand: parseWorkspaceCommand,
  legacyAction: legacyWorkspaceAction,
  allowsGuests: ({ action }) => isPersonalWorkspaceAction(action),
  prepare: lookUpForWorkspace,
  turn: (ctx, input, _, known) => turn(ctx, input, known, helpButtons),
  onDeliveryChange: notifyChannelContacts,
  async buildForm(reader, { action, words, now, ...request }) {
    const data = await readWorkspaceFormData(reader, request, action, now);
    return isAllowed(request, action, data)
      ? buildWorkspaceForm(action, data, words)
      : notAllowedForm(notAllowedText(data.admins, request.place, words), words);
  },
  async validateForm(reader, { action, ...submitted }, words, now) {
    const values = cutNames(action.values);
    const data = await readWorkspaceFormData(reader, submitted, action, now);
    if (!isAllowed(submitted, action, data))
      return { "": toPlainText(notAllowedText(data.admins, submitted.place, words)) };
    const name = (values.name ?? "").trim();
    const namesake = name === "" ? undefined : await readGroup(reader, submitted.workspace, name);
    const isNameTaken = namesake !== undefined && namesake.id !== groupOf(action);
    const mistakes = Object.entries(
      validateWorkspaceForm({ ...action, values }, data, isNameTaken),
    );
    return mistakes.length > 0
      ? Object.fromEntries(
          mistakes.map(([field, key]) => [field, words.plain(`organisation.mistake.${key}`)]),
        )
      : undefined;
  },
});
