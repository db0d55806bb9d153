/** Multiplier of FNV-1a. */
export const fnvPrime = 0x01000193;

/** FNV-1a hash (32 bits) of a name, continued from `hash`. */
export function fnv1a(name: string, hash = 0x811c9dc5): number {
  let value = hash;
  for (let index = 0; index < name.length; index += 1)
    value = Math.imul(value ^ name.charCodeAt(index), fnvPrime);
  return value;
}
