/** Business groups as everybody reads them; whoever may edit one finds the buttons for it. */

import type { Words } from "../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  headingElement,
  noteElement,
  textElement,
} from "../../platform/card.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import {
  personMention,
  personMentionList,
  type RichText,
  toPlainText,
} from "../../platform/rich-text.ts";
import { workspaceActions } from "./actions.ts";
import type { Group } from "./groups.ts";

/** Lists are cut here, with a word on the rest. */
const most = { groups: 20, members: 40 };

/** Characters of a strategy note in a list; the whole is one tap away. */
const line = 140;

function oneLine(text: RichText): string {
  const whole = toPlainText(text).replaceAll(/\s+/g, " ").trim();
  return whole.length <= line ? whole : `${whole.slice(0, whole.lastIndexOf(" ", line - 1))}…`;
}

export function groupsCard(
  groups: readonly (Group & { members: number })[],
  mayAdd: boolean,
  words: Words,
): Card {
  const rest = groups.length - most.groups;
  return [
    textElement(words("organisation.groups", { count: groups.length })),
    ...groups.slice(0, most.groups).map(
      ({ id, name, advocate, strategy, members }): CardElement => ({
        kind: "item",
        text: words("organisation.group.line", { name, count: members }),
        note: [
          ...(advocate
            ? words("organisation.group.line.advocate", {
                advocate: personMention(advocate),
              })
            : words("organisation.group.line.nobody")),
          ...(strategy ? [" ", oneLine(strategy)] : []),
        ],
        button: {
          label: words.plain("organisation.button.show"),
          press: workspaceActions.encode("group", id),
        },
      }),
    ),
    ...(rest > 0 ? [noteElement(words("organisation.groups.more", { count: rest }))] : []),
    ...(mayAdd
      ? [
          buttonRow({
            label: words.plain("organisation.button.new_group"),
            press: workspaceActions.encode("new_group"),
            opensForm: true,
          } satisfies Button),
        ]
      : []),
  ];
}

export interface GroupView {
  group: Group;
  members: readonly Person[];
  /** The platform was asked for the members and did not tell. */
  membersUnknown: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
  /** Whether its advocate, who looks at it now, hears of each brief. */
  hearsBriefs?: boolean;
}

export function groupCard(
  { group, members, membersUnknown, mayEdit, mayDelete, hearsBriefs }: GroupView,
  words: Words,
): Card {
  const { id, name, advocate, strategy, source } = group;
  const nobody: RichText = [{ italic: words.plain("organisation.group.nobody") }];
  const rest = members.length - most.members;
  const named = [
    ...personMentionList(members.slice(0, most.members)),
    ...(rest > 0 ? words("organisation.group.more", { count: rest }) : []),
  ];
  const form = (key: "edit_group" | "members" | "delete_group"): Button => ({
    label: words.plain(`organisation.button.${key}`),
    press: workspaceActions.encode(key, id),
    opensForm: true,
  });
  const buttons: Button[] = [
    ...(mayEdit ? [form("edit_group"), ...(source.kind === "list" ? [form("members")] : [])] : []),
    ...(hearsBriefs === undefined
      ? []
      : [
          {
            label: words.plain(`organisation.button.briefs.${hearsBriefs ? "off" : "on"}`),
            press: workspaceActions.encode("briefs", hearsBriefs ? "off" : "on"),
          },
        ]),
    ...(mayDelete ? [form("delete_group")] : []),
  ];
  return [
    headingElement([name]),
    {
      kind: "facts",
      facts: [
        {
          label: words.plain("organisation.group.advocate"),
          value: advocate ? personMention(advocate) : nobody,
        },
        {
          label: words.plain("organisation.group.strategy"),
          value: strategy ?? [{ italic: words.plain("organisation.group.no_strategy") }],
        },
        {
          label: words.plain("organisation.group.members", { count: members.length }),
          value: members.length > 0 ? named : nobody,
        },
      ],
    },
    ...(source.kind === "list"
      ? []
      : [
          noteElement(
            words(
              membersUnknown
                ? "organisation.group.unread"
                : `organisation.group.source.${source.kind}`,
            ),
          ),
        ]),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ];
}
