/**
 * Sentences of the demo's people about each service: requests, and answers to the partner
 * questions. `{customer}` is a paying customer, `{where}` a part of the company.
 */
import type { RequestKind } from "../../nlu/judge.ts";

export interface Story {
  kind: RequestKind;
  service: string;
  text: string;
  /** Answers by question. */
  answers: Readonly<Record<string, string>>;
}

/** Texts of one service: wishes with need, customer effect and measure; faults; routine; advice. */
interface ServiceStories {
  wishes: readonly [text: string, need: string, effect: string, measure: string][];
  faults: readonly [text: string, symptom: string][];
  routines: readonly string[];
  advice?: readonly [text: string, decision: string];
}

export const places = [
  "the north team",
  "the south team",
  "the night shift",
  "hall 3",
  "the spare parts counter",
  "the test bench",
  "the export desk",
  "the dispatch office",
];

const services: Readonly<Record<string, ServiceStories>> = {
  OrderDesk: {
    wishes: [
      [
        "We need a dashboard of open orders in OrderDesk for {where}",
        "At month end we copy the open orders by hand from three lists, and that takes us two days",
        "{customer} would get a delivery date in the same call and would not have to wait two days",
        "a date given in the first call in nine of ten cases, three months from now",
      ],
      [
        "Please change the order form in OrderDesk so that {where} can enter a second address",
        "We write the second address into the remarks, and every third parcel goes to the wrong gate",
        "{customer} would get the pump at the right gate, and would not have to drive it across",
        "fewer than two parcels a month at the wrong gate, by the end of next quarter",
      ],
      [
        "Please change the discount field in OrderDesk so that {where} can see the old price as well",
        "They ask the office for the old price before each offer, and the customer waits on the phone",
        "{customer} would hear the price while still on the phone",
        "no calls about old prices in the office in six weeks",
      ],
    ],
    faults: [
      ["OrderDesk freezes three times a day since the update", "it freezes when an order is saved"],
      ["OrderDesk shows the wrong stock for {where} again", "the stock is that of yesterday"],
    ],
    routines: ["Please give me access to OrderDesk", "Please reset my password for OrderDesk"],
    advice: [
      "Should we buy or build the next price list for {where}? What would you advise us to do?",
      "whether we keep the price list in OrderDesk or buy a tool for it",
    ],
  },
  FieldMap: {
    wishes: [
      [
        "We need a new app for {where} that shows the tours of the day, in FieldMap or beside it",
        "The technicians ring the office for the next address, up to nine times a day each",
        "{customer} would know the hour in which the technician comes",
        "half as many calls to the office as today, two months from now",
      ],
      [
        "We would like FieldMap to show the history of a pump to {where}",
        "They stand before the pump and cannot see what was repaired there last year, so they start over",
        "{customer} would have the pump running after one visit and not after two",
        "repairs done in the first visit in eight of ten cases by the end of next quarter",
      ],
    ],
    faults: [
      ["FieldMap does not load the map for {where}", "the map stays grey after signing in"],
      ["FieldMap crashes on the tablets of {where}", "it closes when a photo is added"],
    ],
    routines: ["I need a new tablet for our starter", "Please give me access to FieldMap"],
  },
  PartsShop: {
    wishes: [
      [
        "We would like the spare parts of {where} in PartsShop",
        "Customers send a photo of the broken part by mail, and we search for its number by hand",
        "{customer} would order the part in the evening without ringing us first",
        "one in three parts ordered without a call, in ninety days",
      ],
      [
        "Please change PartsShop so that it says when a part is in stock again",
        "People order twice because they do not hear from us, and we cancel one of the orders",
        "{customer} would plan the repair for the right day",
        "fewer than five double orders a month in two months",
      ],
    ],
    faults: [
      [
        "PartsShop is down, and the counter cannot sell anything",
        "an error page since this morning",
      ],
      ["The search of PartsShop finds no seals any more", "it finds nothing for the word seal"],
    ],
    routines: ["Please give me access to the PartsShop folder"],
    advice: [
      "Should PartsShop take payments by card? What would you advise us to do?",
      "whether we offer card payments in PartsShop from next spring on",
    ],
  },
  PlantBoard: {
    wishes: [
      [
        "We need a screen for {where} with the orders of the day from PlantBoard",
        "The shift leader prints the list at six, and by ten half of it is wrong",
        "{customer} would get the pump on the promised day and not two days later",
        "nine of ten pumps leave on the promised day, three months from now",
      ],
      [
        "Please change PlantBoard so that {where} can report a missing part",
        "A missing part is told by word of mouth, and the order stands still for a day",
        "Nobody outside of the company notices it, it saves us the evening call",
        "an order stands still for less than two hours, in eight weeks",
      ],
    ],
    faults: [
      ["PlantBoard hangs on the screens of {where}", "the screen shows the shift of yesterday"],
      ["The label printer of {where} is broken again", "it prints half of each label"],
    ],
    routines: ["I need a headset for {where}", "Please give me access to PlantBoard"],
  },
  PayRoll: {
    wishes: [
      [
        "Please change the overtime form in PayRoll so that {where} can send it from the phone",
        "The shift fills in paper, and one person types all of it into PayRoll every Friday",
        "Nobody outside of the company notices it, this is for our colleagues",
        "no paper forms any more, in two months",
      ],
    ],
    faults: [
      ["PayRoll calculates the night hours wrongly", "the hours after midnight are missing"],
    ],
    routines: ["I'm locked out of PayRoll again"],
  },
};

/** Share of each kind among a hundred requests. */
export const kindWeights = {
  new_solution: 22,
  change: 24,
  factory_issue: 26,
  standard_service: 22,
  advice: 4,
};

const isNew = (text: string): boolean => !text.startsWith("Please change");

const answersAboutFaults = {
  since: "since last Tuesday, several times a day",
  affected: "eight people of {where}, and everybody who rings them",
};

/** Every story, by kind. */
export const stories: readonly Story[] = Object.entries(services).flatMap(
  ([service, { wishes, faults, routines, advice }]): Story[] => [
    ...wishes.map(
      ([text, need, customer, measure]): Story => ({
        kind: isNew(text) ? "new_solution" : "change",
        service,
        text,
        answers: { need, customer, measure, owner: "Greta Noll of Service looks after them" },
      }),
    ),
    ...faults.map(
      ([text, symptom]): Story => ({
        kind: "factory_issue",
        service,
        text,
        answers: { symptom, ...answersAboutFaults },
      }),
    ),
    ...routines.map(
      (text): Story => ({ kind: "standard_service", service, text, answers: { item: service } }),
    ),
    ...(advice
      ? [
          {
            kind: "advice",
            service,
            text: advice[0],
            answers: { decision: advice[1], deadline: "in six weeks" },
          } satisfies Story,
        ]
      : []),
  ],
);

/** What the team says. */
export const teamWords = {
  questions: [
    "How many people use it on a normal day?",
    "Which of the two lists is the right one when they differ?",
    "Can you show us how you do it today, for half an hour this week?",
  ],
  declines: [
    "This would tie us to a vendor whom we leave next year.",
    "Two people would use it once a year, and it needs care every week.",
  ],
  alternatives: [
    "The weekly list that OrderDesk sends has the same figures; we set it up for you.",
    "PartsShop can do this with a saved search, which we show you in ten minutes.",
    "The board in hall 3 has a free column for it, and costs nothing.",
  ],
  postponements: [
    "The new server comes first, and both need the same two people.",
    "We wait for the audit, because it may change the form.",
  ],
  deliveries: [
    "It is live for all of you. The short guide is pinned in your channel.",
    "It runs since this morning, and we watch it until Friday.",
    "Done together with {where}; tell us what is missing.",
  ],
  waits: "The clean-up of the old reports waits for it.",
} as const;

/** What requesters say: answers to the team, objections, and words on the outcome. */
export const requesterWords = {
  answers: [
    "About twelve people, most of them in the morning.",
    "The list of OrderDesk is the right one.",
    "Gladly, on Thursday at ten.",
  ],
  objections: ["That takes us another hour a day, which is why we asked."],
  outcomes: {
    yes: [
      "{customer} told us on the phone that it works for them.",
      "We count half as many calls as before.",
      "It is used every day, and we see it in the figures of this month.",
    ],
    partly: [
      "It helps in the mornings; on Mondays we still do it by hand.",
      "Two of the three lists are gone, the third one is still there.",
    ],
    no: [
      "The calls are as many as before, because the dates are still wrong.",
      "Nobody opens it, the old list is quicker.",
    ],
  },
  changes: ["Please say what it costs in a year, then I can decide."],
} as const;

export const retroNotes = [
  "the date was right on the first call",
  "we waited nine days for an answer about the form",
  "the workshop with IT at the counter",
  "three tools for one list",
  "the label printer stops in every early shift",
  "new colleagues learn FieldMap in one morning",
  "nobody knows who decides on prices",
] as const;

export const retroActionTexts = [
  "Invite one customer to the next test",
  "Throw away the two lists that nobody reads",
  "Sit beside the night shift for an hour",
  "Agree on one owner of the price list",
] as const;
