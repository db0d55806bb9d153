/**
 * The ninth feature: `/lunch` plans a meal by a form, sends a reminder and records that it was
 * eaten.
 */
import { z } from "zod";
import { type ActionIn, defineActions } from "../../../src/core/actions.ts";
import type { Feature } from "../../../src/core/feature.ts";
import type { CommandSpec } from "../../../src/platform/adapter.ts";
import { buttonRow, textElement } from "../../../src/platform/card.ts";
import { and, eq } from "../../../src/storage/drizzle.ts";

export const lunchCommand: CommandSpec = { name: "lunch", verbs: ["plan"] };

export const lunchActions = defineActions("lunch", {
  overview: {},
  plan: { opensForm: true },
  eaten: { args: [z.string()] },
  remind: { jobOnly: true },
});

const hourMs = 60 * 60 * 1_000;

export const lunchFeature: Feature<undefined, undefined, ActionIn<typeof lunchActions>> = {
  name: lunchActions.feature,
  actions: lunchActions,
  parseCommand: (_, from) => (from === "command" ? lunchActions.create("overview") : undefined),
  async buildForm(_, { words }) {
    return {
      id: lunchActions.encode("plan"),
      title: words.plain("lunch.form.title"),
      submit: words.plain("lunch.form.submit"),
      cancel: words.plain("lunch.form.cancel"),
      fields: [{ name: "meal", label: words.plain("lunch.form.meal"), required: true }],
    };
  },
  async turn(ctx, { event, action }) {
    const { w, workspace, words, at, newId } = ctx;
    const { lunchPlans } = w.t;
    switch (action?.verb) {
      case "overview":
        ctx.post({
          card: [
            textElement(words("lunch.overview")),
            buttonRow({
              label: words.plain("lunch.button.plan"),
              press: lunchActions.encode("plan"),
              opensForm: true,
            }),
          ],
        });
        break;
      case "plan": {
        const [id, person] = [newId(), event.by.id];
        const meal = action.values?.meal ?? "";
        await w.db.insert(lunchPlans).values({ id, workspace, person, meal, plannedAt: at });
        await ctx.scheduleJob({
          kind: lunchActions.encode("remind"),
          subject: id,
          dueAt: new Date(at.getTime() + hourMs),
        });
        break;
      }
      case "remind": {
        const id = action.subject ?? "";
        const press = lunchActions.encode("eaten", id);
        const [plan] = await w.db
          .select()
          .from(lunchPlans)
          .where(and(eq(lunchPlans.workspace, workspace), eq(lunchPlans.id, id)));
        if (plan)
          ctx.post({
            card: [
              textElement([...words("lunch.reminder"), ": ", plan.meal]),
              buttonRow({ label: words.plain("lunch.button.eaten"), press }),
            ],
          });
        break;
      }
      case "eaten":
        await w.db
          .update(lunchPlans)
          .set({ eatenAt: at })
          .where(and(eq(lunchPlans.workspace, workspace), eq(lunchPlans.id, action.args[0])));
        if (event.kind === "press") await ctx.resolveCard(event);
    }
    return undefined;
  },
};
