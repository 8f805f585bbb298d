/** What the command palette finds: commands that can do something now, runs, data sets (renderer). */
import { computed, type Component, type ComputedRef } from 'vue';
import { useRouter } from 'vue-router';
import IconRun from '~icons/lucide/activity';
import IconCommand from '~icons/lucide/chevron-right';
import IconData from '~icons/lucide/database';
import { formatPercent, formatQuantity } from '../format/numbers';
import { stateLook } from '../format/runState';
import { describeConfig, runTitle } from '../format/runTitle';
import { useDatasetsStore } from '../stores/datasets';
import { useRunsStore } from '../stores/runs';
import type { RunRecord } from '../../shared/runs/run';
import { carryOut, type Command } from './command';
import { keysText } from './keys';
import type { Findable } from './paletteMatch';

/** A line of the palette. */
export interface Entry extends Findable {
  readonly key: string;
  readonly icon: Component;
  readonly detail: string;
  readonly keys: string;
  readonly go: () => void;
}

/** "Run 12, test error 2.70 %"; its state where there is no result. */
function runDetail(run: RunRecord): string {
  const error = run.latest?.testError ?? null;
  const result =
    error === null || run.state !== 'completed'
      ? stateLook(run.state).label.toLowerCase()
      : `test error ${formatPercent(error)}`;
  return `Run ${run.number}, ${result}`;
}

/** Commands first, then runs with the newest first, then data sets. */
export function usePaletteEntries(commands: readonly Command[]): ComputedRef<readonly Entry[]> {
  const router = useRouter();
  const runs = useRunsStore();
  const datasets = useDatasetsStore();

  const commandEntries = computed(() =>
    commands.flatMap((command): Entry[] => {
      const target = command.target === undefined ? '' : command.target();
      if (target === null) return [];
      return [
        {
          key: command.id,
          icon: IconCommand,
          label: command.label,
          words: `${command.words ?? ''} ${command.group}`,
          detail: target,
          keys: command.keys ? keysText(command.keys) : '',
          go: () => void carryOut(command),
        },
      ];
    }),
  );
  const runEntries = computed(() =>
    runs.list.map((run): Entry => ({
      key: run.id,
      icon: IconRun,
      label: runTitle(run),
      words: `run ${run.number} #${run.number} ${run.datasetName} ${describeConfig(run.config)} ${run.tags.join(' ')} ${run.state}`,
      detail: runDetail(run),
      keys: '',
      go: () => void router.push({ name: 'run', params: { id: run.id } }),
    })),
  );
  const dataEntries = computed(() =>
    datasets.list.map(({ id, name, source, rows }): Entry => ({
      key: `data ${id}`,
      icon: IconData,
      label: name,
      words: `data set ${source}`,
      detail: `Data set, ${formatQuantity(rows, 'row')}`,
      keys: '',
      go: () => void router.push({ name: 'data', params: { id } }),
    })),
  );
  return computed(() => [...commandEntries.value, ...runEntries.value, ...dataEntries.value]);
}
