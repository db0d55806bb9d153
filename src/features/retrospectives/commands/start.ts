/** The command `/retro start`, its form and its buttons. */

import { localDateAt } from "../../../lib/dates/calendar-dates.ts";
import { isIsoDate } from "../../../lib/dates/working-time.ts";
import type { Words } from "../../../lib/i18n.ts";
import { readDateExpression } from "../../../nlu/text/date-expressions.ts";
import {
  type ActionButton,
  asFormButton,
  asPrimaryButton,
  buttonRow,
  type Card,
  itemElement,
  textElement,
} from "../../../platform/card.ts";
import { type ConversationRef, conversationKey } from "../../../platform/conversation-ref.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { readPersonZone } from "../../../storage/directory.ts";
import { readGroup, readGroupMembers } from "../../workspace/groups.ts";
import { decodeBoardHome, encodeBoardHome, isPresentAt } from "../access.ts";
import { type RetroCommand, retroActions } from "../actions.ts";
import type { NamingMode } from "../board/board.ts";
import { findOpenBoardAt } from "../board-queries.ts";
import { recurrenceWeeks } from "../cards/forms.ts";
import { postRetroReply, type RetroContext, retroHomeOf } from "../context.ts";
import { endOfWorkday } from "../schedule/recurrence.ts";
import { startSeries } from "../schedule/series.ts";
import { findRetroTemplate, localiseTemplate } from "../templates.ts";
import { createRetrospective, type NewRetrospective } from "./create.ts";

const namingWords: Record<string, NamingMode> = {
  named: "named",
  names: "named",
  anonymous: "anonymous",
  anonymously: "anonymous",
  choice: "choice",
  choose: "choice",
};

const iceBreakerWords = /\bice.?breaker\b|\beisbrecher\b|\bbrise.glace\b|\brompehielos\b/i;

/** Parses the form, or text such as `sailboat for Service Desk until friday named`. */
async function readOptions(
  context: RetroContext,
  { text, values, args }: RetroCommand,
): Promise<Partial<NewRetrospective> & { weeks?: number }> {
  const { ctx, templates, by } = context;
  const { w, workspace, at } = ctx;
  const zone = await readPersonZone(w, workspace, by.id);
  const today = localDateAt(at, zone);
  if (values) {
    const template = templates.find(({ name }) => name === values.template);
    const group = values.group ? await readGroup(w, workspace, values.group) : undefined;
    return {
      naming: namingWords[values.naming ?? ""] ?? "anonymous",
      template,
      group: group?.id,
      deadline:
        values.until && isIsoDate(values.until) ? endOfWorkday(values.until, zone) : undefined,
      iceBreaker: values.ice_breaker === "yes",
      weeks: recurrenceWeeks.find((weeks) => `${weeks}` === values.weeks) ?? 0,
    };
  }
  const said = args[0] ?? toPlainText(text).trim();
  const found = findRetroTemplate(templates, said);
  const rest = found?.rest ?? said;
  const [, until = ""] =
    /\b(?:until|till|by|bis)\s+(.+?)(?=\s+(?:for|named|anonymous\w*|choice)\b|$)/i.exec(rest) ?? [];
  const [, named = ""] =
    /\bfor\s+@?(.+?)(?=\s+(?:until|till|by|bis|named|anonymous\w*|choice)\b|$)/i.exec(rest) ?? [];
  const naming = rest
    .toLowerCase()
    .split(/\s+/)
    .flatMap((word) => namingWords[word] ?? [])[0];
  const group = named ? await readGroup(w, workspace, named) : undefined;
  const date = until ? readDateExpression(until, today) : undefined;
  return {
    template: found?.template,
    naming: naming ?? "anonymous",
    group: group?.id,
    deadline: date ? endOfWorkday(date, zone) : undefined,
    iceBreaker: iceBreakerWords.test(rest),
  };
}

/** Offers the templates, and a form with all options. */
function chooseTemplateCard(context: RetroContext, home: ConversationRef): Card {
  const { ctx, templates } = context;
  const { words } = ctx;
  const at = encodeBoardHome(home);
  return [
    textElement(words("retro.start.which")),
    ...templates
      .map((each) => localiseTemplate(each, words.locale))
      .map(({ name, title, about }) =>
        itemElement([{ bold: title }], {
          note: [about],
          button: {
            label: words.plain("retro.button.start"),
            press: retroActions.encode("start", at, name),
          },
        }),
      ),
    buttonRow(asPrimaryButton(startFormButton(words, home))),
  ];
}

/** Returns the button of the form that starts a retrospective. */
const startFormButton = (words: Words, home: ConversationRef): ActionButton =>
  asFormButton({
    label: words.plain("retro.button.start.form"),
    press: retroActions.encode("start", encodeBoardHome(home)),
  });

/** Says that there is no retrospective here, and offers to start one. */
export function noRetroCard(context: RetroContext): Card {
  const { words } = context.ctx;
  return [
    textElement(words("retro.none")),
    buttonRow(startFormButton(words, retroHomeOf(context))),
  ];
}

/** Starts a retrospective and returns its id, or the id of the one that is already open there. */
export async function runStartCommand(
  context: RetroContext,
  command: RetroCommand,
): Promise<string | undefined> {
  const { ctx, by, event } = context;
  const { w, workspace, words } = ctx;
  const home =
    command.id === undefined ? retroHomeOf(context) : decodeBoardHome(command.id, event.place);
  if (!home || !isPresentAt(context.asker, conversationKey(home))) {
    postRetroReply(context, noRetroCard(context));
    return undefined;
  }
  const {
    template,
    naming = "anonymous",
    group = null,
    deadline = null,
    weeks = 0,
    iceBreaker,
  } = await readOptions(context, command);
  const before = await findOpenBoardAt(w, workspace, conversationKey(home));
  if (before) {
    postRetroReply(context, [
      textElement(words("retro.start.under_way")),
      buttonRow({
        label: words.plain("retro.button.status"),
        press: retroActions.encode("pick", before),
      }),
    ]);
    return before;
  }
  if (!template) {
    postRetroReply(context, chooseTemplateCard(context, home));
    return undefined;
  }
  const members = group ? (await readGroupMembers(w, workspace, group)).map(({ id }) => id) : [];
  const board = await createRetrospective(context, {
    template,
    home,
    naming,
    group,
    deadline,
    iceBreaker,
    facilitator: by.id,
    people: members,
  });
  if (event.kind === "press") await ctx.resolveCard(event);
  if (conversationKey(event.place) !== conversationKey(home) && event.place.thread === undefined)
    postRetroReply(context, [textElement(words("retro.started"))]);
  if (weeks > 0) await startSeries(context, home, board, weeks);
  return board.id;
}
