/** Choosing rows of a list by mouse and keyboard, as file managers do; pure, renderer. */

/** What is chosen, the row the keyboard stands on, and where a range starts. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly active: string | null;
  readonly anchor: string | null;
}

export const nothingChosen: Selection = { chosen: new Set(), active: null, anchor: null };

/** Rows between two of them, in the order shown. */
function range(order: readonly string[], from: string, to: string): string[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

const only = (id: string): Selection => ({ chosen: new Set([id]), active: id, anchor: id });

function toggled({ chosen }: Selection, id: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return { chosen: next, active: id, anchor: id };
}

/** A range from the anchor replaces what was chosen. */
function extended({ anchor, active }: Selection, id: string, order: readonly string[]): Selection {
  const from = anchor ?? active ?? id;
  return { chosen: new Set(range(order, from, id)), active: id, anchor: from };
}

/** A press on a row. */
export function pressed(
  selection: Selection,
  id: string,
  how: { readonly toggle: boolean; readonly extend: boolean },
  order: readonly string[],
): Selection {
  if (how.extend) return extended(selection, id, order);
  return how.toggle ? toggled(selection, id) : only(id);
}

/** Moves to another row: chooses it alone, extends the range, or only goes there. */
export function moved(
  selection: Selection,
  to: string,
  how: { readonly extend: boolean; readonly keep: boolean },
  order: readonly string[],
): Selection {
  if (how.extend) return extended(selection, to, order);
  return how.keep ? { ...selection, active: to, anchor: to } : only(to);
}

/** What the row stands for, the rows of a group for instance, in or out; the keyboard stands on it. */
export function toggledAll(selection: Selection, row: string, ids: readonly string[]): Selection {
  const chosen = new Set(selection.chosen);
  const isWhole = ids.every((id) => chosen.has(id));
  for (const id of ids) {
    if (isWhole) chosen.delete(id);
    else chosen.add(id);
  }
  return { chosen, active: row, anchor: row };
}

/** Rows that stand for others (a group for its runs) give way to those. */
export function withMembers(
  selection: Selection,
  membersOf: (id: string) => readonly string[] | null,
): Selection {
  const chosen = [...selection.chosen].flatMap((id) => membersOf(id) ?? [id]);
  return { ...selection, chosen: new Set(chosen) };
}

export const allChosen = (selection: Selection, order: readonly string[]): Selection => ({
  ...selection,
  chosen: new Set(order),
});

/** Without the rows that are gone. */
export function pruned(selection: Selection, exists: (id: string) => boolean): Selection {
  const still = (id: string | null): string | null => (id !== null && exists(id) ? id : null);
  const chosen = [...selection.chosen].filter(exists);
  return {
    chosen: chosen.length === selection.chosen.size ? selection.chosen : new Set(chosen),
    active: still(selection.active),
    anchor: still(selection.anchor),
  };
}
