/**
 * Who is asked at the same time is not asked in the same second: each has an own place within a
 * window, another one each day.
 */

const second = 1_000;
const minute = 60 * second;

/**
 * How long it takes to ask so many people, in milliseconds: a second each up to ten minutes, then
 * ten a second up to an hour.
 */
export const sendWindowMs = (people: number): number =>
  Math.min(people * second, Math.max(10 * minute, people * (second / 10)), 60 * minute);

/**
 * From 0 to 1, the same for a person and a date wherever it is worked out: FNV-1a, its bits mixed
 * as in MurmurHash3.
 */
export function sendSlot(person: string, date: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${person} ${date}`)
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
