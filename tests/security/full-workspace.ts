/** Workspace that uses every feature, so that each button and form can be forged. */
import { caseActionTypes } from "../../src/features/cases/lifecycle/case.ts";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import type { Form } from "../../src/platform/form.ts";
import { type CaseTeam, cardButtons, openCaseTeam } from "../harness/case-team.ts";
import { untilIdle } from "../harness/core-harness.ts";
import {
  channelRef,
  commandEvent,
  directMessages,
  type EventSource,
  messageEvent,
  openedEvent,
  submittedEvent,
  testWorkspace,
} from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";
import { words } from "../harness/words.ts";

/**
 * Actors and places: a requester, the team in its channel, an admin, and a person unknown to the
 * workspace.
 */
export const attackers: readonly (readonly [person: string, place: ConversationRef])[] = [
  ["maria", directMessages("maria")],
  ["tom", channelRef("CINTAKE")],
  ["ada", directMessages("ada")],
  ["ada", channelRef("C1")],
  ["eve", directMessages("eve")],
];

export interface FullWorkspace {
  team: CaseTeam;
  /** Returns every button path on some card. */
  presses(): string[];
  /** Returns the forms behind these buttons, for people who may open them. */
  forms(): Promise<Form[]>;
  /** Returns the event fields of a person who acts now at a place. */
  actor(person: string, place: ConversationRef): EventSource;
  accept(...events: InboundEvent[]): Promise<void>;
}

export async function openFullWorkspace(url: string): Promise<FullWorkspace> {
  const platform = createMemoryPlatform();
  const adapter = {
    ...platform.adapter(),
    isAdmin: async (_: string, person: string) => person === "ada",
  };
  const team = await openCaseTeam(url, { platform, adapter });
  const { coreHarness, clock } = team;
  const actor = (person: string, place: ConversationRef): EventSource => ({
    at: clock.now().getTime(),
    by: { id: person },
    place,
  });
  const accept = (...events: InboundEvent[]) => coreHarness.core.ingest(events);
  const commands = async (
    person: string,
    command: "request" | "check" | "retro" | "entwine",
    text: string,
    place = directMessages(person),
  ): Promise<void> => {
    await accept(commandEvent(actor(person, place), command, text ? [text] : []));
    await untilIdle(coreHarness.store);
  };

  const taken = await team.brings("maria");
  await team.brings("tom");
  await team.does("tom", taken, words.plain("life.button.take"));
  await team.asks("eve");
  await accept(messageEvent("ada", "We need a dashboard", "open question"));
  for (const text of ["", "settings", "groups", "holidays", "language", "needs", "danger", "audit"])
    await commands("ada", "entwine", text);
  const submitted = (form: string, values: Record<string, string>): InboundEvent =>
    submittedEvent(actor("ada", directMessages("ada")), form, values);
  await accept(
    submitted("entwine/new_group", { name: "Sales", advocate: "maria", strategy: "", source: "" }),
  );
  await accept(
    submitted("entwine/add_days_off", {
      first: "2027-04-01",
      last: "",
      name: "Founders’ day",
      region: "",
    }),
  );
  await accept(submitted("entwine/capacity", { capacity: "50", why: "" }));
  await accept(submitted("entwine/approval/change", { add: "tom", drop: "", all: "any", why: "" }));
  await untilIdle(coreHarness.store);
  for (const text of ["groups", "group Sales", "holidays", "settings"])
    await commands("ada", "entwine", text);
  for (const text of ["on", "now", "settings", "mine", "team", "chain", "help"])
    await commands("maria", "check", text);
  for (const text of ["", "mine", "team", "backlog", "R-1"])
    await commands("maria", "request", text);
  await commands("ada", "retro", "start sailboat", channelRef("C1"));
  for (const text of [
    "next",
    "add the new build is fast",
    "now",
    "status",
    "help",
    "history",
    "actions",
  ])
    await commands("ada", "retro", text, channelRef("C1"));
  for (const person of ["maria", "ada"])
    await accept(openedEvent(actor(person, directMessages(person))));
  await untilIdle(coreHarness.store);

  const requests = (await team.rows()).map(({ id }) => id);
  const { db, t } = coreHarness.store.read;
  const retro = (await db.select({ id: t.retrospectives.id }).from(t.retrospectives))[0]?.id;
  /** Actions that are on no card now, but were on earlier ones. */
  const further = [
    ...requests.flatMap((request) => caseActionTypes.map((act) => `act/${request}/${act}`)),
    ...[
      "retro/start/slack%2Fchannel%2FC2",
      "check/pause",
      "check/mine",
      "check/edit_chain/team",
      "request:new",
    ],
    ...[
      "answer",
      "again",
      "snooze",
      "kept",
      "retro",
      "unsay",
      "erase",
      "erase_all",
      "erase_now",
      "enrol",
      "enrolled",
    ].map((verb) => `check/${verb}/2027-03-02/x`),
    ...[
      "turn",
      "extend",
      "remark",
      "settle",
      "keep",
      "let_go",
      "remove",
      "hand_over",
      "did",
      "pick",
      "accept",
      "decline",
      "page",
      "move",
    ].map((verb) => `retro/${verb}/${retro}/1/2`),
  ];
  const presses = (): string[] => [
    ...further,
    ...new Set(
      platform.said.flatMap((said) =>
        cardButtons(said).flatMap((button) => ("press" in button ? [button.press] : [])),
      ),
    ),
  ];
  return {
    ...{ team, presses, actor, accept },
    async forms() {
      const opened = await Promise.all(
        presses().flatMap((press) =>
          attackers.map(([id, place]) =>
            coreHarness.core.buildForm({ workspace: testWorkspace, by: { id }, place, press }),
          ),
        ),
      );
      return [
        ...new Map(opened.flatMap((form) => (form ? [[form.id, form] as const] : []))).values(),
      ];
    },
  };
}
