/**
 * Part of the conversation about requests that is open to guests: to raise requests and follow
 * their own.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import { decodeRequestAction } from "./action-codec.ts";
import { decodeCaseActionForm } from "./forms/action-forms.ts";
import { isRequesterAction } from "./permissions.ts";

/** Tells whether an arrival is open to guests. What it shows is decided by `Viewer.guest`. */
export function isRequestEventOpenToGuests(event: InboundEvent): boolean {
  switch (event.kind) {
    case "command":
      return !/^(?:team|backlog)$/i.test(toPlainText(event.text).trim());
    case "press": {
      const press = decodeRequestAction(event.press);
      return press?.verb === "act"
        ? isRequesterAction(press.act)
        : press?.verb !== "more" && press?.verb !== "backlog";
    }
    case "submitted": {
      const act = decodeCaseActionForm(event.form)?.act;
      return act === undefined || isRequesterAction(act);
    }
    default:
      return true;
  }
}
