/** Things to try next: the first minute of a newcomer, one step at a time. */
import type { Words } from "../../lib/i18n.ts";
import {
  type BrowserCompany,
  browserBotName,
  browserChannel,
  directMessagesOf,
  nameIn,
} from "./company.ts";
import type { Transcript } from "./transcript.ts";
import { conversationOfView, directPlace, teamPlace, type View } from "./view.ts";

/** A message to send with one tap, or a view to go to. */
export type Suggestion = { label: string } & ({ say: string } | { go: Partial<View> });

const teamRoles = /^(?:admin|team)$/;

interface SuggestionContext {
  view: View;
  company: BrowserCompany;
  transcript: Transcript;
  words: Words;
}

/** Returns what to try in a view; nothing in the middle of a conversation. */
export function suggestionsFor({
  view,
  company,
  transcript,
  words,
}: SuggestionContext): Suggestion[] {
  const { briefChannel, people, teamMember } = company;
  const say = (message: string): Suggestion => ({ label: message, say: message });
  const command = (name: string, typed: string): Suggestion => ({
    label: words.plain(`browser.try.${name}`),
    say: typed,
  });
  const go = (name: string, you: string, place: string): Suggestion => ({
    label: words.plain(`browser.try.${name}`, { name: nameIn(company, you) }),
    go: { you, in: place },
  });
  const direct = transcript.of(directMessagesOf(view.you));
  const isTeam = people.find(({ id }) => id === view.you)?.role.match(teamRoles) != null;
  const briefs = transcript.of(browserChannel(briefChannel));
  const hasBrief = briefs.some(({ card }) => card !== undefined);
  if (view.in === directPlace && !isTeam && !direct.some(({ by }) => by !== undefined))
    return ["wish", "broken", "routine"].map((name) => say(words.plain(`browser.say.${name}`)));
  if (view.in === teamPlace && isTeam)
    return [command("retro_start", "/retro start paying-customer")];
  if (view.in !== directPlace && transcript.of(conversationOfView(view)).length === 0) {
    if (view.in === teamPlace) return [go("as_team", teamMember, teamPlace)];
    const asker = people.find(({ role }) => !teamRoles.test(role))!;
    return view.in === briefChannel
      ? [go("ask", asker.id, directPlace)]
      : [say(`@${browserBotName} ${words.plain("browser.say.wish")}`)];
  }
  if (!hasBrief) return [];
  const toTeam: Suggestion = {
    label: words.plain("browser.try.team", { channel: `#${briefChannel}` }),
    go: { you: teamMember, in: briefChannel },
  };
  if (view.in === directPlace)
    return isTeam
      ? [command("check", "/check"), toTeam]
      : [
          toTeam,
          command("check", "/check"),
          { label: words.plain("browser.try.retro"), go: { you: teamMember, in: teamPlace } },
        ];
  return [];
}
