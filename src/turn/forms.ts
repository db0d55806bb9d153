/** The forms behind buttons and commands, and what is wrong with one that came back: answered at once, with no model and no write. */
import { languagesOf } from "../organisation/language.ts";
import { openActForm } from "../requests/act-choices.ts";
import { mistakesIn, readActForm } from "../requests/act-forms.ts";
import { allAtOnceForm, askForm } from "../requests/form.ts";
import type { Viewer } from "../requests/lists.ts";
import { caseFor } from "../requests/parties.ts";
import { barred, ofTalk } from "../requests/permissions.ts";
import { readPress } from "../requests/press.ts";
import { storedConversation } from "../requests/stored.ts";
import { read as remember } from "../storage/conversations.ts";
import { newRequestForm } from "../surface/form.ts";
import { isIntake, type Person, type Place } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import type { Core } from "../surface/surface.ts";
import { type Words, wordsFor } from "../words.ts";
import { belonging } from "./accept.ts";
import { isGuest, isOpenToGuests } from "./guests.ts";
import type { Sources } from "./prepare.ts";

export function openForms({
  read,
  now,
  features,
  surfaces,
  intake,
}: Pick<Sources, "read" | "now" | "features" | "surfaces" | "intake">): Pick<Core, "form" | "mistakes"> {
  const featureOf = (path: string) => features.find(({ name }) => path.startsWith(`${name}/`));
  const wordsOf = async (workspace: string, by: Person): Promise<Words> => wordsFor((await languagesOf(read, workspace, by.id)).own);
  const viewerOf = ({ workspace, by, place }: { workspace: string; by: Person; place: Place }, guest: boolean): Viewer => ({
    ...{ workspace, person: by.id, place, team: !guest && isIntake(intake, workspace, place), guest, now: now() },
  });
  return {
    async form(ask) {
      const { workspace, by, place, press } = ask;
      const words = await wordsOf(workspace, by);
      if (press === newRequestForm) return askForm(words);
      const feature = featureOf(press);
      const { guest } = await isGuest({ read, surfaces }, ask);
      if (guest && !isOpenToGuests({ kind: "press", id: press, at: 0, workspace, by, place, press }, feature)) return undefined;
      const viewer = viewerOf(ask, guest);
      if (feature) return feature.form?.(read, { ...ask, team: viewer.team, now: viewer.now, words });
      const pressed = readPress(press);
      if (pressed?.verb === "ask") return askForm(words);
      if (pressed?.verb === "act") return openActForm(read, viewer, pressed, words);
      if (pressed?.verb !== "form") return undefined;
      const { conversation } = await belonging(read, workspace, place);
      const { talks } = storedConversation((await remember(read, workspace, conversation))?.state);
      const talk = talks.find(({ request, phase }) => request === pressed.request && phase !== "done");
      return talk && !barred("form", ofTalk(talk, place), viewer) ? allAtOnceForm(talk, words) : undefined;
    },
    async mistakes(submitted) {
      const feature = featureOf(submitted.form);
      const words = await wordsOf(submitted.workspace, submitted.by);
      const viewer = viewerOf(submitted, (await isGuest({ read, surfaces }, submitted)).guest);
      if (feature) return feature.mistakes?.(read, { ...submitted, team: viewer.team }, words, now());
      const about = readActForm(submitted.form);
      if (!about) return undefined;
      if (!(await caseFor(read, submitted.workspace, about, viewer))) return { "": plain(words("requests.plain.no_form")) };
      const found = Object.entries(mistakesIn(about.act, submitted.values, now().toISOString().slice(0, 10)));
      return found.length > 0 ? Object.fromEntries(found.map(([field, key]) => [field, words.label(`life.mistake.${key}`)])) : undefined;
    },
  };
}
