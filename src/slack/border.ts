/** Access check on what comes from Slack: outsiders are answered once where they address the bot, and nothing of theirs goes further. */
import type { Arrival, ArrivalOf } from "../surface/arrival.ts";
import type { Membership } from "../surface/membership.ts";
import type { Place } from "../surface/place.ts";
import type { Core } from "../surface/surface.ts";
import { wordsFor } from "../words.ts";
import { authorClaimsOf, type Claims, claimsOf, isPlain, membershipIn } from "./membership.ts";
import { ViewSubmission } from "./payloads.ts";
import type { Seat } from "./seats.ts";
import { escapeMrkdwn } from "./text.ts";
import { corrections } from "./views.ts";

interface Border {
  workspace: string;
  seat: Pick<Seat, "identity" | "profiles">;
}

export const teamOf = (workspace: string): string => workspace.slice("slack:".length);

/** Asks Slack where the payload does not tell, and once about each person: an ordinary message of somebody known waits for no call. */
async function decide({ workspace, seat }: Border, claims: Claims, person: string): Promise<Membership> {
  const team = teamOf(workspace);
  if (person === seat.identity.bot) return "member";
  const known = isPlain(team, claims) && !claims.shared ? seat.profiles.known(person) : undefined;
  const profile = known ?? (await seat.profiles.of(person));
  return membershipIn(team, claims, profile);
}

/** Decides on the person who did what a payload tells. */
export const membershipOfActor = (border: Border, payload: object, person: string): Promise<Membership> => decide(border, claimsOf(payload), person);

/** Attributes the words of an outsider to the colleague who pointed at them: nothing else of their author is kept. */
export async function attributed(border: Border, payload: object, pointed: ArrivalOf<"pointed">): Promise<ArrivalOf<"pointed">> {
  const { author, by } = pointed;
  const isPerson = /^[UW]/.test(author.id) && author.id !== by.id;
  const from = isPerson ? await decide(border, authorClaimsOf(payload), author.id) : "member";
  return from === "outsider" ? { ...pointed, author: by, outside: true } : pointed;
}

/** Returns the thread to answer in. Direct messages go by their channel, so that no id of an outsider is kept. */
function threadOf({ place, address }: Arrival, under?: string): Place | undefined {
  const thread = place.thread ?? under;
  const channel = typeof address === "object" && address !== null && "channel" in address ? address.channel : undefined;
  const id = place.kind === "personal" ? channel : place.id;
  return typeof id === "string" ? { surface: "slack", kind: "channel", id, ...(thread !== undefined && { thread }) } : undefined;
}

/** Answers an outsider who addressed the bot: in the thread, or with the acknowledgement that it returns. */
export async function turnAway(core: Core, payload: object, [arrival]: readonly Arrival[]): Promise<object | undefined> {
  if (!arrival) return undefined;
  const { workspace, by, kind } = arrival;
  const sentence = async (): Promise<string> => wordsFor(await core.language({ workspace, by })).label("membership.outsider.slack");
  const tell = async (place: Place | undefined): Promise<undefined> => void (place && (await core.tellOutsider({ workspace, place })));
  switch (kind) {
    case "message":
      return arrival.addressed ? tell(threadOf(arrival)) : undefined;
    case "press":
      return arrival.card === undefined ? undefined : tell(threadOf(arrival, arrival.card));
    case "command":
      return { response_type: "ephemeral", text: escapeMrkdwn(await sentence()) };
    case "submitted": {
      const { view } = ViewSubmission.parse(payload);
      return view.blocks.some(({ type }) => type === "input") ? corrections(view, { form: await sentence() }) : undefined;
    }
    default:
      return undefined;
  }
}
