import { expect, it } from "vitest";
import { readEnding } from "../../../../src/nlu/rules/acts/reply-phrases.ts";

it.each([
  "you can forget R-1, we found one in the cupboard",
  "quita lo del monitor, ya tiene",
  "R-1 könnt ihr vergessen, wir haben noch einen gefunden",
  "vous pouvez oublier R-4",
  "ach lass gut sein, ich frag die Agentur",
  "the boss says no budget so park it",
  "finalement pas la peine, on a trouvé autre chose",
  "lo dejamos, no hay presupuesto",
])("reads a withdrawal: %s", (text) => {
  expect(readEnding(text)).toEqual({ act: "withdrawn" });
});

it.each([
  "geht wieder, danke",
  "c'est bon pour l'imprimante",
  "the problem is solved",
  "lo de la impresora ya está",
  "Listo, ahora sí. Gracias.",
  "neue Batterien rein, Rauschen weg. Danke trotzdem!",
  "the error message is gone",
])("reads that a fault is over: %s", (text) => {
  expect(readEnding(text)?.act).toBe("resolved");
});

it.each([
  ["der Beamer im Trausaal geht wieder", "beamer im trausaal"],
  ["the projector in the hall works again", "projector in the hall"],
  ["l'imprimante remarche, merci", "imprimante"],
])("reads what works again in %j", (text, matter) => {
  expect(readEnding(text)).toEqual({ act: "resolved", matter });
});

it.each([
  "is it working again?",
  "it worked again, but then it stopped",
  "der Chef ist wieder unterwegs",
  "damit wir die Sache erledigt haben",
  "il n'est pas la peine de saisir deux fois",
])("reads no end in %j", (text) => {
  expect(readEnding(text)).toBeUndefined();
});

it.each([
  "found it again, it was under the magazines",
  "quelqu'un me l'a rapportée, tout va bien",
  "ist wieder aufgetaucht, sorry",
  "ya lo he encontrado, estaba en el coche",
])("reads that something lost is there again: %s", (text) => {
  expect(readEnding(text)).toMatchObject({ act: "resolved", isFound: true });
});

it("reads what is wanted no more", () => {
  expect(readEnding("forget about the till, head office is sending one")).toEqual({
    act: "withdrawn",
    matter: "till",
  });
  expect(readEnding("forget about the whole thing")).toEqual({ act: "withdrawn" });
});

it.each(["il y a plus de bruit", "die Zeilen sind weg", "sí, ahora sí que lo vemos bien claro"])(
  "reads no end in %j",
  (text) => expect(readEnding(text)).toBeUndefined(),
);
