/**
 * Acts of simulated people without an occasion: they bring requests, look things up, change their
 * minds, and press current, outdated and forged buttons.
 */
import type { InvariantMonitor } from "../invariants/monitor.ts";
import type { SimulationWorld } from "../world.ts";
import type {
  SimulatedPerson,
  SimulatedTenant,
  TenantClient,
  UserActionResult,
  VisibleButton,
  VisibleMessage,
} from "./screen.ts";
import { type RequestSentenceKind, smallTalkSentences } from "./sentences.ts";

/** A button with the message on which it is displayed. */
export interface ButtonInView {
  on: VisibleMessage;
  button: VisibleButton;
}

/** Relative frequency of each action. */
const habits = {
  wish: 6,
  breakage: 3,
  routine: 4,
  advice: 1,
  talk: 1,
  where: 2,
  lists: 3,
  looks: 2,
  home: 1,
  edits: 1,
  presses: 3,
  stale: 3,
  forged: 1,
};

/**
 * Returns the function that lets a person do one of them.
 * @param said - The last message of each person, with its marked word.
 * @param newest - Reads the newest messages of a place.
 * @param remembered - Reads the buttons that were displayed in a place earlier.
 */
export function createIdleActions({
  random,
  tenant,
  client,
  watch,
  said,
  says,
  brings,
  presses,
  mint,
  newest,
  buttonOn,
  remembered,
}: {
  random: SimulationWorld["random"];
  tenant: SimulatedTenant;
  client: TenantClient;
  watch: InvariantMonitor;
  said: Map<string, { message: string; it: string }>;
  says(person: SimulatedPerson, text: string, as: "talk", it: string): Promise<void>;
  brings(person: SimulatedPerson, sort: RequestSentenceKind): Promise<void>;
  presses(
    person: SimulatedPerson,
    on: VisibleMessage,
    button: VisibleButton,
  ): Promise<UserActionResult>;
  mint(): string;
  newest(room: string): VisibleMessage[];
  buttonOn(messages: readonly VisibleMessage[]): ButtonInView | undefined;
  remembered(room: string): readonly ButtonInView[];
}): (person: SimulatedPerson) => Promise<unknown> {
  const actions: Record<keyof typeof habits, (person: SimulatedPerson) => Promise<unknown>> = {
    wish: (person) => brings(person, "wish"),
    breakage: (person) => brings(person, "breakage"),
    routine: (person) => brings(person, "routine"),
    advice: (person) => brings(person, "advice"),
    talk: (person) => says(person, random.pick(smallTalkSentences), "talk", mint()),
    where: (person) => says(person, "Where is my request?", "talk", mint()),
    lists: (person) =>
      client.commands(
        person,
        "request",
        random.pick([
          "mine",
          "team",
          "backlog",
          `find ${random.pick(["field team", "folder", "dealer", "CRM"])}`,
          `R-${random.between(1, 20)}`,
        ]),
      ),
    looks: (person) =>
      client.commands(
        person,
        random.pick(["check", "retro", "entwine"]),
        random.pick(["", "help", "settings", "mine", "team", "status", "danger", "needs"]),
        random.chance(0.3) ? tenant.channel : undefined,
      ),
    home: (person) => client.opensHome(person),
    edits: async (person) => {
      const { message, it } = said.get(person.id) ?? {};
      if (!message || !it) return;
      watch.takenBack(it);
      said.delete(person.id);
      await (random.chance(0.6)
        ? client.edits(
            person,
            message,
            `they cannot see what was ordered last month, and ring the office about ${mint()}`,
          )
        : client.deletes(person, message));
    },
    presses: async (person) => {
      const found = buttonOn(
        newest(
          random.chance(0.7)
            ? person.id
            : random.chance(0.5) && person.team
              ? tenant.briefChannel
              : tenant.channel,
        ),
      );
      if (found) await presses(person, found.on, found.button);
    },
    /** Presses a button that no longer exists, as an outdated client would. */
    stale: async (person) => {
      const earlier = remembered(
        person.team && random.chance(0.7) ? tenant.briefChannel : person.id,
      );
      if (earlier.length === 0) return;
      const { on, button } = random.pick(earlier);
      await presses(person, on, button);
    },
    /** Presses a button that never existed, on an existing card. */
    forged: async (person) => {
      const on = newest(person.team ? tenant.briefChannel : person.id).at(-1);
      const acts = on?.buttons.find(({ press }) => /^cases\/\w+\/./.test(press));
      if (!on || !acts) return;
      const [, , id] = acts.press.split("/");
      const press = `cases/${random.pick(["take", "release", "deliver", "reopen", "reactivate", "accept", "withdraw", "restore", "approve", "unmerge", "mark_as_fault", "dismiss", "close"])}/${id}`;
      const own = JSON.parse(
        JSON.stringify(acts.own).replace(acts.press, press).replaceAll("form.", "press."),
      ) as Record<string, unknown>;
      await presses(person, on, { label: "", press, opensForm: false, own });
    },
  };
  return (person) => actions[random.weigh(habits)](person);
}
