/** Invokes: what a client waits for. Each gets a well-formed answer within the five seconds that Teams gives (message extensions), after at most one small write and never after a model. */
import type { Arrival } from "../surface/arrival.ts";
import type { Form, Option } from "../surface/form.ts";
import type { Membership } from "../surface/membership.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Core, Json } from "../surface/surface.ts";
import { type Words, wordsFor } from "../words.ts";
import { type Activity, senderOf, workspaceOf } from "./activity.ts";
import { type Asked, dialog, inPlace, line, type Mistakes, notice, unfit } from "./dialogs.ts";
import { type Carried, carriedBy, type Delivery, receive } from "./receive.ts";
import { placeOf } from "./references.ts";

/** An answer over HTTP. An empty body closes a dialog. */
export interface Answer {
  status: number;
  body?: Json;
}

const ok = (body?: Json): Answer => ({ status: 200, ...(body !== undefined && { body }) });

/** The answer to a Universal Action has a status of its own. An empty one shows as "Unable to reach app", and is pressed again. */
const said = (value: string): Answer => ok({ statusCode: 200, type: "application/vnd.microsoft.activity.message", value });
const told = (mistakes: Mistakes): Prose => [Object.values(mistakes).join("\n")];
const shown = (value: Json): Answer => ok({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value });

/** Answers an invoke of an outsider. */
export function turnedAway({ name }: Activity, sentence: Prose): Answer {
  if (name === "adaptiveCard/action") return said(plain(sentence));
  return isModal(name) ? ok(notice(sentence)) : unasked(name);
}

const isModal = (name: string | null | undefined): boolean =>
  ["task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction"].includes(name ?? "");

/** Empty answer to an invoke that is not known. */
const unasked = (name: string | null | undefined): Answer =>
  ok(name?.startsWith("composeExtension/") ? { composeExtension: { type: "result", attachmentLayout: "list", attachments: [] } } : {});

/** What the answers need: the core, and the people of the activity's conversation for a host without a people picker. */
export interface House {
  core: Core;
  members(activity: Activity): Promise<Option[]>;
  /** Decides on a person whom the activity names. */
  membershipOf(activity: Activity, person: string): Promise<Membership | undefined>;
}

/** Returns mistakes for people who were chosen in a form and are no members. */
export async function strangersIn(
  { fields }: Form,
  values: Record<string, string>,
  membershipOf: (person: string) => Promise<Membership | undefined>,
  words: Words,
): Promise<Mistakes> {
  const mistakes: Mistakes = {};
  for (const { name, kind } of fields) {
    const person = kind === "person" ? values[name]?.trim() : "";
    const membership = person ? await membershipOf(person) : undefined;
    if (membership === "outsider" || membership === "guest") mistakes[name] = words.label("membership.chosen");
  }
  return mistakes;
}

/** Attributes the words of an outsider to the colleague who pointed at them: nothing else of their author is kept. */
const attributed = (activity: Activity, arrivals: Arrival[], membershipOf: House["membershipOf"]): Promise<Arrival[]> =>
  Promise.all(
    arrivals.map(async (arrival) => {
      if (arrival.kind !== "pointed" || arrival.author.id === arrival.by.id) return arrival;
      const isOut = (await membershipOf(activity, arrival.author.id)) === "outsider";
      return isOut ? { ...arrival, author: arrival.by, outside: true as const } : arrival;
    }),
  );

export async function answer(activity: Activity, delivery: Delivery, { core, members, membershipOf }: House): Promise<Answer> {
  const whose = { workspace: workspaceOf(activity), by: senderOf(activity) };
  const words = wordsFor(await core.language(whose));
  const arrivals = await attributed(activity, receive(activity, delivery), membershipOf);
  const accept = () => core.accept(arrivals);

  /** Who has no Entra object id is not in Teams, where the picker is. */
  const picker = delivery.dialogs !== false && Boolean(activity.from.aadObjectId);

  async function ask({ press }: Carried): Promise<Asked | undefined> {
    const form = await core.form({ ...whose, place: placeOf(activity), press });
    if (!form) return undefined;
    const listed = !picker && form.fields.some(({ kind }) => kind === "person");
    return { form, press, colleagues: listed ? await members(activity) : "picker" };
  }

  /** What is wrong with a form that was sent, and the form to put it right in, if it is still there. Without mistakes, what was typed is taken even for a form that is gone. */
  async function wrong(sent: Carried): Promise<{ asked?: Asked; mistakes: Mistakes } | undefined> {
    const [submitted] = arrivals;
    if (submitted?.kind !== "submitted") return undefined;
    const asked = await ask(sent);
    const own = asked && asked.form.id === sent.form ? asked.form : undefined;
    const mistakes = {
      ...(own && unfit(own, sent.values, words)),
      ...(await core.mistakes(submitted)),
      ...(own && (await strangersIn(own, sent.values, (person) => membershipOf(activity, person), words))),
    };
    if (Object.keys(mistakes).length === 0) return undefined;
    return { mistakes, ...(asked && { asked: { ...asked, again: { values: sent.values, mistakes } } }) };
  }

  const data = carriedBy(activity);
  switch (activity.name) {
    case "adaptiveCard/action": {
      if (!data) return said(words.label("teams.form.gone"));
      if (data.verb === "leave") return shown(line(words("teams.form.left")));
      if (data.verb === "open") {
        const asked = await ask(data);
        return asked ? shown(inPlace(asked, words)) : said(words.label("teams.form.gone"));
      }
      const found = await wrong(data);
      if (found) return shown(found.asked ? inPlace(found.asked, words) : line(told(found.mistakes)));
      await accept();
      return data.form === undefined ? said(words.label("teams.pressed")) : shown(line(words("teams.form.sent")));
    }
    case "task/fetch": {
      const asked = data && (await ask(data));
      return ok(asked ? dialog(asked, words) : notice(words("teams.form.gone")));
    }
    case "task/submit": {
      const found = data && (await wrong(data));
      if (found) return ok(found.asked ? dialog(found.asked, words) : notice(told(found.mistakes)));
      await accept();
      return ok();
    }
    case "composeExtension/fetchTask":
    case "composeExtension/submitAction":
      await accept();
      return ok(notice(words("teams.pointed")));
    default:
      return unasked(activity.name);
  }
}
