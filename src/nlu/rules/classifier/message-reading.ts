/**
 * Reading of one message by the trained model: features and scores are computed once and shared.
 */
import { clipForReading, type NormalisedText, normaliseText } from "../../text/normalise.ts";
import { loadVocabulary, type Vocabulary } from "../../text/vocabulary.ts";
import { loadWordVectors } from "../../text/word-vectors.ts";
import { type Chances, type Classifier, loadClassifier, type Scores } from "./classifier.ts";
import {
  addRelation,
  createFeatureExtractor,
  type FeatureExtractor,
} from "./feature-extraction.ts";

/** The classifiers with what they need to extract features. */
export interface TrainedModel extends Classifier {
  vocabulary: Vocabulary;
  addTextFeatures: FeatureExtractor;
  /** Scores of the message alone, as an answer, of its act, and of another text. */
  scores: Record<"own" | "answer" | "act" | "other", Scores>;
}

/** Loads the trained data (14 MB in memory) on the first reading, not at start. */
export function openTrainedModel(): TrainedModel {
  const vocabulary = loadVocabulary();
  const classifier = loadClassifier();
  const { createScores } = classifier;
  return {
    ...classifier,
    vocabulary,
    addTextFeatures: createFeatureExtractor(vocabulary, loadWordVectors()),
    scores: {
      own: createScores(),
      answer: createScores(),
      act: createScores(),
      other: createScores(),
    },
  };
}

/** A message and its intermediate results, each computed on first use. */
export interface MessageReading {
  message: NormalisedText;
  /** Returns the probabilities of a question from the message alone. */
  chances(question: "message" | "small_talk" | "priority" | "provider"): Chances;
  /** Returns the scores of the message as an answer. */
  answer(): Scores;
  /** Returns the probabilities of a question for another text, such as one sentence. */
  chancesIn(text: string, question: string): Chances;
}

/** @param request - the request that the message may answer a question about */
export function openMessageReading(
  message: NormalisedText,
  request: string,
  { scores, classify, addTextFeatures }: TrainedModel,
): MessageReading {
  function score(text: NormalisedText, into: Scores): Scores {
    into.reset();
    addTextFeatures(text, into);
    return into;
  }
  let own: Scores | undefined;
  const ownScores = () => (own ??= score(message, scores.own));
  let answer: Scores | undefined;
  const known = new Map<string, Chances>();
  return {
    message,
    chances: (question) =>
      known.getOrInsertComputed(question, () => classify(question, ownScores())),
    answer() {
      if (!answer) {
        answer = scores.answer;
        answer.reset(ownScores());
        addRelation(answer, message.words, clipForReading(request));
      }
      return answer;
    },
    chancesIn: (text, question) =>
      classify(
        question,
        text === message.text ? ownScores() : score(normaliseText(text), scores.other),
      ),
  };
}
