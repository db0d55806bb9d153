/** Functions with which features prepare a turn. */

import type { TurnTools } from "../core/feature.ts";
import type { OpenThing } from "../core/message-target.ts";
import {
  type AnswerKind,
  answerKinds,
  type Judge,
  type JudgeInput,
  type Readings,
} from "../nlu/judge.ts";
import { withoutOpeningCourtesy } from "../nlu/rules/answers/empty-words.ts";
import { splitReference } from "../nlu/rules/references/reference.ts";
import { interpretReadings } from "./words-reading.ts";

declare module "../core/feature.ts" {
  interface TurnTools {
    judge: Judge;
  }
}

declare module "../core/message-target.ts" {
  interface WordsReading {
    readings: Readings;
  }
}

/** Returns the expected kind of answer; instead of choosing a kind, people describe a fault. */
const answerKindOf = (thing: OpenThing | undefined): AnswerKind =>
  thing?.answers === "kind"
    ? "symptom"
    : (answerKinds.find((kind) => kind === thing?.answers) ?? "none");

/** Words about a request that the team has are read like an answer to the team. */
const moreAsked: AnswerKind = "team_question";

/** Returns a function that opens the tools of a turn, whose model calls share one time limit. */
export const turnTools = (judge: Judge) => (): TurnTools => {
  const ofTurn = judge.forTurn?.() ?? judge;
  return {
    judge: ofTurn,
    async readWords({ text: said, thing, isAboutRequest, recent, offered = [], today }) {
      const text = withoutOpeningCourtesy(isAboutRequest ? splitReference(said).rest : said);
      const readings = await ofTurn.read({
        text,
        wants: ["control", "request", "act", ...((thing?.reads ?? []) as JudgeInput["wants"])],
        request: thing ? thing.about : recent,
        open: !thing && isAboutRequest ? moreAsked : answerKindOf(thing),
        targets: offered.map(({ of: _, ...told }) => told),
        today,
      });
      const { target } = readings;
      return {
        ...interpretReadings(text, thing, readings, {
          isAboutRequest,
          recent: isAboutRequest ? undefined : recent,
        }),
        suggestion: target && {
          of: offered.find(({ id }) => id === target.id)?.of,
          act: target.act,
          confidence: target.confidence,
        },
      };
    },
  };
};
