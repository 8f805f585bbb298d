/** The keys of the run table: moving, choosing, opening groups, and what is done with the chosen runs (renderer). */
import { computed, type ComputedRef, type Ref } from 'vue';
import { useRunTable } from './runTable';
import {
  allChosen,
  moved,
  nothingChosen,
  pressed,
  toggledAll,
  withMembers,
  type Selection,
} from './selection';
import type { TableLine } from './tableModel';

/** What keys ask for beyond the table itself; done with the chosen runs. */
export type RunAction = 'copy' | 'compare' | 'remove' | 'star' | 'tag' | 'note' | 'rename' | 'archive';

export interface GridKeysNeeds {
  readonly lines: () => readonly TableLine[];
  /** Ids of all runs that are found, also in closed groups. */
  readonly runIds: () => readonly string[];
  /** Lines that fit in view. */
  readonly pageLines: () => number;
  readonly scrollTo: (index: number) => void;
  readonly open: (id: string) => void;
  readonly act: (action: RunAction) => void;
  readonly openMenu: () => void;
  /** Whether the keyboard's place is drawn. */
  readonly focused: Ref<boolean>;
}

export interface GridKeys {
  readonly activeIndex: ComputedRef<number>;
  readonly press: (line: TableLine, event: MouseEvent) => void;
  /** Returns whether the key meant something. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly toggleGroup: (id: string) => void;
}

/** Keys that do something with the chosen runs, without Control. */
const actionKeys: Readonly<Record<string, RunAction>> = {
  ...{ s: 'star', t: 'tag', n: 'note', e: 'archive', F2: 'rename', Delete: 'remove' },
};

export function useGridKeys(needs: GridKeysNeeds): GridKeys {
  const table = useRunTable();
  const ids = computed(() => needs.lines().map(({ id }) => id));
  const indices = computed(() => new Map(ids.value.map((id, index) => [id, index])));
  const activeIndex = computed(() =>
    table.selection.active === null ? -1 : (indices.value.get(table.selection.active) ?? -1),
  );
  const activeLine = computed(() => needs.lines()[activeIndex.value]);

  /** The runs that a line stands for; null of a run's own line. */
  function membersOf(id: string): readonly string[] | null {
    const line = needs.lines()[indices.value.get(id) ?? -1];
    return line?.kind === 'group' ? line.group.runs.map((run) => run.id) : null;
  }
  const choose = (selection: Selection): void => {
    table.selection = withMembers(selection, membersOf);
  };

  function toggleGroup(id: string): void {
    table.setOpen([id], !table.openGroups.has(id));
  }

  function press(line: TableLine, event: MouseEvent): void {
    const toggle = event.ctrlKey || event.metaKey;
    if (line.kind === 'group' && toggle && !event.shiftKey) return space(line);
    choose(pressed(table.selection, line.id, { toggle, extend: event.shiftKey }, ids.value));
  }

  function space(line: TableLine): void {
    table.selection = toggledAll(table.selection, line.id, membersOf(line.id) ?? [line.id]);
  }

  /** Where a key leads from the active line, or null. */
  function target(key: string): number | null {
    const last = ids.value.length - 1;
    const at = activeIndex.value;
    const within = (index: number): number => Math.max(0, Math.min(last, index));
    switch (key) {
      case 'ArrowDown':
        return within(at + 1);
      case 'ArrowUp':
        return within(at < 0 ? 0 : at - 1);
      case 'PageDown':
        return within(at + needs.pageLines());
      case 'PageUp':
        return within(at - needs.pageLines());
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return null;
    }
  }

  function go(index: number, how: { readonly extend: boolean; readonly keep: boolean }): void {
    choose(moved(table.selection, ids.value[index] as string, how, ids.value));
    needs.scrollTo(index);
  }

  /** Left and right close and open groups, and lead from a run to its group. */
  function sideways(key: string): boolean {
    const line = activeLine.value;
    const isRight = key === 'ArrowRight';
    if (line?.kind === 'group') table.setOpen([line.id], isRight);
    else if (line?.isMember && !isRight) {
      const head = needs
        .lines()
        .findLastIndex(({ kind }, index) => kind === 'group' && index < activeIndex.value);
      if (head >= 0) go(head, { extend: false, keep: true });
    } else return false;
    return true;
  }

  function enter(): boolean {
    const line = activeLine.value;
    if (!line) return false;
    if (line.kind === 'group') toggleGroup(line.id);
    else needs.open(line.id);
    return true;
  }

  /** Keys that change what is chosen. */
  function choosing(key: string, modified: boolean): boolean {
    const line = activeLine.value;
    if (key === ' ' && line) space(line);
    else if (key === 'a' && modified) table.selection = allChosen(table.selection, needs.runIds());
    else if (key === 'Escape' && table.selection.chosen.size > 0)
      table.selection = { ...nothingChosen, active: table.selection.active };
    else return false;
    return true;
  }

  function acting(key: string, modified: boolean): boolean {
    const count = table.selection.chosen.size;
    if (count === 0) return false;
    if (modified) {
      if (key !== 'c' && key !== 'Backspace') return false;
      needs.act(key === 'c' ? 'copy' : 'remove');
      return true;
    }
    const action = key === 'c' && count > 1 ? 'compare' : actionKeys[key];
    if (action) needs.act(action);
    return action !== undefined;
  }

  function onKey(event: KeyboardEvent): boolean {
    const { key } = event;
    if (ids.value.length === 0) return false;
    needs.focused.value = true;
    const modified = event.ctrlKey || event.metaKey;
    const to = target(key);
    if (to !== null) go(to, { extend: event.shiftKey, keep: modified });
    else if (key === 'ArrowLeft' || key === 'ArrowRight') return sideways(key);
    else if (key === 'Enter') return enter();
    else if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) needs.openMenu();
    else return choosing(key, modified) || (!event.altKey && acting(key, modified));
    return true;
  }

  return { activeIndex, press, onKey, toggleGroup };
}
