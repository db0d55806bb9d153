/** The made-up company of the demo: Norlund Pumps, its people, groups, services and customers. */
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import {
  type BrowserCompany,
  browserChannel,
  browserWorkspace,
} from "../../platforms/browser/company.ts";

/** Workspace of the demo, which its people see in the browser. */
export const demoWorkspace = browserWorkspace;

/** The team's channel. */
export const teamChannel: ConversationRef = browserChannel("it-requests");

export interface DemoPerson {
  id: string;
  name: string;
}

const peopleOf = (mark: string, names: readonly string[]): DemoPerson[] =>
  names.map((name, index) => ({ id: `U${mark}${index + 1}`, name }));

/** The IT team; its first member administers the workspace, and is the visitor of the pages. */
export const team = peopleOf("TEAM", [
  "Maren Tolk",
  "Piet Vasko",
  "Ilka Brandur",
  "Joss Amsel",
  "Ruta Velde",
]);

/** Approves new solutions. */
export const approver: DemoPerson = { id: "UBOARD1", name: "Hedda Wessing" };

export interface DemoGroup {
  name: string;
  strategy: string;
  channel: ConversationRef;
  people: readonly DemoPerson[];
}

const groupOf = (
  mark: string,
  name: string,
  strategy: string,
  people: readonly string[],
): DemoGroup => ({
  name,
  strategy,
  channel: browserChannel(name.toLowerCase()),
  people: peopleOf(mark, people),
});

/** The three business groups; the first member of each is its advocate. */
export const groups: readonly DemoGroup[] = [
  groupOf("SALES", "Sales", "Every customer gets a delivery date in the first call.", [
    "Anouk Feller",
    "Bero Lindgaard",
    "Cosima Rauh",
    "Dario Menke",
    "Elin Sorge",
    "Falk Oster",
  ]),
  groupOf("SERVICE", "Service", "A pump that stands still runs again within two days.", [
    "Greta Noll",
    "Hanno Kries",
    "Imke Dorn",
    "Jaro Pelz",
    "Kaja Winther",
    "Lasse Bruhn",
  ]),
  groupOf("PLANT", "Plant", "We build what was promised, on the day that was promised.", [
    "Mila Horvat",
    "Nils Ebert",
    "Ona Strand",
    "Paavo Reiter",
    "Quinn Madsen",
    "Runa Geller",
  ]),
];

/** Paying customers of Norlund Pumps. */
export const customers = [
  "Aldersee Dairy",
  "Brunnthal Water Works",
  "Corvo Foods",
  "Dunmoor Brewery",
  "Estrela Mills",
  "Fjordvik Aquaculture",
] as const;

export const streams = ["Offer to order", "Order to delivery", "Fault to repair"] as const;

/** The company on the page in the browser: four people of the groups, and two of the team. */
export const pageCompany: BrowserCompany = {
  people: [
    ...groups[0]!.people.slice(0, 2).map((person) => ({ ...person, role: "sales" })),
    { ...groups[1]!.people[0]!, role: "service" },
    { ...groups[2]!.people[0]!, role: "plant" },
    { ...team[0]!, role: "admin", isAdmin: true },
    { ...team[1]!, role: "team" },
  ],
  channels: [teamChannel.id, ...groups.map(({ channel }) => channel.id)],
  briefChannel: teamChannel.id,
  teamMember: team[0]!.id,
};
