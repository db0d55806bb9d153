/** Sentences of the product, which tests ask for by key and never quote. */
import { loadWords } from "../../src/lib/i18n.ts";

export const words = loadWords("en");
