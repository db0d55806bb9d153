import { describe, expect, it } from "vitest";
import { splitRequests } from "../../../../src/nlu/rules/requests/split-requests.ts";

describe("splitRequests", () => {
  for (const [text, parts] of [
    [
      "We need Salesforce. Also, please reset my SAP password.",
      ["We need Salesforce.", "Also, please reset my SAP password."],
    ],
    [
      "Hi team, the projector in room 4 is stuck, I need a new keyboard, and we'd like Power BI",
      ["the projector in room 4 is stuck", "I need a new keyboard", "we'd like Power BI"],
    ],
    [
      "- l'imprimante du 2e ne marche plus\n- il me faudrait un accès au dossier achats",
      ["l'imprimante du 2e ne marche plus", "il me faudrait un accès au dossier achats"],
    ],
    [
      "- please give Anna access to SAP\n- we need a new CRM\n- could you fix the printer",
      ["please give Anna access to SAP", "we need a new CRM", "could you fix the printer"],
    ],
    [
      "need a licence for Visio please. and can you show me how to import the old diagrams?",
      ["need a licence for Visio please.", "can you show me how to import the old diagrams?"],
    ],
    [
      "Wir brauchen ein neues CRM. Außerdem bitte mein Passwort zurücksetzen.",
      ["Wir brauchen ein neues CRM.", "Außerdem bitte mein Passwort zurücksetzen."],
    ],
    [
      "We need a new laptop for Anna, access to the finance share and a dashboard for complaints",
      ["a new laptop for Anna", "access to the finance share", "a dashboard for complaints"],
    ],
    [
      "Il nous faut un ordinateur pour Anna, un accès au partage et un tableau de bord",
      ["un ordinateur pour Anna", "un accès au partage", "un tableau de bord"],
    ],
    [
      "We need a dashboard for claims, the scanner in hall 2 is broken since monday, and I need a new headset",
      [
        "We need a dashboard for claims",
        "the scanner in hall 2 is broken since monday",
        "I need a new headset",
      ],
    ],
    [
      "1. new laptop for Sara\n2. the VPN drops every hour\n3. a report of open invoices by region",
      ["new laptop for Sara", "the VPN drops every hour", "a report of open invoices by region"],
    ],
    [
      "I forgot my password. By the way, is there a tool for surveys?",
      ["I forgot my password.", "By the way, is there a tool for surveys?"],
    ],
    [
      "Neuer Laptop für Sara bitte. Und die VPN bricht ständig ab.",
      ["Neuer Laptop für Sara bitte.", "die VPN bricht ständig ab."],
    ],
    [
      "L'imprimante ne marche plus. Par ailleurs, il nous faudrait un outil de planning.",
      ["L'imprimante ne marche plus.", "Par ailleurs, il nous faudrait un outil de planning."],
    ],
    [
      "Necesitamos un CRM. Además, la impresora no funciona.",
      ["Necesitamos un CRM.", "Además, la impresora no funciona."],
    ],
    [
      "the projector in room 4 is dead, I need a new keyboard, and we'd like Power BI",
      ["the projector in room 4 is dead", "I need a new keyboard", "we'd like Power BI"],
    ],
    [
      "der Beamer in Raum 4 ist tot, ich brauche eine neue Tastatur und wir hätten gern Power BI",
      [
        "der Beamer in Raum 4 ist tot",
        "ich brauche eine neue Tastatur",
        "wir hätten gern Power BI",
      ],
    ],
    [
      "le projecteur est mort, j'ai besoin d'un nouveau clavier et nous aimerions Power BI",
      ["le projecteur est mort", "j'ai besoin d'un nouveau clavier", "nous aimerions Power BI"],
    ],
    [
      "el proyector no va, necesito un teclado nuevo y nos gustaría Power BI",
      ["el proyector no va", "necesito un teclado nuevo", "nos gustaría Power BI"],
    ],
    [
      "my mouse is broken and I need a licence for Miro",
      ["my mouse is broken", "I need a licence for Miro"],
    ],
    [
      "ma souris est cassée et il me faut une licence Miro",
      ["ma souris est cassée", "il me faut une licence Miro"],
    ],
    [
      "1) we need a booking tool 2) please add a field to the form",
      ["we need a booking tool", "please add a field to the form"],
    ],
  ] as const)
    it(`finds ${parts.length} in "${text}"`, () => expect(splitRequests(text)).toEqual(parts));

  for (const [first, announcement, second] of [
    [
      "locked out of the timetable system,",
      "and while I'm at it,",
      "the smartboard shows only blue",
    ],
    [
      "Il nous faudrait deux casques.",
      "Et tant que j'y suis,",
      "l'imprimante bourre à chaque page",
    ],
    [
      "Wir brauchen ein Headset,",
      "und wenn ich schon dabei bin,",
      "der Drucker druckt nur Streifen",
    ],
    ["Kannst du mein Passwort zurücksetzen?", "Nebenbei:", "der Beamer in B12 bleibt schwarz"],
    ["necesito acceso a compras.", "Ah, y otra cosa:", "la impresora imprime en blanco"],
    ["the badge reader is dead.", "Oh, one more thing:", "Priya starts Monday without a laptop"],
    ["il nous faut un scanner,", "et autre chose,", "le portail affiche une page blanche"],
    ["need a licence for Visio,", "and since I'm here,", "the beamer in B2 flickers all day"],
    ["necesitamos un lector,", "ya que estoy,", "el correo no me abre desde ayer"],
    ["ich brauche ein Headset.", "Noch was:", "die Waage in Halle 3 zeigt nichts an"],
    [
      "I need a headset for Lea.",
      "Unrelated:",
      "the lobby screen has shown yesterday's menu since noon",
    ],
    ["our VPN drops every hour,", "and now that you're here,", "Tom has no key card yet"],
    ["please reset my password.", "On another note,", "the label printer smears"],
    [
      "Ich brauche Zugriff auf SAP,",
      "und da ich gerade schreibe,",
      "das Telefon am Empfang rauscht",
    ],
    [
      "Mein Bildschirm flackert.",
      "Und bei der Gelegenheit:",
      "Jonas bräuchte ein zweites Netzteil",
    ],
    ["je voudrais un second écran.", "Pendant que j'y suis,", "la borne du hall reste noire"],
    ["mon badge ne marche plus.", "Rien à voir, mais", "le vidéoprojecteur clignote en salle 4"],
    ["necesito un teclado nuevo.", "De paso,", "la pantalla de recepción parpadea todo el día"],
    ["quisiera acceso a nóminas,", "y aprovechando que escribo,", "el escáner deja rayas negras"],
  ] as const)
    it(`begins another after "${announcement}"`, () => {
      const trimmed = first.replace(/,$/, "");
      expect(splitRequests(`${first} ${announcement} ${second}`)).toEqual([trimmed, second]);
    });

  for (const text of [
    "while I'm at work the printer is broken",
    "Please rename the project, and while you're at it, move it to Q3",
    "the scanner is broken, another thing that costs us hours",
    "We need a tool for surveys and something else for nobody",
    "We need a new CRM.",
    "Onboarding for Monday:\n• MacBook Pro 14\n• Okta, Slack, Jira\n• badge for building B",
    "We need a CRM. Today every rep keeps a list of his own. Orders get lost.",
    "The printer is broken. It has been like that since Monday. Please help.",
    "Could we have a tool for contracts? We lose track of them.",
    "hello",
    "We want to replace Jira with Linear and migrate all our tickets",
    "please rename the project, move it to Q3 and add Lea as owner",
    "Please create an account for Tom and give him access to SAP",
    "Need: - headset - webcam - docking station",
    "Salesforce with reports, dashboards and a mobile app",
    "We need Salesforce with reports, dashboards and a mobile app",
    "We need a portal with a calendar, a chat and a map",
    "We need SAP access for Anna, Tom and Lea",
    "I need a new scanner, the old one is broken, and customers wait",
    "licences for Ana, Ben and Carl",
    "Lizenzen für Ana, Ben und Carl",
    "des licences pour Ana, Ben et Carl",
    "licencias para Ana, Ben y Carl",
    "The printer on floor 2 is broken and I need to print the contracts",
    "Der Drucker ist kaputt und ich muss Verträge drucken",
  ])
    it(`finds one in "${text}"`, () => expect(splitRequests(text)).toEqual([text]));

  it("keeps a series of routine things together", () => {
    const text = "We need a desk, a chair and a laptop";
    expect(splitRequests(text, () => true)).toEqual([text]);
    expect(splitRequests(text, (part) => part !== "a laptop")).toHaveLength(3);
  });

  it("returns verbatim parts only", () => {
    const text = "Please add a field to the form, and give Pavel access. We need a chatbot too.";
    for (const part of splitRequests(text)) expect(text).toContain(part);
  });
});

it.each([
  ["we need a dashboard for the depot, maybe a second screen too", "maybe a second screen too"],
  [
    "eine Lizenz für Visio und vielleicht noch einen zweiten Bildschirm",
    "vielleicht noch einen zweiten Bildschirm",
  ],
  [
    "il me faut un casque et peut-être aussi un deuxième écran",
    "peut-être aussi un deuxième écran",
  ],
  ["la impresora no va, quizá otra pantalla", "quizá otra pantalla"],
])("finds what may be wanted too in %j", (text, second) => {
  expect(splitRequests(text)[1]).toBe(second);
});

it("separates an order from a fault of another thing, not from its reason", () => {
  const isRoutine = (part: string) => part.includes("mouse") || part.includes("badge");
  const isReported = (part: string) => part.includes("paper") || part.includes("slow");
  const split = (text: string) => splitRequests(text, isRoutine, isReported);
  expect(split("I need a new mouse and the printer upstairs takes no paper")).toEqual([
    "I need a new mouse",
    "the printer upstairs takes no paper",
  ]);
  for (const one of ["I need a new mouse and the old one is too slow", "a badge and the paper"])
    expect(split(one)).toEqual([one]);
});
