/** Business groups as everybody reads them; whoever may edit one finds the buttons for it. */
import type { Button, Card, Element } from "../surface/card.ts";
import type { Person } from "../surface/place.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { pathTo } from "./errand.ts";
import type { Group } from "./groups.ts";
import { listOf, mention } from "./settings-card.ts";

/** Lists are cut here, with a word on the rest. */
const most = { groups: 20, members: 40 };

/** Characters of a strategy note in a list; the whole is one tap away. */
const line = 140;

function oneLine(text: Prose): string {
  const whole = plain(text).replaceAll(/\s+/g, " ").trim();
  return whole.length <= line ? whole : `${whole.slice(0, whole.lastIndexOf(" ", line - 1))}…`;
}

export function groupsCard(groups: readonly (Group & { members: number })[], mayAdd: boolean, words: Words): Card {
  const rest = groups.length - most.groups;
  return [
    { kind: "text", text: words("organisation.groups", { count: groups.length }) },
    ...groups.slice(0, most.groups).map(
      ({ id, name, advocate, strategy, members }): Element => ({
        kind: "item",
        text: words("organisation.group.line", { name, count: members }),
        note: [
          ...(advocate ? words("organisation.group.line.advocate", { advocate: mention(advocate) }) : words("organisation.group.line.nobody")),
          ...(strategy ? [" ", oneLine(strategy)] : []),
        ],
        button: { label: words.label("organisation.button.show"), press: pathTo("group", id) },
      }),
    ),
    ...(rest > 0 ? [{ kind: "note" as const, text: words("organisation.groups.more", { count: rest }) }] : []),
    ...(mayAdd
      ? [
          {
            kind: "buttons" as const,
            buttons: [{ label: words.label("organisation.button.new_group"), press: pathTo("new_group"), opensForm: true } satisfies Button],
          },
        ]
      : []),
  ];
}

export interface GroupView {
  group: Group;
  members: readonly Person[];
  /** The platform was asked for the members and did not tell. */
  unread: boolean;
  mayEdit: boolean;
  mayDelete: boolean;
  /** Whether its advocate, who looks at it now, hears of each brief. */
  briefs?: boolean;
}

export function groupCard({ group, members, unread, mayEdit, mayDelete, briefs }: GroupView, words: Words): Card {
  const { id, name, advocate, strategy, source } = group;
  const nobody: Prose = [{ italic: words.label("organisation.group.nobody") }];
  const rest = members.length - most.members;
  const named = [...listOf(members.slice(0, most.members)), ...(rest > 0 ? words("organisation.group.more", { count: rest }) : [])];
  const form = (key: "edit_group" | "members" | "delete_group"): Button => ({
    label: words.label(`organisation.button.${key}`),
    press: pathTo(key, id),
    opensForm: true,
  });
  const buttons: Button[] = [
    ...(mayEdit ? [form("edit_group"), ...(source.kind === "list" ? [form("members")] : [])] : []),
    ...(briefs === undefined
      ? []
      : [{ label: words.label(`organisation.button.briefs.${briefs ? "off" : "on"}`), press: pathTo("briefs", briefs ? "off" : "on") }]),
    ...(mayDelete ? [form("delete_group")] : []),
  ];
  return [
    { kind: "heading", text: [name] },
    {
      kind: "facts",
      facts: [
        { label: words.label("organisation.group.advocate"), value: advocate ? mention(advocate) : nobody },
        { label: words.label("organisation.group.strategy"), value: strategy ?? [{ italic: words.label("organisation.group.no_strategy") }] },
        { label: words.label("organisation.group.members", { count: members.length }), value: members.length > 0 ? named : nobody },
      ],
    },
    ...(source.kind === "list"
      ? []
      : [{ kind: "note" as const, text: words(unread ? "organisation.group.unread" : `organisation.group.source.${source.kind}`) }]),
    ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : []),
  ];
}
