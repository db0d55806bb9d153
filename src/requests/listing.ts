/** Lists of requests: "where is my request?", a home page, what the team has, what is broken. */
import { pathTo } from "../organisation/errand.ts";
import type { Button, Element } from "../surface/card.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { clockWords } from "./clock-words.ts";
import { mention } from "./mention.ts";
import { type Press, pressOf } from "./press.ts";
import type { View } from "./question-card.ts";
import type { Backlog, Listed, Say } from "./say.ts";

/** Lists are cut here, with a word on the rest: at two blocks a line that is 40 of the 50 blocks of a Slack message. */
const mostListed = 20;

/** Whose list it is: somebody's own, the team's, or one of anybody's requests. */
type Eyes = "own" | "team" | "others";

type Seen = Pick<View, "words" | "conversation">;

/** One line a request: its state, who has it, the clock that runs, and one button. Plain text in the line itself, beside which Slack puts the button. */
export function listed(requests: readonly Listed[], eyes: Eyes, seen: Seen, most = mostListed): Element[] {
  const shown = requests.slice(0, most).map(
    (one): Element => ({
      kind: "item",
      text: [seen.words.label("where.line", { number: one.number, title: plain(one.title) })],
      note: noteOf(one, eyes, seen.words),
      button: buttonOf(one, eyes, seen),
    }),
  );
  const more = requests.length - shown.length;
  return more > 0 ? [...shown, { kind: "note", text: seen.words("where.more", { count: more }) }] : shown;
}

function noteOf(one: Listed, eyes: Eyes, words: Words): Prose {
  const { status, since, owner, requester, clocks, asks, lead } = one;
  const { running } = clocks;
  const parts: Prose[] = [
    ...(eyes === "own" ? [] : [words("where.from", { requester: mention(requester) })]),
    ...(lead === undefined ? [] : [words("where.part_of", { lead })]),
    ...(eyes !== "own" || asks === undefined || asks === "talk" || status === "alternative_proposed" ? [] : [words(`where.asks.${asks}`)]),
    owner ? words("where.owner", { owner: mention(owner), since }) : words("where.standing", { status: words.label(`requests.status.${status}`), since }),
    ...(running ? [clockWords(running, clocks[running], eyes, requester, words)] : []),
  ];
  return parts.flatMap((part, index): Prose => [...(index > 0 ? [" · "] : []), ...part]);
}

function buttonOf({ request, asks }: Listed, eyes: Eyes, { words, conversation }: Seen): Button {
  const button = (label: string, press: Press, more: { opensForm?: true } = {}): Button => ({ label: words.label(label), press: pressOf(press), ...more });
  const here = conversation.talks.some((talk) => talk.request === request && talk.phase !== "done");
  if (eyes === "own" && asks === "question") return button("life.button.answer", { verb: "act", request, act: "answer" }, { opensForm: true });
  if (eyes === "own" && asks === "talk" && here) return button("requests.button.resume", { verb: "resume", request });
  return button("where.button.show", { verb: "show", request });
}

/** What is broken comes first, and is always to be seen. */
function backlogLine({ count, since }: Backlog, words: Words): Element {
  const button: Button = { label: words.label("where.button.backlog"), press: pressOf({ verb: "backlog" }) };
  return { kind: "item", text: [words.label("where.backlog", { count, since: since ?? new Date(0) })], ...(count > 0 && { button }) };
}

/** Somebody's own requests. The answer to a question is no longer than that; a page of its own has sections, the backlog and what else can be done. */
export function myRequests({ requests, backlog }: Extract<Say, { say: "mine" }>, view: View): Element[] {
  const { words } = view;
  const heading = (key: string): Element => ({ kind: "heading", text: words(`where.heading.${key}`) });
  const counted: Element = { kind: "text", text: words("where.mine", { count: requests.length }) };
  const ask: Button = { label: words.label("requests.button.ask"), press: pressOf({ verb: "ask" }), opensForm: true };
  const settings: Button = { label: words.label("organisation.button.settings"), press: pathTo("settings") };
  const check: Button = { label: words.label("check.button.check"), press: "check/settings" };
  const [waiting, others] = [requests.filter(({ asks }) => asks !== undefined), requests.filter(({ asks }) => asks === undefined)];
  const room = Math.max(1, mostListed - waiting.length);
  const sections =
    waiting.length > 0 && others.length > 0
      ? [heading("waiting"), ...listed(waiting, "own", view), heading("others"), ...listed(others, "own", view, room)]
      : listed(requests, "own", view);
  if (!backlog) return [counted, ...sections, ...(requests.length === 0 ? [{ kind: "buttons" as const, buttons: [ask] }] : [])];
  return [counted, ...sections, { kind: "divider" }, backlogLine(backlog, words), { kind: "buttons", buttons: [ask, check, settings] }];
}

/** What the team has, or what of it is broken. */
export function work({ of, requests, backlog }: Extract<Say, { say: "work" }>, view: View): Element[] {
  const { words } = view;
  return [
    { kind: "text", text: words(`where.${of}`, { count: requests.length, since: backlog?.since ?? new Date(0) }) },
    ...listed(requests, "team", view),
    ...(backlog && of === "team" ? [backlogLine(backlog, words)] : []),
  ];
}
