import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deriveRequestTitle,
  titleMaxCharacters,
  withCorrections,
} from "../../../../src/nlu/rules/requests/request-title.ts";

const wishes: Record<string, [message: string, title: string][]> = {
  en: [
    ["We need Salesforce for the field team", "Salesforce for the field team"],
    ["I need a bigger screen because of my eyes", "Bigger screen"],
    ["hey! we need hootsuite. cheers", "Hootsuite"],
    ["we need a price list app for #… for @here", "Price list app"],
    ["can you ask @… whether we could get a CRM", "CRM"],
    [
      "Good morning,\n\nI wonder whether it might be at all possible to have a map of roadworks, when you have a moment.\n\nWith kind regards\nHarold Pym\nHighways",
      "Map of roadworks",
    ],
    ["different thing, could we have a shared inbox for bookings", "Shared inbox for bookings"],
    ["Ich wollte mal fragen ob es möglich wäre dass wir einen Beamer bekommen", "Beamer"],
    ["Bonjour Madame, Monsieur,\nSerait-il envisageable d'avoir un badge ?", "Badge"],
    ["Nos vendría genial una app para que los socios reserven", "App para que los socios reserven"],
    [
      "great!! one thing, a badge for Dr. Lee on St. Anna ward",
      "Badge for Dr. Lee on St. Anna ward",
    ],
    ["no, que aún no lo pedí. un portátil para Laura", "Portátil para Laura"],
    ["wir brauchen einen neuen Stuhl... ach nein, Monitor", "Monitor"],
    [
      "FW: badge\n\nsee below\nMia\n\n-----Original Message-----\nFrom: Jo\nSent: Monday\n\nWe need a badge",
      "Badge",
    ],
    [
      "Good morning everyone, could you please set up a shared mailbox for the claims team? Thanks, Jo",
      "Shared mailbox for the claims team",
    ],
    ["Hi Tom, I'd like to have a second monitor at my desk", "Second monitor at my desk"],
    ["URGENT: access to the payroll share for Nadia", "Access to the payroll share for Nadia"],
    ["[urgent] badge printer for the front desk pls", "Badge printer for the front desk"],
    ["We need Salesforce for the field team, this is urgent", "Salesforce for the field team"],
    ["Wir brauchen ein zweites Lesegerät, es ist sehr dringend", "Ein zweites Lesegerät"],
    ["il nous faut un badge, c'est urgent", "Badge"],
    ["by the way, could you give Pete access to SAP", "Pete access to SAP"],
    ["Außerdem brauchen wir einen zweiten Drucker", "Einen zweiten Drucker"],
    ["par ailleurs il nous faut un scanner", "Scanner"],
    ["por cierto, necesitamos otra pantalla", "Otra pantalla"],
    ["my boss wants a dashboard for late deliveries", "Dashboard for late deliveries"],
    ["Our head of sales would like the price list as an app", "The price list as an app"],
    [
      "@entwine can I get a licence for Figma because I start designing on Monday",
      "Licence for Figma",
    ],
    ["Is there any chance of getting a bigger screen?", "Bigger screen"],
    ["Would it be possible to send invoices by text message", "Send invoices by text message"],
    ["I was wondering if we could get a projector for room 12", "Projector for room 12"],
    ["looking for something that books meeting rooms", "Something that books meeting rooms"],
    ["For the night shift we need two more scanners", "Two more scanners for the night shift"],
    ["Stock is counted on paper and typed in at night. We need a scanner app.", "Scanner app"],
    ["we want to see stock on our phones so that we can promise a date", "See stock on our phones"],
    ["Subject: New phone system\n\nHi all,\nthe old one is from 2009.", "New phone system"],
    ["Request title: Key cabinet\nWho: porters", "Key cabinet"],
    ["add Lea to the press list, please", "Add Lea to the press list"],
    ["Please rename the field “motive” to “reason”!", "Rename the field “motive” to “reason”"],
    ["Quick question: can someone reset my badge", "Reset my badge"],
    ["Which tool do you recommend for surveys?", "Which tool do you recommend for surveys?"],
    ["a tablet for the workshop :)", "Tablet for the workshop"],
    ["Sorry to bother you again. I need a laptop bag.", "Laptop bag"],
    ["👋 hey, can we get a stamp app?", "Stamp app"],
    ["Price list app for @… for the field team", "Price list app for the field team"],
    ["fyi:\n> could IT give us a key?\ncan you do this", "Key"],
    ["get us hubspot", "Hubspot"],
  ],
  de: [
    ["Wir brauchen Salesforce für den Außendienst", "Salesforce für den Außendienst"],
    ["Für die Nachtschicht brauchen wir zwei Scanner", "Zwei Scanner für die Nachtschicht"],
    [
      "Hallo zusammen, könnt ihr bitte einen Verteiler für den Einkauf anlegen? Danke euch!",
      "Verteiler für den Einkauf anlegen",
    ],
    ["Moin, ich hätte gern einen zweiten Bildschirm", "Einen zweiten Bildschirm"],
    [
      "wir brauchen dringend einen Zugang zum Lagerprogramm, damit wir die Bestände sehen",
      "Zugang zum Lagerprogramm",
    ],
    ["Mein Chef möchte ein Dashboard für Retouren haben", "Dashboard für Retouren"],
    ["DRINGEND! Lizenz für Figma", "Lizenz für Figma"],
    ["Betreff: Terminbuchung Werkstatt\nBudget: offen", "Terminbuchung Werkstatt"],
    ["Gibt es die Möglichkeit, Rechnungen per SMS zu schicken?", "Rechnungen per SMS zu schicken"],
    ["Fr. Seidel bräuchte Zugriff auf Ordner 12", "Fr. Seidel bräuchte Zugriff auf Ordner 12"],
    ["Lohnt sich ein eigener Plotter?", "Lohnt sich ein eigener Plotter?"],
    [
      "Ordner Kita aus Versehen gelöscht, bitte wiederherstellen",
      "Ordner Kita aus Versehen gelöscht",
    ],
    ["Liebe IT, wir bitten um drei Headsets", "Drei Headsets"],
    ["Hiermit beantrage ich eine Lizenz für Visio", "Lizenz für Visio"],
  ],
  fr: [
    ["Il nous faut Salesforce pour l’équipe terrain", "Salesforce pour l’équipe terrain"],
    ["Pour l'équipe de nuit il nous faut deux douchettes", "Deux douchettes pour l'équipe de nuit"],
    [
      "Bonjour à tous, pourriez-vous créer une boîte partagée pour les achats ? Merci d'avance",
      "Créer une boîte partagée pour les achats",
    ],
    ["j'aimerais avoir un deuxième écran svp", "Deuxième écran"],
    ["Nous avons besoin d'un accès au dossier paie parce que Léa part", "Accès au dossier paie"],
    ["Notre directrice veut un tableau de bord des retours", "Tableau de bord des retours"],
    ["URGENT : badge pour le nouvel apprenti", "Badge pour le nouvel apprenti"],
    ["Objet : suivi des clés\nDemandeur : accueil", "Suivi des clés"],
    ["Peut-on envoyer les factures par sms ?", "Envoyer les factures par sms"],
    ["besoin d'une licence figma pour que je finisse la maquette", "Licence figma"],
    ["Merci de modifier le pied de page des courriers", "Modifier le pied de page des courriers"],
    ["On cherche un outil pour les astreintes", "Outil pour les astreintes"],
    ["serait-il possible d'avoir un logiciel de paie ?", "Logiciel de paie"],
    ["on veut des caisses mobiles", "Caisses mobiles"],
  ],
  es: [
    ["Necesitamos Salesforce para el equipo de campo", "Salesforce para el equipo de campo"],
    ["Para el turno de noche necesitamos dos lectores", "Dos lectores para el turno de noche"],
    [
      "Hola equipo, ¿podrían por favor crear un buzón compartido para compras? Gracias",
      "Crear un buzón compartido para compras",
    ],
    ["me gustaría tener una segunda pantalla", "Segunda pantalla"],
    ["necesito acceso a SAP porque empiezo el lunes", "Acceso a SAP"],
    ["Mi jefa quiere un tablero de devoluciones", "Tablero de devoluciones"],
    ["¡URGENTE! licencia de Figma", "Licencia de Figma"],
    ["Asunto: reservas de salas\nÁrea: RR. HH.", "Reservas de salas"],
    ["se podría mandar las facturas por sms?", "Mandar las facturas por sms"],
    ["Buenos días, queremos un CRM para que ventas vea los pedidos", "CRM"],
    ["hay que cambiar el logo de los presupuestos", "Cambiar el logo de los presupuestos"],
    ["¿Conviene un plóter propio?", "¿Conviene un plóter propio?"],
    ["necesito otra pistola, se ha roto la mía", "Otra pistola"],
    ["¿puedo usar mi móvil?", "¿Puedo usar mi móvil?"],
  ],
};

const faults: [message: string, title: string][] = [
  ["Hi, till in shop 3 is down!!! can somebody look?", "Till in shop 3 is down"],
  ["URGENT the scanner at gate 2 is dead", "URGENT the scanner at gate 2 is dead"],
  [
    "Hello team\nthe label printer prints every line twice. Thanks",
    "The label printer prints every line twice",
  ],
  ["Outlook\n\ncan't get in", "Outlook: can't get in"],
  ["yeah um so the scanner, uh, shows no network", "The scanner shows no network"],
  [
    "We moved offices on Friday. The phones in room 4 don't ring.",
    "The phones in room 4 don't ring",
  ],
  ["Moin, Kasse 2 nimmt keine Karten, könnt ihr schauen?", "Kasse 2 nimmt keine Karten"],
  ["Drucker im Flur streikt seit gestern", "Drucker im Flur streikt"],
  ["die Waage spinnt seit heute Mittag ständig, ist zum Heulen", "Die Waage spinnt ständig"],
  ["sorry to bother you again but the scanner is dead", "The scanner is dead"],
  ["perdón la molestia, la impresora hace ruido desde ayer", "La impresora hace ruido"],
  [
    "im out on the van and the app for the notes just spins and i cant get a signature off anyone so i write them down",
    "The app for the notes just spins",
  ],
  [
    "Bonjour, la caisse du magasin 3 est en panne, merci de regarder",
    "La caisse du magasin 3 est en panne",
  ],
  ["La caisse 3 est en panne, vous pouvez regarder ?", "La caisse 3 est en panne"],
  ["la láser pierde polvo, ¿lo pueden ver?", "La láser pierde polvo"],
  ["écran noir à l'accueil", "Écran noir à l'accueil"],
  ["Hola, la caja 2 no cobra con tarjeta. ¿Lo pueden ver?", "La caja 2 no cobra con tarjeta"],
  ["no abre el sistema de admisión", "No abre el sistema de admisión"],
];

describe("the title of a wish", () => {
  for (const [language, rows] of Object.entries(wishes))
    it.each(rows)(`in ${language}: %s`, (message, title) =>
      expect(deriveRequestTitle(message)).toBe(title),
    );
});

describe("the title of a fault", () => {
  it.each(faults)("%s", (message, title) => expect(deriveRequestTitle(message, true)).toBe(title));
});

describe("a title", () => {
  it.each([
    ["we'd like some kind of shared inbox for the claims team", "Shared inbox for the claims team"],
    ["Wir brauchen eine Art Kalender für die Werkstatt", "Kalender für die Werkstatt"],
    ["Slt, il nous faut une sorte de tableau pour les tournées", "Tableau pour les tournées"],
    ["Necesitamos una especie de agenda para el taller", "Agenda para el taller"],
  ])("says no “kind of”: %j", (text, title) => expect(deriveRequestTitle(text)).toBe(title));

  it.each(["", "  \n", "🙂", "urgent!!!", "thanks!", "https://example.com/a", "@entwine"])(
    "is missing where “%s” names nothing",
    (text) => expect(deriveRequestTitle(text)).toBeUndefined(),
  );

  it("is cut at a clause or a word", () => {
    const clause =
      "We need a map of all road works in the district, filtered by month, owner and town";
    expect(deriveRequestTitle(clause)).toBe(
      "Map of all road works in the district, filtered by month…",
    );
    const words =
      "We need something that tells drivers which of the gates they should go to at night";
    expect(deriveRequestTitle(words)).toMatch(/^Something that tells drivers .* \p{L}+…$/u);
  });

  it("is repeatable, within the limit, without markup and never empty", () => {
    const word = fc.constantFrom(
      ...["we need", "please", "wir brauchen", "il nous faut", "necesitamos", "because", "damit"],
      ...["*bold*", "`code`", "<@U1>", "<https://a.example|b>", "> quoted", "\n", ", ", ". ", "(("],
      ...["Salesforce", "für", "l’équipe", "ñandú", "ß", "😀", "İstanbul", "a\u0301", "R-1", "…"],
    );
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(fc.oneof(word, fc.string()), { maxLength: 40 }).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(text, fc.boolean(), (said, isFault) => {
        const title = deriveRequestTitle(said, isFault);
        expect(deriveRequestTitle(said, isFault)).toBe(title);
        if (title === undefined) return;
        expect(title).toMatch(/[\p{L}\p{N}]/u);
        expect(title.length).toBeLessThanOrEqual(titleMaxCharacters);
        expect(title).not.toMatch(/[*`<>\\|{}\n]|^\s|\s$/);
        expect(title.isWellFormed()).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("withCorrections", () => {
  it("puts the right value into the title, from a later line", () => {
    const text = "we need 20 lockers\nno wait, 30 not 20";
    expect(withCorrections("20 lockers", text)).toBe("30 lockers");
    expect(withCorrections("20 lockers", "we need 20 lockers")).toBe("20 lockers");
  });
});
