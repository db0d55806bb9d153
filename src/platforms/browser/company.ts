/** People and channels of the browser workspace, and the addresses of its places. */
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";

/** Workspace of the page. No other platform has its name, so nothing else can be reached from it. */
export const browserWorkspace = "browser";

/** Id of the bot as an author, and the name that people mention. */
export const botId = "entwine";

/** Name of the bot on the page. */
export const browserBotName = "Entwine";

/** A made-up colleague. `role` is a text of `browser.role.<role>`. */
export interface Colleague extends Required<Person> {
  role: string;
  isAdmin?: true;
}

/** The made-up company: its people and places. */
export interface BrowserCompany {
  /** The first one is the person whom a newcomer starts as. */
  people: readonly Colleague[];
  /** Names of the channels, which are their ids too. */
  channels: readonly string[];
  /** Channel that gets the briefs, and the person of the team who is suggested to read them. */
  briefChannel: string;
  teamMember: string;
}

/** The company of `npm start`. */
export const madeUpCompany: BrowserCompany = {
  people: [
    { id: "maria", name: "Maria Sandoval", role: "sales" },
    { id: "ben", name: "Ben Okafor", role: "sales" },
    { id: "lena", name: "Lena Hartmann", role: "support" },
    { id: "petra", name: "Petra Novak", role: "accounts" },
    { id: "tom", name: "Tom Becker", role: "admin", isAdmin: true },
    { id: "aisha", name: "Aisha Rahman", role: "team" },
  ],
  channels: ["field-sales", "it-requests", "it-team"],
  briefChannel: "it-requests",
  teamMember: "tom",
};

/** Returns the place of a person's direct messages with the bot. */
export const directMessagesOf = (person: string): ConversationRef => ({
  platform: "browser",
  kind: "personal",
  id: person,
});

/** Returns the place of a channel. */
export const browserChannel = (id: string): ConversationRef => ({
  platform: "browser",
  kind: "channel",
  id,
});

/** Returns a person's name, the bot's included, or the id of an unknown one. */
export const nameIn = ({ people }: BrowserCompany, id: string): string =>
  id === botId ? browserBotName : (people.find((person) => person.id === id)?.name ?? id);
