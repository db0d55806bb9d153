/** `/check`: the daily question, when it comes, what one answered, the way to the paying customer, and the team's picture. */
import type { Feature, Means, Office } from "../feature.ts";
import { groupOf } from "../organisation/groups.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { intakeOf, type Person, type Place, withoutThread } from "../surface/place.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { checkByMessage, tell, unsay } from "./answers.ts";
import { openBulk } from "./bulk.ts";
import { opens, press } from "./cards.ts";
import { chainErrand, type Drawing, goOn } from "./chain-talk.ts";
import { everyone } from "./counting.ts";
import { type Asks, askNow, plainly, type Scene, tapped, told } from "./day.ts";
import { enrolmentOf, planAll, todayOf } from "./enrolments.ts";
import { type Errand, errandIn, errandOf, isOwnAffair, isSaid, name, pathTo, readPath, type Verb } from "./errand.ts";
import { formOf, mistakesOf } from "./forms.ts";
import { enrolGroup, tellEnrolled } from "./lead.ts";
import { ownErrand } from "./own.ts";
import { readTold } from "./pledge.ts";
import { digest, nextDigest, teamErrand } from "./team.ts";
import { timesErrand } from "./times.ts";

/** What the feature keeps with a conversation: what the next words are about. */
interface State {
  asks?: Asks | undefined;
  drawing?: Drawing | undefined;
}

interface Known {
  /** Where the team reads its briefs. */
  intake: Place | undefined;
}

/** These may be done among others; all else is between the two of us. */
const open = new Set<Verb>([
  "team",
  "chain",
  "edit_chain",
  "chain_new",
  "chain_end",
  "chain_undo",
  "chain_leave",
  "enrol",
  "digest",
  "replan",
  "help",
  "unknown",
]);

const prepare = async ({ intake }: Means, { workspace, place }: Arrival): Promise<Known> => ({ intake: intakeOf(intake, workspace, place.surface) });

async function sceneOf(office: Office, { by, place, kind }: Arrival, isOpen: boolean): Promise<Scene> {
  const { w, workspace, at } = office;
  const who: Person = kind === "due" ? { id: place.id } : by;
  const enrolment = await enrolmentOf(w, workspace, who.id);
  const { zone, date: today } = await todayOf(w, workspace, who.id, at);
  const group = enrolment ? enrolment.group : ((await groupOf(w, workspace, who.id)) ?? null);
  const direct: Place = place.kind === "personal" ? place : { surface: place.surface, kind: "personal", id: who.id };
  return { office, who, whose: { workspace, person: who.id }, place: isOpen ? place : direct, today, zone, enrolment, group };
}

/** What somebody wants, be it said in so many words. */
const wanted = (arrival: Arrival): Errand | undefined => {
  if (arrival.kind !== "message") return errandOf(arrival);
  const said = plain(arrival.text);
  return isSaid(said) ? errandIn(said.trim().replace(/^\/?check\s*/i, "")) : undefined;
};

async function turn(office: Office, arrival: Arrival, kept: unknown, found: unknown): Promise<State> {
  const state = (kept ?? {}) as State;
  const errand = wanted(arrival);
  const scene = await sceneOf(office, arrival, errand ? open.has(errand.verb) : true);
  if (!errand) return arrival.kind === "message" ? hear(scene, arrival, state) : state;
  if (arrival.place.kind !== "personal" && !open.has(errand.verb)) {
    if (errand.values) return state;
    const { verb, of, choice } = errand;
    await office.arrive({ id: office.newId(), place: withoutThread(scene.place), duty: pathTo(verb, of, choice), subject: "" });
    plainly({ ...scene, place: arrival.place }, "in_private");
    return state;
  }
  return run(scene, arrival, errand, state, found as Known);
}

async function hear(scene: Scene, arrival: Extract<Arrival, { kind: "message" }>, { asks, drawing }: State): Promise<State> {
  if (drawing) return { asks, drawing: await goOn({ ...scene, place: arrival.place }, drawing, { words: plain(arrival.text) }, arrival) };
  if (asks) await told(scene, arrival, asks);
  else scene.office.heardWords();
  return {};
}

async function run(scene: Scene, arrival: Arrival, errand: Errand, state: State, { intake }: Known): Promise<State> {
  const { office } = scene;
  const { words } = office;
  const { verb, of } = errand;
  switch (verb) {
    case "now":
      await askNow(scene, furtherButtons(scene, words));
      return state;
    case "answer":
    case "again":
    case "snooze":
    case "kept":
    case "retro":
    case "unsay":
    case "leave":
      if (arrival.kind !== "press") return state;
      return { ...state, asks: await tapped(scene, errand, arrival, state.asks) };
    case "skip":
      return {
        ...state,
        asks:
          arrival.kind === "press"
            ? await tapped(scene, errand, arrival, state.asks)
            : void plainly(scene, "skip_how", {}, press(words, "skip", "skip", scene.today)),
      };
    case "mine":
    case "erase":
    case "erase_all":
    case "erase_now":
      await ownErrand(scene, errand, arrival.kind === "press" && verb !== "mine" ? arrival : undefined);
      return state;
    case "team":
      await teamErrand(scene, of);
      return state;
    case "digest":
      await digest(scene, intake);
      await planDigest(scene);
      return state;
    case "replan":
      if (arrival.kind === "due") await planAll(office.w, office.workspace, office.at);
      return state;
    case "enrol":
      await enrolGroup(scene, of ?? "");
      await planDigest(scene);
      return state;
    case "enrolled":
      await tellEnrolled(scene, of ?? "");
      return state;
    case "chain":
    case "edit_chain":
    case "chain_new":
    case "chain_end":
    case "chain_undo":
    case "chain_leave":
      return { ...state, drawing: await chainErrand(scene, errand, state.drawing) };
    case "help":
    case "unknown":
      plainly(
        scene,
        verb,
        {},
        press(words, "now", "now"),
        press(words, "see_settings", "settings"),
        press(words, "mine", "mine"),
        press(words, "team", "team"),
        press(words, "chain", "chain"),
      );
      return state;
    default:
      await timesErrand(scene, errand);
      if (verb === "on") await planDigest(scene);
      return state;
  }
}

/** One digest a workspace, on the wall of whoever had it planned last. */
const planDigest = ({ office, zone }: Scene): Promise<void> => office.plan({ kind: pathTo("digest"), subject: everyone, dueAt: nextDigest(office.at, zone) });

/** What else there is, under a question that somebody asked for. */
const furtherButtons = ({ enrolment }: Scene, words: Words): Card => [
  { kind: "divider" },
  {
    kind: "buttons",
    buttons:
      enrolment && !enrolment.stoppedAt
        ? [opens(press(words, "settings", "settings")), press(words, "mine", "mine"), press(words, "team", "team"), press(words, "chain", "chain")]
        : [press(words, "on", "on"), press(words, "help", "help")],
  },
];

export const openChecks = (): Feature => ({
  name,
  spoken: isSaid,
  forGuests(arrival) {
    const errand = wanted(arrival);
    return errand === undefined || isOwnAffair(errand);
  },
  awaits(kept) {
    const { asks, drawing } = (kept ?? {}) as State;
    return asks !== undefined || drawing !== undefined;
  },
  prepare,
  turn,
  bulk: openBulk(),
  async amend(w, workspace, message, text) {
    const check = await checkByMessage(w, workspace, message);
    if (!check) return;
    const whose = { workspace, person: check.person };
    if (!text) return unsay(w, whose, check.date);
    const { working, pledge } = readTold(plain(text));
    await tell(w, whose, check.date, { working: working ? [working] : null, pledge: [pledge], message });
  },
  async form(on, { workspace, by, press: path, words }) {
    const errand = readPath(path);
    return errand && formOf(on, { workspace, person: by.id, errand, words });
  },
  async mistakes(on, submitted, words, now) {
    const errand = errandOf(submitted);
    if (!errand) return undefined;
    const found = Object.entries(await mistakesOf(on, { workspace: submitted.workspace, person: submitted.by.id, errand }, now));
    return found.length > 0 ? Object.fromEntries(found.map(([field, key]) => [field, words.label(`check.mistake.${key}`)])) : undefined;
  },
});
