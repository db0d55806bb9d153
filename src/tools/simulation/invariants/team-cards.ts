/**
 * Invariant: the card of a brief is displayed in the team's channel in the end, also after the
 * channel was closed, and before that nobody hears that the team has the request.
 */
import type { InvariantContext, InvariantObserver } from "./observer.ts";

export function observeTeamCards({ world, database }: InvariantContext): InvariantObserver {
  /** Outbox rows that were displayed. */
  const arrived = new Set<string>();
  /** Returns cards by request, without those of which Teams twice did not say whether they arrived. */
  const cardsOf = (where: string, ...values: unknown[]) =>
    database.rows(
      `select r.workspace, r.number, group_concat(o.id) as cards from requests r
       join outbox o on o.request = r.id and o.question = 'intake' and o.kind = 'post' and o.state <> 'unknown'
       where ${where} group by r.id`,
      ...values,
    );

  return {
    shown({ workspace }, { outbox }, kind) {
      if (kind === "post") arrived.add(outbox);
      const [notice, card = ""] = outbox.split("/");
      if (notice !== "card_arrived") return;
      world.count("people who heard that the team has it after all");
      world.hold(
        "arrives",
        arrived.has(card),
        () => `somebody in ${workspace} heard that the team has a request before its card arrived`,
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
