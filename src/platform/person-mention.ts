/** Somebody in a sentence. */
import type { Person } from "./conversation-ref.ts";
import type { RichText } from "./rich-text.ts";

export const personMention = ({ id, name }: Person): RichText => [
  { person: id, ...(name && { name }) },
];
