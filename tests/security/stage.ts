/** A house in full use: whatever it offers to press or to fill in stands somewhere on it, to be forged. */
import { randomUUID } from "node:crypto";
import { acts } from "../../src/requests/life.ts";
import type { Arrival } from "../../src/surface/arrival.ts";
import type { Form } from "../../src/surface/form.ts";
import type { Place } from "../../src/surface/place.ts";
import { quiet, says, workspace } from "../turn/house.ts";
import { openPlatform } from "../turn/platform.ts";
import { buttonsOf, openTeam, type Team } from "../turn/team.ts";

export const channel = (id: string): Place => ({ surface: "slack", kind: "channel", id });
export const direct = (id: string): Place => ({ surface: "slack", kind: "personal", id });

/** Who does things, and where: a colleague, the team in its channel, an admin, somebody of nowhere. */
export const doers: readonly (readonly [person: string, place: Place])[] = [
  ["maria", direct("maria")],
  ["tom", channel("CINTAKE")],
  ["ada", direct("ada")],
  ["ada", channel("C1")],
  ["eve", direct("eve")],
];

export interface Stage {
  team: Team;
  /** Every press that stands on some card. */
  presses(): string[];
  /** The forms behind them, for whoever gets them. */
  forms(): Promise<Form[]>;
  common(person: string, place: Place): { id: string; workspace: string; at: number; by: { id: string }; place: Place };
  accept(...arrivals: Arrival[]): Promise<void>;
}

export async function openStage(url: string): Promise<Stage> {
  const platform = openPlatform();
  const surface = { ...platform.surface(), isAdmin: async (_: string, person: string) => person === "ada" };
  const team = await openTeam(url, { platform, surface });
  const { house, clock } = team;
  const common = (person: string, place: Place) => ({ id: randomUUID(), workspace, at: clock.now().getTime(), by: { id: person }, place });
  const accept = (...arrivals: Arrival[]) => house.core.accept(arrivals);
  const commands = async (person: string, command: "request" | "check" | "retro" | "entwine", text: string, place = direct(person)): Promise<void> => {
    await accept({ ...common(person, place), kind: "command", command, text: text ? [text] : [] });
    await quiet(house.store);
  };

  const taken = await team.brings("maria");
  await team.brings("tom");
  await team.does("tom", taken, "I take it");
  await team.asks("eve");
  await accept(says("ada", "We need a dashboard", "open question"));
  for (const text of ["", "settings", "groups", "holidays", "language", "needs", "danger", "audit"]) await commands("ada", "entwine", text);
  const submitted = (form: string, values: Record<string, string>): Arrival => ({ ...common("ada", direct("ada")), kind: "submitted", form, values });
  await accept(submitted("entwine/new_group", { name: "Sales", advocate: "maria", strategy: "", source: "" }));
  await accept(submitted("entwine/add_days_off", { first: "2027-04-01", last: "", name: "Founders’ day", region: "" }));
  await accept(submitted("entwine/capacity", { capacity: "50", why: "" }));
  await accept(submitted("entwine/approval/change", { add: "tom", drop: "", all: "any", why: "" }));
  await quiet(house.store);
  for (const text of ["groups", "group Sales", "holidays", "settings"]) await commands("ada", "entwine", text);
  for (const text of ["on", "now", "settings", "mine", "team", "chain", "help"]) await commands("maria", "check", text);
  for (const text of ["", "mine", "team", "backlog", "R-1"]) await commands("maria", "request", text);
  await commands("ada", "retro", "start sailboat", channel("C1"));
  for (const text of ["next", "add the new build is fast", "now", "status", "help", "history", "actions"]) await commands("ada", "retro", text, channel("C1"));
  for (const person of ["maria", "ada"]) await accept({ ...common(person, direct(person)), kind: "opened", tab: "home" });
  await quiet(house.store);

  const requests = (await team.rows()).map(({ id }) => id);
  const { db, t } = house.store.read;
  const retro = (await db.select({ id: t.retrospectives.id }).from(t.retrospectives))[0]?.id;
  /** Not on a card now, and known to whoever saw one. */
  const further = [
    ...requests.flatMap((request) => acts.map((act) => `act/${request}/${act}`)),
    ...["retro/start/slack%2Fchannel%2FC2", "check/pause", "check/mine", "check/edit_chain/team", "request:new"],
    ...["answer", "again", "snooze", "kept", "retro", "unsay", "erase", "erase_all", "erase_now", "enrol", "enrolled"].map(
      (verb) => `check/${verb}/2027-03-02/x`,
    ),
    ...["turn", "extend", "remark", "settle", "keep", "let_go", "remove", "hand_over", "did", "pick", "accept", "decline", "page", "move"].map(
      (verb) => `retro/${verb}/${retro}/1/2`,
    ),
  ];
  const presses = (): string[] => [
    ...further,
    ...new Set(platform.said.flatMap((said) => buttonsOf(said).flatMap((button) => ("press" in button ? [button.press] : [])))),
  ];
  return {
    ...{ team, presses, common, accept },
    async forms() {
      const opened = await Promise.all(presses().flatMap((press) => doers.map(([id, place]) => house.core.form({ workspace, by: { id }, place, press }))));
      return [...new Map(opened.flatMap((form) => (form ? [[form.id, form] as const] : []))).values()];
    },
  };
}
