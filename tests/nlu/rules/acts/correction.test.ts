import { describe, expect, it } from "vitest";
import {
  correctsEarlier,
  findReplaced,
  leavesOutPart,
  readLeftOut,
  readReplacement,
  replacesDetail,
} from "../../../../src/nlu/rules/acts/correction.ts";

describe("correctsEarlier", () => {
  it.each([
    "sorry, for the porters I meant, not the wards",
    "Moment, Vorabend stimmt nicht, die Tour steht erst morgens fest",
    "non, je voulais dire l'internat",
    "perdón, quería decir los conductores",
  ])("recognises %j", (text) => expect(correctsEarlier(text)).toBe(true));

  it.each([
    "our customers get the wrong invoice",
    "die Rechnung stimmt nicht",
    "les clients attendent",
    "los clientes esperan",
  ])("takes %j for no correction", (text) => expect(correctsEarlier(text)).toBe(false));
});

describe("replacesDetail", () => {
  it.each([
    "pardon, vendredi",
    "perdón, el martes",
    "Halt, falsch geschrieben: Nowak mit w",
    "wait, 12 not 10",
  ])("recognises %j", (text) => expect(replacesDetail(text)).toBe(true));

  it.each([
    "sorry, wrong chat",
    "sorry for the trouble",
    "Moment bitte",
    "sorry, we also need a screen",
    "perdón, ya no hace falta",
  ])("takes %j for something else", (text) => expect(replacesDetail(text)).toBe(false));
});

describe("readReplacement", () => {
  it.each([
    ["no wait, 30 not 20, I forgot the porters", { from: "20", to: "30" }],
    ["non pardon, 60 appels, pas 40", { from: "40", to: "60" }],
    ["sorry, friday not thursday", { from: "thursday", to: "friday" }],
    ["sorry not Hamburg, Bremen. and its Prya", { from: "Hamburg", to: "Bremen" }],
    ["wait, Joe not, its for Kate", { from: "Joe", to: "Kate" }],
    ["Moment, nicht Lena, sondern Tom", { from: "Lena", to: "Tom" }],
    ["pardon, pas Lyon, Lille", { from: "Lyon", to: "Lille" }],
    ["perdón, no Luis, sino Eva", { from: "Luis", to: "Eva" }],
    ["Sorry, 1.4.!", { to: "1.4." }],
    ["espera no, 30, que han llegado alumnos", { to: "30" }],
  ])("reads what %j replaces", (text, replacement) =>
    expect(readReplacement(text)).toEqual(replacement),
  );

  it("reads nothing in a statement with a number", () =>
    expect(readReplacement("we have 30 vans")).toBeUndefined());

  it("finds the wrong value, or the only amount if none is said", () => {
    expect(findReplaced("200 bags in 20 rooms", { from: "20", to: "30" })).toBe("20");
    expect(findReplaced("25 tablets for room 14", { to: "30" })).toBe("25");
    expect(findReplaced("Neue Kollegin ab 1.3., Zimmer 7", { to: "1.4." })).toBe("1.3.");
    expect(findReplaced("2 tablets and 3 phones", { to: "4" })).toBeUndefined();
  });
});

describe("readLeftOut", () => {
  it.each([
    ["Moment, Kai doch nicht", "Kai"],
    ["hang on, not kai", "kai"],
    ["finalement pas Zoé", "Zoé"],
    ["Eva no, al final", "Eva"],
    ["Kai braucht es doch nicht mehr", "Kai"],
  ])("returns who is left out in %j", (text, name) => expect(readLeftOut(text)).toBe(name));

  it.each(["doch nicht", "Not urgent", "sorry, no idea", "no hace falta", "pas la peine"])(
    "finds nobody in %j",
    (text) => expect(readLeftOut(text)).toBeUndefined(),
  );
});

describe("leavesOutPart", () => {
  it("leaves the rest of a request as it is", () =>
    expect(leavesOutPart("Kai doch nicht", "Zugriff für Lena und Kai")).toBe(true));

  it("takes the thing that is asked for as the whole", () =>
    expect(leavesOutPart("Laptop doch nicht", "Einen neuen Laptop")).toBe(false));
});
