/**
 * Invariant: the card of a brief is displayed in the team's channel in the end, also after the
 * channel was closed, and before that nobody hears that the team has the request.
 */
import { availableLanguages, wordsFor } from "../../../lib/i18n.ts";
import type { InvariantContext, InvariantObserver } from "./observer.ts";

/** Formatted parts of a sentence are displayed apart. */
const withoutBlanks = (text: string): string => text.replaceAll(/\s/g, "");

export function observeTeamCards({ world, database }: InvariantContext): InvariantObserver {
  /** Outbox rows that were displayed. */
  const arrived = new Set<string>();
  const claims = (number: number): string[] =>
    availableLanguages.map((language) =>
      withoutBlanks(wordsFor(language).plain("life.reached", { number })),
    );
  const cardsOf = (where: string, ...values: unknown[]) =>
    database.rows(
      `select r.workspace, r.number, group_concat(o.id) as cards from requests r
       join outbox o on o.request = r.id and o.question = 'intake' and o.kind = 'post'
       where ${where} group by r.id`,
      ...values,
    );

  return {
    shown({ workspace }, { outbox, words }, kind) {
      if (kind === "post") arrived.add(outbox);
      const number = Number(/R-(\d+)/.exec(words)?.[1]);
      if (!claims(number).some((claim) => withoutBlanks(words).includes(claim))) return;
      world.count("people who heard that the team has it after all");
      const [row] = cardsOf("r.workspace = ? and r.number = ?", workspace, number);
      world.hold(
        "arrives",
        String(row?.cards)
          .split(",")
          .some((card) => arrived.has(card)),
        () => `R-${number} in ${workspace} is said to be with the team, which has no card of it`,
      );
    },
    onQuiet() {
      for (const { workspace, number, cards } of cardsOf("r.logged_at is not null"))
        world.hold(
          "arrives",
          String(cards)
            .split(",")
            .some((card) => arrived.has(card)),
          () => `the card of R-${number} in ${workspace} never reached the team`,
        );
    },
  };
}
