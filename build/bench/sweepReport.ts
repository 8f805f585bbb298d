/** The figures of sweeps as text: the scheduler's costs, searches against each other; pure, benchmark. */
import { table } from './report';
import type { SchedulerCosts } from './scheduler';
import type { SearchFigures } from './search';

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export function schedulerText(costs: SchedulerCosts): string {
  const { trials, writtenMs, runMs, perTrialMs, longestPauseMs, heap } = costs;
  const rows = [
    ['proposed, planned, written', `${(writtenMs / trials).toFixed(3)} ms`],
    ['started, heard, stored', `${(runMs / trials).toFixed(3)} ms`],
    ['in all', `${perTrialMs.toFixed(3)} ms (less than 1: ${perTrialMs < 1 ? 'yes' : 'NO'})`],
    ['longest pause while it is written', `${longestPauseMs[0].toFixed(0)} ms`],
    ['longest pause while it runs', `${longestPauseMs[1].toFixed(0)} ms`],
    ...heap.map(({ ended, megabytes }) => [`heap after ${ended} runs`, `${megabytes.toFixed(0)} MB`]),
  ];
  const title = `### Scheduler, ${trials.toLocaleString('en-US')} configurations with a stub trainer`;
  return `${title}\n\n${table(['', 'per configuration'], rows)}`;
}

export function searchText(figures: readonly SearchFigures[]): string {
  const rows = figures.map(({ name, results }) => {
    const found = results.flatMap(({ epochsToZero }) => (epochsToZero === null ? [] : [epochsToZero]));
    return [
      name,
      `${found.length} of ${results.length}`,
      found.length > 0 ? mean(found).toFixed(0) : '–',
      mean(results.map(({ epochs }) => epochs)).toFixed(0),
      results.map(({ epochs, epochsToZero }) => `${epochsToZero ?? '–'}/${epochs}`).join(' '),
    ];
  });
  const header = ['40 configurations on moons', 'error 0 found', 'epochs to it', 'epochs in all', 'by seed'];
  return `### Search (means of ${figures[0]?.results.length ?? 0} seeds)\n\n${table(header, rows)}`;
}
