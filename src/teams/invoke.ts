/** Invokes: what a client waits for. Each gets a well-formed answer within the five seconds that Teams gives (message extensions), after at most one small write and never after a model. */
import type { Core, Json } from "../surface/surface.ts";
import type { Words } from "../words.ts";
import { type Activity, senderOf, workspaceOf } from "./activity.ts";
import { dialog, inPlace, line, missing, notice } from "./dialogs.ts";
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
const shown = (value: Json): Answer => ok({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value });

export async function answer(activity: Activity, delivery: Delivery, core: Core, words: Words): Promise<Answer> {
  const accept = () => core.accept(receive(activity, delivery));
  const ask = async ({ press }: Carried) => {
    const form = await core.form({ workspace: workspaceOf(activity), by: senderOf(activity), place: placeOf(activity), press });
    return form && { form, press };
  };
  /** The form again, if something that it needs is missing. What was typed is never refused for a form that is gone. */
  const incomplete = async (sent: Carried) => {
    const asked = await ask(sent);
    return asked && missing(asked.form, sent.values).length > 0 ? { ...asked, again: sent.values } : undefined;
  };

  const data = carriedBy(activity);
  switch (activity.name) {
    case "adaptiveCard/action": {
      if (!data) return said(words.label("teams.form.gone"));
      if (data.verb === "leave") return shown(line(words("teams.form.left")));
      if (data.verb === "open") {
        const asked = await ask(data);
        return asked ? shown(inPlace(asked, words)) : said(words.label("teams.form.gone"));
      }
      const again = data.form === undefined ? undefined : await incomplete(data);
      if (again) return shown(inPlace(again, words));
      await accept();
      return data.form === undefined ? said(words.label("teams.pressed")) : shown(line(words("teams.form.sent")));
    }
    case "task/fetch": {
      const asked = data && (await ask(data));
      return ok(asked ? dialog(asked, words) : notice(words("teams.form.gone")));
    }
    case "task/submit": {
      const again = data && (await incomplete(data));
      if (again) return ok(dialog(again, words));
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
