/** All conversations, played one after another, and the scores of the suite. */
import type { Judge } from "../../../src/nlu/judge.ts";
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { type Played, playConversation } from "./play.ts";
import { type Conversation, loadConversations } from "./script.ts";
import { openSharedStore, openWorld } from "./world.ts";

export interface Result extends Played {
  conversation: Conversation;
  ms: number;
}

export const isRight = ({ mistakes }: Result): boolean => mistakes.length === 0;

export async function playSuite({
  folder,
  only,
  among,
  on,
  judge = createRulesJudge(),
  begins,
  played,
}: {
  /** Folder of conversations; that of the suite by default. */
  folder?: URL | undefined;
  /** Part of an id or a group; plays only these. */
  only?: string | undefined;
  /** Ids; plays only these. */
  among?: ReadonlySet<string> | undefined;
  /** Plays all on one platform instead of each on its own. */
  on?: Conversation["on"] | undefined;
  judge?: Judge;
  begins?(conversation: Conversation): void;
  played?(result: Result): void;
} = {}): Promise<Result[]> {
  const results: Result[] = [];
  const { store, close } = await openSharedStore();
  for (const script of loadConversations(folder)) {
    const conversation = { ...script, on: on ?? script.on };
    if (only && !`${conversation.group} ${conversation.id}`.includes(only)) continue;
    if (among?.has(conversation.id) === false) continue;
    begins?.(conversation);
    const began = performance.now();
    const world = await openWorld(conversation, { store, judge });
    const one = await playConversation(conversation, world).finally(world.close);
    const result = { ...one, conversation, ms: performance.now() - began };
    results.push(result);
    played?.(result);
  }
  await close();
  return results;
}

export interface SuiteFigures {
  conversations: number;
  /** Share of conversations in which the ledger and every place are right. */
  right: number;
  lost: number;
  misplaced: number;
  /** Messages in which the bot asked what something belongs to, per hundred messages of people. */
  asked: number;
}

export function suiteFigures(results: readonly Result[]): SuiteFigures {
  const all = results.flatMap(({ mistakes }) => mistakes);
  const sum = (of: (result: Result) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    conversations: results.length,
    right: results.filter(isRight).length / Math.max(1, results.length),
    lost: all.filter(({ kind }) => kind === "lost").length,
    misplaced: all.filter(({ kind }) => kind === "misplaced").length,
    asked:
      (100 * sum(({ asked }) => asked)) /
      Math.max(
        1,
        sum(({ messages }) => messages),
      ),
  };
}
