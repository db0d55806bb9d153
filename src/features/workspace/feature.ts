/**
 * `/entwine`: how the workspace works, its business groups, and what somebody would rather not
 * hear.
 */
import type { Feature, PrepareContext, TurnContext, TurnInput } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Card } from "../../platform/card.ts";
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
import { auditCard } from "./audit-card.ts";
import { readLastAuditEntry, readRecentAuditEntries } from "./audit-log.ts";
import {
  decodeWorkspaceAction,
  encodeWorkspaceAction,
  isPersonalWorkspaceCommand,
  isWorkspaceCommandText,
  type WorkspaceCommand,
  type WorkspaceVerb,
  workspaceCommandOf,
  workspaceFeatureName,
} from "./command.ts";
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

/** What was looked up before the turn. */
interface Known {
  errand: WorkspaceCommand | undefined;
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
  { event }: TurnInput,
): Promise<Known> {
  const { workspace, by, place } = event;
  const command = workspaceCommandOf(event);
  const surface = platforms.get(place.surface);
  const known =
    event.kind === "due" || (await readAdmins(read, workspace)).some(({ id }) => id === by.id);
  const told = known ? undefined : await surface?.isAdmin?.(workspace, by.id);
  const at = briefChannelOf(briefChannels, workspace, place.surface);
  const source = command && (await sourceOf(read, workspace, command));
  return {
    errand: command,
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
  { verb, subject, values }: WorkspaceCommand,
): Promise<string | undefined> {
  if (values?.source?.trim()) return values.source.trim();
  if (verb !== "group" && verb !== "refresh") return undefined;
  const source = (await readGroup(read, workspace, subject ?? ""))?.source;
  return source && source.kind !== "list" ? source.id : undefined;
}

async function turn(
  ctx: TurnContext,
  { event }: TurnInput,
  _: unknown,
  found: unknown,
): Promise<undefined> {
  const known = found as Known;
  if (event.kind === "press" && known.errand && settled.has(known.errand.verb))
    await ctx.resolveCard(event);
  const card = known.errand ? await run(ctx, event, known.errand, known) : undefined;
  if (card && card.length > 0) ctx.post({ card });
}

async function run(
  ctx: TurnContext,
  event: InboundEvent,
  command: WorkspaceCommand,
  known: Known,
): Promise<Card> {
  const { by, place } = event;
  const { w, workspace, words, at } = ctx;
  const { verb, subject } = command;
  const scene: SettingChangeContext = { w, workspace, at, by, newId: ctx.newId };
  if (changesWorkspace(verb)) await lockWorkspace(w, workspace);
  let admins = await readAdmins(w, workspace);
  if (known.platformAdmin && !admins.some(({ id }) => id === by.id))
    admins = await addPlatformAdmin(scene, admins);
  const group = subject === undefined ? undefined : await readGroup(w, workspace, subject);
  const standing = {
    person: by.id,
    admins: admins.map(({ id }) => id),
    inBriefChannel: known.inBriefChannel,
    advocate: group?.advocate?.id,
  };
  if (!hasPermission(verb, standing))
    return [{ kind: "text", text: notAllowedText(admins, words) }];
  const settings = await readWorkspaceSettings(w, workspace);
  const today = await readWorkspaceToday(w, workspace, by.id, at);
  switch (verb) {
    case "help":
      return [
        { kind: "text", text: words("requests.plain.help") },
        { kind: "text", text: words("organisation.help") },
        {
          kind: "buttons",
          buttons: [
            { label: words.plain("requests.button.mine"), press: "mine" },
            { label: words.plain("check.button.check"), press: "check/settings" },
            {
              label: words.plain("organisation.button.settings"),
              press: encodeWorkspaceAction("settings"),
            },
            {
              label: words.plain("organisation.button.groups"),
              press: encodeWorkspaceAction("groups"),
            },
            {
              label: words.plain("organisation.button.language"),
              press: encodeWorkspaceAction("language"),
            },
            { label: words.plain("web.button.ledger"), press: "ledger/ledger" },
            { label: words.plain("privacy.button.privacy"), press: "privacy" },
          ],
        },
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
      return chooseLanguage(ctx, by.id, subject);
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
        { kind: "text", text: words("organisation.wording") },
        {
          kind: "buttons",
          buttons: [
            {
              label: words.plain("organisation.button.wording.off"),
              press: encodeWorkspaceAction("wording", "off"),
            },
          ],
        },
      ];
    case "wording":
    case "briefs":
      await savePreferences(
        w,
        workspace,
        by.id,
        verb === "wording" ? { unnudged: subject === "off" } : { unbriefed: subject === "off" },
      );
      return reply(
        {
          key:
            verb === "wording"
              ? `wording.${subject === "off" ? "off" : "on"}`
              : `briefs.${subject === "off" ? "off" : "on"}`,
        },
        words,
      );
    case "read":
      return [];
    default:
  }
  if (command.values === undefined && verb !== "nudge" && verb !== "drop_days_off")
    return reply(
      { key: "fill_in", next: { verb, ...(subject !== undefined && { of: subject }), form: true } },
      words,
    );
  if (verb === "admins") return reply(await updateAdmins(scene, admins, command), words);
  if (
    verb === "new_group" ||
    verb === "edit_group" ||
    verb === "members" ||
    verb === "delete_group"
  ) {
    const done = await updateGroup(scene, command, platformOf(place), known.told);
    if (done.group && done.group.source.kind !== "list") await planRefresh(ctx, done.group);
    return reply(done, words);
  }
  if (verb === "add_days_off" || verb === "drop_days_off") {
    const done = await updateDaysOff(scene, command, today);
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
  const done = await updateSetting(scene, settings, command);
  const { model } = await readWorkspaceSettings(w, workspace);
  if (model === settings.model || !known.intake) return reply(done, words);
  ctx.post({
    place: known.intake,
    card: modelAnnouncementCard(model, by, changeReason(command) ?? [], ctx.workspaceWords),
  });
  return [
    {
      kind: "text",
      text: [...words(`organisation.${done.key}`), " ", ...words("organisation.changed.announced")],
    },
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
    kind: encodeWorkspaceAction("refresh"),
    subject: group.id,
    dueAt: new Date(ctx.at.getTime() + day),
  });

function reply({ key, values = {}, next }: WorkspaceReply, words: Words): Card {
  const button = next && {
    label: words.plain(`organisation.button.${next.form ? "form" : next.verb}`),
    press: encodeWorkspaceAction(next.verb, next.of),
    ...(next.form && { opensForm: true as const }),
  };
  return [
    { kind: "text", text: words(`organisation.${key}`, values) },
    ...(button ? [{ kind: "buttons" as const, buttons: [button] }] : []),
  ];
}

/** Who fills in a form, and where. */
type Asking = Pick<InboundEvent, "workspace" | "by" | "place">;

/** What the ledger holds for the forms. */
async function standingFor(
  on: Reader,
  { workspace, by, place }: Asking,
  { verb, subject }: WorkspaceCommand,
  now: Date,
): Promise<WorkspaceFormData> {
  const settings = await readWorkspaceSettings(on, workspace);
  const approval =
    verb === "approval"
      ? settings.approvals[subject as keyof typeof settings.approvals]
      : undefined;
  const people = approval?.people ?? [];
  const group =
    subject === undefined || verb === "approval"
      ? undefined
      : await readGroup(on, workspace, subject);
  return {
    settings,
    surface: place.surface,
    today: await readWorkspaceToday(on, workspace, by.id, now),
    admins: await readAdmins(on, workspace),
    approvers: people.map(await readPersonNames(on, workspace, people)),
    members: group ? await readGroupMembers(on, workspace, group.id) : [],
    ...(group && { group }),
  };
}

/**
 * Whether somebody may run an errand; only the turn can ask the platform who administers the
 * workspace there.
 */
const isAllowed = (
  { by, team }: Asking & { team: boolean },
  { verb }: WorkspaceCommand,
  { admins, group }: WorkspaceFormData,
): boolean =>
  hasPermission(verb, {
    person: by.id,
    admins: admins.map(({ id }) => id),
    inBriefChannel: team,
    advocate: group?.advocate?.id,
  });

export const workspaceFeature: Feature = {
  name: workspaceFeatureName,
  isSpokenCommand: isWorkspaceCommandText,
  allowsGuests: ({ event }) => isPersonalWorkspaceCommand(event),
  prepare,
  turn,
  async buildForm(on, { press, words, now, ...asking }) {
    const command = decodeWorkspaceAction(press);
    if (!command) return undefined;
    const standing = await standingFor(on, asking, command, now);
    return isAllowed(asking, command, standing)
      ? buildWorkspaceForm(command, standing, words)
      : notAllowedForm(notAllowedText(standing.admins, words), words);
  },
  async validateForm(on, submitted, words, now) {
    const command = workspaceCommandOf(submitted);
    if (!command) return undefined;
    const standing = await standingFor(on, submitted, command, now);
    if (!isAllowed(submitted, command, standing))
      return { "": toPlainText(notAllowedText(standing.admins, words)) };
    const given = (command.values?.name ?? "").trim();
    const same = given === "" ? undefined : await readGroup(on, submitted.workspace, given);
    const found = Object.entries(
      validateWorkspaceForm(command, standing, same !== undefined && same.id !== command.subject),
    );
    return found.length > 0
      ? Object.fromEntries(
          found.map(([field, key]) => [field, words.plain(`organisation.mistake.${key}`)]),
        )
      : undefined;
  },
};
