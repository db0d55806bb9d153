/** The forms behind buttons and commands, and what is wrong with one that came back: answered at once, with no model and no write. */
import { languagesOf } from "../organisation/language.ts";
import { openActForm } from "../requests/act-choices.ts";
import { mistakesIn, readActForm } from "../requests/act-forms.ts";
import { allAtOnceForm, askForm } from "../requests/form.ts";
import { readPress } from "../requests/press.ts";
import type { Conversation } from "../requests/talk.ts";
import { read as remember } from "../storage/conversations.ts";
import { newRequestForm } from "../surface/form.ts";
import type { Person } from "../surface/place.ts";
import type { Core } from "../surface/surface.ts";
import { type Words, wordsFor } from "../words.ts";
import { belonging } from "./accept.ts";
import { isGuest, isOpenToGuests } from "./guests.ts";
import type { Sources } from "./prepare.ts";

export function openForms({ read, now, features, surfaces }: Pick<Sources, "read" | "now" | "features" | "surfaces">): Pick<Core, "form" | "mistakes"> {
  const featureOf = (path: string) => features.find(({ name }) => path.startsWith(`${name}/`));
  const wordsOf = async (workspace: string, by: Person): Promise<Words> => wordsFor((await languagesOf(read, workspace, by.id)).own);
  return {
    async form(ask) {
      const { workspace, by, place, press } = ask;
      const words = await wordsOf(workspace, by);
      if (press === newRequestForm) return askForm(words);
      const feature = featureOf(press);
      const { guest } = await isGuest({ read, surfaces }, ask);
      if (guest && !isOpenToGuests({ kind: "press", id: press, at: 0, workspace, by, place, press }, feature)) return undefined;
      if (feature) return feature.form?.(read, { ...ask, now: now(), words });
      const pressed = readPress(press);
      if (pressed?.verb === "ask") return askForm(words);
      if (pressed?.verb === "act") return openActForm(read, workspace, pressed, words);
      if (pressed?.verb !== "form") return undefined;
      const { conversation } = await belonging(read, workspace, place);
      const state = (await remember(read, workspace, conversation))?.state as Conversation | undefined;
      const talk = state?.talks.find(({ request, phase }) => request === pressed.request && phase !== "done");
      return talk && allAtOnceForm(talk, words);
    },
    async mistakes(submitted) {
      const feature = featureOf(submitted.form);
      const words = await wordsOf(submitted.workspace, submitted.by);
      if (feature) return feature.mistakes?.(read, submitted, words, now());
      const about = readActForm(submitted.form);
      const found = about && Object.entries(mistakesIn(about.act, submitted.values, now().toISOString().slice(0, 10)));
      return found && found.length > 0 ? Object.fromEntries(found.map(([field, key]) => [field, words.label(`life.mistake.${key}`)])) : undefined;
    },
  };
}
