/** The forms behind a board's buttons, and what is wrong with one that came back: tried on the board as it stands, with nothing written. */
import type { Feature } from "../feature.ts";
import { groupsOf } from "../organisation/groups.ts";
import { read as remembered } from "../storage/conversations.ts";
import type { Reader } from "../storage/store.ts";
import { type Person, type Place, placeKey, withoutThread } from "../surface/place.ts";
import { isDate } from "../working-time.ts";
import { type BoardAsker, boardAskerOf, carriedHome, homeIn, isAt, isOpenTo } from "./access.ts";
import { actsOf } from "./acts.ts";
import { isRevealed } from "./board.ts";
import { errandOf, name, readPath } from "./errand.ts";
import { actionForm, facilitateForm, groupForm, remarkForm, removeForm, splitForm, startForm, voteForm, writeForm } from "./forms.ts";
import { decide, isRefusal } from "./machine.ts";
import { readBoard } from "./records.ts";
import { contextOf, type House, todayIn, viewOf, zoneOf } from "./room.ts";
import { mention } from "./view.ts";

/** Somebody who fills in a form, with the channel in which they asked for it. */
async function boardAskerAt(on: Reader, { workspace, by, place }: { workspace: string; by: Person; place: Place }): Promise<BoardAsker> {
  const known = await remembered(on, workspace, placeKey(withoutThread(place)));
  const state = known?.state as { [name]?: { home?: string } } | undefined;
  return boardAskerOf(by.id, place, state?.[name]?.home);
}

export function openForms({ seals, templates }: House): Required<Pick<Feature, "form" | "mistakes">> {
  return {
    async form(on, { workspace, by, place, press, words }) {
      const path = readPath(press);
      if (!path) return undefined;
      const { verb, id = "", more } = path;
      const asker = await boardAskerAt(on, { workspace, by, place });
      if (verb === "start") {
        const home = id ? homeIn(id, place) : withoutThread(place);
        if (more.length > 0 || !home || !isAt(asker, placeKey(home))) return undefined;
        return startForm(words, { templates, groups: await groupsOf(on, workspace), home: carriedHome(home) });
      }
      const board = (await isOpenTo(on, workspace, id, asker)) ? await readBoard(on, seals, workspace, id) : undefined;
      if (!board || board.locked || board.people.some(({ person, observer }) => person === by.id && observer)) return undefined;
      const token = seals.token(id, by.id);
      const facilitates = board.facilitator === by.id;
      switch (verb) {
        case "write":
          return board.phase === "opening" || board.phase === "collect"
            ? writeForm(
                words,
                board,
                board.sealed.filter((note) => note.token === token),
              )
            : undefined;
        case "vote":
          return board.phase === "vote" ? voteForm(words, board, by.id) : undefined;
        case "group":
          return facilitates && board.phase === "group" ? groupForm(words, board) : undefined;
        case "split":
          return facilitates ? splitForm(words, board) : undefined;
        case "remove":
          return facilitates ? removeForm(words, board) : undefined;
        case "remark":
          return remarkForm(words, board, more[0] ?? "");
        case "propose":
          return isRevealed(board.phase) && board.phase !== "closed" ? actionForm(words, board) : undefined;
        case "keep": {
          const action = board.actions.find((one) => one.id === more[0]);
          return facilitates && action ? actionForm(words, board, action) : undefined;
        }
        case "facilitate":
          return facilitates ? facilitateForm(words, board) : undefined;
        default:
          return undefined;
      }
    },
    async mistakes(on, submitted, words, now) {
      const errand = errandOf(submitted);
      const { workspace, by, values } = submitted;
      if (!errand) return undefined;
      const zone = await zoneOf(on, workspace, by.id);
      const today = todayIn(zone, now);
      const past = (field: "until" | "due") =>
        values[field] && (!isDate(values[field]) || values[field] < today) ? { [field]: words.label("retro.mistake.past") } : undefined;
      if (errand.verb === "start") return past("until");
      const id = errand.id ?? "";
      const board = (await isOpenTo(on, workspace, id, await boardAskerAt(on, submitted))) ? await readBoard(on, seals, workspace, id) : undefined;
      if (!board) return { "": words.label("retro.gone") };
      if (past("due")) return past("due");
      let tried = board;
      for (const act of actsOf(errand, board, { person: by.id, token: seals.token(board.id, by.id), today, zone }) ?? []) {
        const next = decide(tried, act, contextOf(by.id, now));
        if (isRefusal(next)) {
          const view = await viewOf(on, words, now, board);
          const values = { facilitator: mention(view.person(board.facilitator)), phase: words.label(`retro.phase.${board.phase}`), budget: board.budget };
          return { "": words.label(`retro.refused.${next}`, values) };
        }
        tried = next;
      }
      return undefined;
    },
  };
}
