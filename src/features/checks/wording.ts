/**
 * How the question is worded today: its meaning stays, its words change, and neighbours see
 * different ones.
 */

/** FNV-1a: the same for the same person on every replica and after every restart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/**
 * Which of so many wordings: everybody begins elsewhere, and moves on by one each day. `date` is
 * ISO.
 */
export const pickWording = (person: string, date: string, wordings: number): number =>
  (hash(person) + Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000)) % wordings;
