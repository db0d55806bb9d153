/** All who watch, as one; and what is learned from the things that people do. */
import { watchAnonymous } from "./invariants/anonymous.ts";
import { watchDaily } from "./invariants/daily.ts";
import { type Awaited, watchDrained } from "./invariants/drained.ts";
import { watchKept } from "./invariants/kept.ts";
import { watchOnce } from "./invariants/once.ts";
import { watchSteps } from "./invariants/steps.ts";
import { watchTenants } from "./invariants/tenants.ts";
import { watchTurns } from "./invariants/turns.ts";
import { watchVotes } from "./invariants/votes.ts";
import type { Scene, Witness, Words } from "./invariants/witness.ts";
import type { Button, Message, Person, Tenant } from "./screen.ts";

interface Pressed {
  tenant: Tenant;
  person: Person;
  button: Button;
}

/** What changes when somebody is asked. */
const timing = new Set("on off time days zone region pause back daily weekly count settings enrol".split(" "));

/** What takes back what somebody said about their days. */
const erasing = new Set(["unsay", "erase", "erase_all", "erase_now"]);

export type Watch = ReturnType<typeof openWatch>;

export function openWatch(scene: Scene) {
  const { world, ledger } = scene;
  const [once, daily, votes, tenants] = [watchOnce(scene), watchDaily(scene), watchVotes(scene), watchTenants(scene)];
  const [kept, anonymous, drained] = [watchKept(scene), watchAnonymous(scene), watchDrained(scene)];
  const all: Witness[] = [kept, once, daily, watchSteps(scene), watchTurns(scene), votes, tenants, anonymous, drained];

  return {
    shown(tenant: Tenant, message: Message, kind: "post" | "revise" | "home"): void {
      world.count(`messages shown (${kind})`);
      for (const each of all) each.shown?.(tenant, message, kind);
    },
    heard(words: Words): void {
      for (const each of all) each.heard?.(words);
    },
    acknowledged: kept.acknowledged,
    takenBack(it: string): void {
      for (const each of all) each.takenBack?.(it);
    },
    awaits: (awaited: Awaited): void => drained.awaits(awaited),
    blind: once.blind,
    unsettled: daily.unsettled,
    settles: daily.settles,
    times: daily.times,
    /** A press or a form is on its way: from now on it may have had its effect, whether anybody hears of it or not. */
    tries({ tenant, person, press }: { tenant: Tenant; person: Person; press: string }): void {
      const [feature, verb = "", of = "", choice] = press.split("/");
      if (feature === "check" && verb === "snooze") daily.snoozes(tenant, person, of);
      if (feature === "check" && timing.has(verb)) daily.doubts(tenant, person);
      if (feature === "check" && (verb === "settings" || verb === "weekly")) daily.choosesPace(tenant, person);
      if (feature === "check" && erasing.has(verb)) kept.forgets(tenant, person);
      if (feature === "check" && verb === "retro") {
        tenants.handsOver(tenant, person);
        kept.handsOver(tenant, person);
      }
      if (feature === "retro" && (verb === "remove" || choice === "cancelled")) kept.clearsNotes(tenant);
      if (feature === "retro" && verb === "go" && choice !== "collect") anonymous.revealed(tenant.mark);
      if (feature === "retro" && verb === "vote") votes.voted(of, person.id);
    },
    /** A press that the bot has acknowledged. */
    pressed({ tenant, person, button }: Pressed): void {
      const [feature, verb, of = ""] = button.press.split("/");
      if (feature === "check" && verb === "answer") daily.answers(tenant, person, of);
    },
    opened(retrospective: string, dots: number): void {
      votes.told(retrospective, dots);
    },
    voted: votes.voted,
    writes: anonymous.writes,
    /** Whether notes carry names in the retrospective that is under way somewhere, as its board says; nothing where there is none. */
    naming: ({ workspace }: Tenant): unknown =>
      ledger.one("select naming from retrospectives where workspace = ? and phase not in ('closed', 'cancelled')", workspace)?.naming,
    search: anonymous.search,
    each(): void {
      if (ledger.changed()) for (const each of all) each.each?.();
    },
    quiet(): void {
      for (const each of all) each.quiet?.();
    },
  };
}
