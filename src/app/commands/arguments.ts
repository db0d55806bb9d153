/** Parsing of command-line arguments. */
import { InvalidArgumentError } from "commander";

/** Parses an instant such as 2027-03-26T14:58:00Z. */
export function parseInstant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError("It must be an instant such as 2027-03-26T14:58:00Z.");
  return date;
}

/** Parses a number above 0. */
export function parseFactor(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError("It must be a number above 0.");
  return number;
}

/** Parses a whole number above 0. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
}
