/** Values of two groups of runs set against each other where everything but the group is equal; runs anywhere. */

/** A value, and what it has in common with one of another group: its seed, and whatever else is not what the groups differ in. */
export interface Keyed {
  readonly key: string;
  readonly value: number;
}

export interface Pairing {
  /** [first, second], one for each key that both have; a key that a group has more than once counts with its mean. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Values of either group that have no partner. */
  readonly alone: number;
}

export function pairUp(first: readonly Keyed[], second: readonly Keyed[]): Pairing {
  const [one, other] = [byKey(first), byKey(second)];
  const pairs = [...one].flatMap(([key, values]) => {
    const partner = other.get(key);
    return partner ? [[meanOf(values), meanOf(partner)] as const] : [];
  });
  const lonely = (from: ReadonlyMap<string, readonly number[]>, to: ReadonlyMap<string, unknown>): number =>
    [...from].reduce((sum, [key, values]) => sum + (to.has(key) ? 0 : values.length), 0);
  return { pairs, alone: lonely(one, other) + lonely(other, one) };
}

function byKey(values: readonly Keyed[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { key, value } of values) {
    const known = found.get(key);
    if (known) known.push(value);
    else found.set(key, [value]);
  }
  return found;
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
