/** Invokes: what a client waits for. Each gets a well-formed answer within the five seconds that Teams gives (message extensions), after at most one small write and never after a model. */
import type { Option } from "../surface/form.ts";
import type { Prose } from "../surface/prose.ts";
import type { Core, Json } from "../surface/surface.ts";
import { wordsFor } from "../words.ts";
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

/** What the answers need: the core, and the people of the activity's conversation for a host without a people picker. */
export interface House {
  core: Core;
  members(activity: Activity): Promise<Option[]>;
}

export async function answer(activity: Activity, delivery: Delivery, { core, members }: House): Promise<Answer> {
  const whose = { workspace: workspaceOf(activity), by: senderOf(activity) };
  const words = wordsFor(await core.language(whose));
  const arrivals = receive(activity, delivery);
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
    const mistakes = { ...(asked && asked.form.id === sent.form && unfit(asked.form, sent.values, words)), ...(await core.mistakes(submitted)) };
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
      return ok(activity.name?.startsWith("composeExtension/") ? { composeExtension: { type: "result", attachmentLayout: "list", attachments: [] } } : {});
  }
}
