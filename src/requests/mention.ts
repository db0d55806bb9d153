/** Somebody in a sentence. */
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";

export const mention = ({ id, name }: Person): Prose => [{ person: id, ...(name && { name }) }];
