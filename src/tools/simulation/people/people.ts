/**
 * Simulation of people: they make requests, answer or not, and react to messages of the bot. What
 * they do without an occasion is in `idle-actions.ts`.
 */
import type { InvariantMonitor } from "../invariants/monitor.ts";
import type { SimulationWorld } from "../world.ts";
import { type ButtonInView, createIdleActions } from "./idle-actions.ts";
import {
  coinMarkedWord,
  type OpenedForm,
  type SimulatedPerson,
  type SimulatedTenant,
  type TenantClient,
  type UserActionResult,
  type VisibleButton,
  type VisibleMessage,
} from "./screen.ts";
import {
  answerSentence,
  controlSentences,
  type RequestSentenceKind,
  requestSentence,
  smallTalkSentences,
} from "./sentences.ts";

const minute = 60_000;
/** Numbers of recent messages that a person sees, and of buttons that a person remembers. */
const maxVisibleMessages = 6;
const maxRememberedButtons = 40;

interface Room {
  messages: Map<string, VisibleMessage>;
  /** Buttons that were displayed here earlier. */
  remembered: ButtonInView[];
}

export type SimulatedPeople = ReturnType<typeof createSimulatedPeople>;

export function createSimulatedPeople({
  world,
  tenant,
  client,
  watch,
  isQuiet,
}: {
  world: SimulationWorld;
  tenant: SimulatedTenant;
  client: TenantClient;
  watch: InvariantMonitor;
  isQuiet(): boolean;
}) {
  const { time, random } = world;
  const rooms = new Map<string, Room>();
  const said = new Map<string, { message: string; it: string }>();
  const roomOf = (id: string): Room =>
    rooms.getOrInsertComputed(id, () => ({ messages: new Map(), remembered: [] }));
  const minted = new Set<string>();
  /** Returns a word that no other words of this company contain. */
  function mint(): string {
    const word = coinMarkedWord(tenant.mark, random);
    if (minted.has(word)) return mint();
    minted.add(word);
    return word;
  }
  const team = tenant.people.filter((person) => person.team);

  /** Schedules an action within waking hours. */
  function later(ms: number, act: () => Promise<unknown>): void {
    time.after(ms, () => {
      if (isQuiet()) return later(random.between(40, 90) * minute, act);
      void act();
    });
  }

  async function says(
    person: SimulatedPerson,
    text: string,
    as: "request" | "answer" | "own" | "talk",
    it: string,
    where: Parameters<TenantClient["says"]>[2] = {},
  ): Promise<void> {
    const since = time.now();
    const { acknowledged, message } = await client.says(person, text, where);
    world.count("messages of people");
    if (!acknowledged) return;
    watch.heard({
      tenant,
      person,
      marker: it,
      purpose: as,
      since,
      overheard: where.thread !== undefined && !where.mention ? where.thread : undefined,
    });
    said.set(person.id, { message, it });
    if (where.channel === undefined)
      watch.awaits({ tenant, person: person.id, since, what: "a message" });
  }

  /** Makes a request in one of the available ways. */
  async function brings(person: SimulatedPerson, sort: RequestSentenceKind): Promise<void> {
    const it = mint();
    const text = requestSentence(random, sort, person.locale, it);
    const way = random.weigh({
      direct: 10,
      command: 3,
      mention: 3,
      behalf: 1,
      point: 1,
      several: 1,
    });
    world.count("requests brought");
    if (way === "mention")
      return says(person, text, "request", it, { channel: tenant.channel, mention: true });
    if (way === "point")
      return void (await client.points(person, random.pick(tenant.people), text));
    if (way === "command") {
      const { acknowledged } = await client.commands(person, "request", text);
      if (acknowledged) watch.heard({ tenant, person, marker: it, purpose: "request" });
      return;
    }
    if (way === "several")
      return says(
        person,
        `${text}. And ${requestSentence(random, "routine", person.locale, mint())}`,
        "talk",
        it,
      );
    return says(
      person,
      way === "behalf" ? `For <@${random.pick(tenant.people).id}>: ${text}` : text,
      way === "behalf" ? "talk" : "request",
      it,
    );
  }

  function valueFor(
    person: SimulatedPerson,
    { name, kind, value, options }: OpenedForm["fields"][number],
  ): string {
    if (value && random.chance(0.5)) return value;
    if (kind === "choice") return options.length > 0 ? random.pick(options) : "";
    if (kind === "person") return random.pick(tenant.people).id;
    if (kind === "date")
      return Temporal.Instant.fromEpochMilliseconds(time.now())
        .toZonedDateTimeISO("UTC")
        .toPlainDate()
        .add({ days: random.between(1, 20) })
        .toString();
    if (name === "zone") return random.chance(0.7) ? person.zone : "";
    if (name === "time") return random.pick(["09:30", "15:00", "16:30"]);
    if (name === "days") return "12345";
    const it = mint();
    filled.push(it);
    return answerSentence(random, name, it);
  }
  /** Words entered into the current form. */
  let filled: string[] = [];

  /** Fills in and submits the opened form; corrects mistakes once. */
  async function fills(
    person: SimulatedPerson,
    on: VisibleMessage,
    form: OpenedForm,
    given: Record<string, string> = {},
  ): Promise<UserActionResult> {
    filled = [];
    const values = Object.fromEntries(
      form.fields.map((field) => [field.name, given[field.name] ?? valueFor(person, field)]),
    );
    const its = filled;
    await time.sleep(random.between(5, 120) * 1_000);
    world.count("forms sent");
    const done = await client.fills(person, on, form, values);
    if (done.acknowledged && !done.mistakes)
      for (const it of its) watch.heard({ tenant, person, marker: it, purpose: "talk" });
    return done;
  }

  /** Presses a button and fills in the form that it opens. */
  async function presses(
    person: SimulatedPerson,
    on: VisibleMessage,
    button: VisibleButton,
    given?: Record<string, string>,
  ): Promise<UserActionResult> {
    world.count("presses");
    watch.tries({ tenant, person, press: button.press });
    const done = await client.presses(person, on, button);
    if (done.acknowledged) watch.pressed({ tenant, person, button });
    if (!done.form) return done;
    const filled = await fills(person, on, done.form, given);
    // a form takes effect when submitted
    watch.tries({ tenant, person, press: button.press });
    return filled;
  }

  const newest = (id: string): VisibleMessage[] =>
    [...roomOf(id).messages.values()].slice(-maxVisibleMessages);
  const buttonOn = (messages: readonly VisibleMessage[]): ButtonInView | undefined => {
    const all = messages.flatMap((on) => on.buttons.map((button) => ({ on, button })));
    return all.length > 0 ? random.pick(all) : undefined;
  };

  /** Reacts to the newest message of the bot. */
  async function reacts(person: SimulatedPerson, on: VisibleMessage): Promise<void> {
    const find = (start: string): VisibleButton | undefined =>
      on.buttons.find(({ press }) => press.startsWith(start));
    const asked = find("interview/skip/");
    const check = on.buttons.filter(({ press }) => press.startsWith("check/answer/"));
    if (check.length > 0) {
      const way = random.weigh({ answer: 14, snooze: 1, skip: 1, nothing: 2 });
      if (way === "nothing") return;
      const button =
        way === "answer" ? random.pick(check) : (find(`check/${way}/`) ?? random.pick(check));
      await presses(person, on, button);
      if (!/un(sure|happy)$/.test(button.press) || random.chance(0.3)) return;
      return later(random.between(20, 200) * 1_000, async () => {
        const it = mint();
        await says(
          person,
          `the third status deck this week about ${it}. I will ask who reads it`,
          "own",
          it,
        );
      });
    }
    const question =
      asked?.press.split("/")[3] ??
      (on.buttons.some(({ press }) => /^interview\/choose\/[^/]*\/customer\//.test(press))
        ? "customer"
        : undefined);
    if (question) {
      const way = random.weigh({ answer: 14, button: 4, skip: 1, control: 1, form: 1, nothing: 1 });
      if (way === "nothing") return;
      if (way === "control") return says(person, random.pick(controlSentences), "talk", mint());
      const form = way === "form" ? find("interview/form/") : undefined;
      const pressed =
        form ?? (way === "skip" ? asked : way === "button" ? random.pick(on.buttons) : undefined);
      if (pressed) return void (await presses(person, on, pressed));
      const it = mint();
      return says(
        person,
        answerSentence(random, question, it),
        "answer",
        it,
        on.thread && on.room !== person.id ? { channel: on.room, thread: on.thread } : {},
      );
    }
    const right = find("interview/right/");
    if (right && random.chance(0.8)) return void (await presses(person, on, right));
    if (on.buttons.length > 0 && random.chance(0.5))
      return void (await presses(person, on, random.pick(on.buttons)));
    if (random.chance(0.05)) return says(person, random.pick(smallTalkSentences), "talk", mint());
  }

  /** Acts on a card in the team's channel. */
  async function works(person: SimulatedPerson, on: VisibleMessage): Promise<void> {
    const current = roomOf(tenant.briefChannel).messages.get(on.id) ?? on;
    if (current.buttons.length === 0) return;
    const button = random.pick(current.buttons);
    const another = random.chance(0.08) ? random.pick(team) : undefined;
    await Promise.all([
      presses(person, current, button),
      ...(another && another !== person ? [presses(another, current, button)] : []),
    ]);
  }

  const idle = createIdleActions({
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
    remembered: (room) => roomOf(room).remembered,
  });

  return {
    later,
    mint,
    says,
    presses,
    commands: client.commands,
    roomOf,
    /** Records that a message of the bot is displayed. */
    shown(message: VisibleMessage, kind: "post" | "revise" | "home"): void {
      const { messages, remembered } = roomOf(message.room);
      messages.set(message.id, message);
      if (messages.size > 200) messages.delete(messages.keys().next().value!);
      for (const button of message.buttons) remembered.push({ on: message, button });
      remembered.splice(0, remembered.length - maxRememberedButtons);
      const person = tenant.people.find(({ id }) => id === message.room);
      if (person && kind === "post" && random.chance(0.8))
        later(random.between(15, 900) * 1_000, () =>
          reacts(person, messages.get(message.id) ?? message),
        );
      if (
        message.room === tenant.channel &&
        kind === "post" &&
        message.thread &&
        random.chance(0.6)
      )
        later(random.between(60, 900) * 1_000, () =>
          reacts(random.pick(tenant.people), messages.get(message.id) ?? message),
        );
      if (message.room === tenant.briefChannel && random.chance(kind === "post" ? 0.7 : 0.3))
        later(random.between(5, 400) * minute, () => works(random.pick(team), message));
    },
    /** Plans what a person does within a day. */
    day(person: SimulatedPerson, from: number): void {
      const morning = Temporal.Instant.fromEpochMilliseconds(from)
        .toZonedDateTimeISO(person.zone)
        .round({ smallestUnit: "day", roundingMode: "ceil" });
      if (morning.dayOfWeek > 5 && random.chance(0.9)) return;
      for (let acts = random.between(0, 2); acts > 0; acts--)
        later(
          morning.epochMilliseconds + random.between(9 * 60, 17 * 60) * minute - time.now(),
          () => idle(person),
        );
    },
  };
}
