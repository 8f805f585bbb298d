/** A metric over two settings as heat maps, one for each value of a third, on one scale; pure, renderer. */
import type { Factor, FactorValue } from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import type { HeatMapCell } from '../../charts/heatMapCell';
import { factorPhrase, factorValueText } from '../../format/factorText';
import { groupResult, type GroupResult } from './grouping';
import { sampleText, type Metric } from './metrics';

export interface HeatFacet {
  /** "batch size 32"; empty where there is one map only. */
  readonly title: string;
  readonly cells: readonly (readonly (HeatMapCell | null)[])[];
  /** Runs of each cell, in the same order. */
  readonly members: readonly (readonly (readonly string[])[])[];
}

export interface HeatMaps {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly facets: readonly HeatFacet[];
  /** The least and the largest mean; null where there is none. */
  readonly span: { readonly least: number; readonly most: number } | null;
}

export interface HeatChoice {
  readonly row: Factor;
  readonly column: Factor;
  readonly facet: Factor | undefined;
  readonly metric: Metric;
  readonly isChosen: (id: string) => boolean;
}

/** The maps of these runs, which stand in the order of the factors' values. Small numbers are bright: they are the better ones. */
export function heatOf(
  runs: readonly RunRecord[],
  { row, column, facet, metric, isChosen }: HeatChoice,
): HeatMaps {
  const facets: readonly FactorValue[] = facet?.levels ?? [undefined];
  const results = facets.map((value) =>
    row.levels.map((rowValue) =>
      column.levels.map((columnValue) => {
        const members = runs.filter(
          (_, i) =>
            row.values[i] === rowValue &&
            column.values[i] === columnValue &&
            (!facet || facet.values[i] === value),
        );
        return members.length > 0 ? resultOf(members, metric, isChosen) : null;
      }),
    ),
  );
  const means = results.flat(2).flatMap((cell) => cell?.sample?.mean ?? []);
  const span = means.length > 0 ? { least: Math.min(...means), most: Math.max(...means) } : null;
  const share = (mean: number): number =>
    span && span.most > span.least ? (span.most - mean) / (span.most - span.least) : 1;
  return {
    rows: row.levels.map((level) => factorValueText(row.path, level)),
    columns: column.levels.map((level) => factorValueText(column.path, level)),
    span,
    facets: results.map((lines, f) => ({
      title: facet ? factorPhrase(facet.path, facets[f]) : '',
      cells: lines.map((line, r) =>
        line.map((cell, c) => {
          if (!cell) return null;
          const where = [row, column].map(({ path, levels }, k) =>
            factorPhrase(path, levels[k === 0 ? r : c]),
          );
          return {
            share: cell.sample ? share(cell.sample.mean) : null,
            figure: metric.text(cell.sample?.mean ?? null),
            told: `${where.join(', ')}: ${cell.sample ? `${sampleText(metric, cell.sample)}, n = ${cell.sample.n}` : 'no result'}`,
            isFaded: !cell.group.members.some(({ id }) => isChosen(id)),
          };
        }),
      ),
      members: lines.map((line) => line.map((cell) => cell?.group.members.map(({ id }) => id) ?? [])),
    })),
  };
}

/** Of the chosen ones among these runs, or, where none is, of all of them. */
function resultOf(
  members: readonly RunRecord[],
  metric: Metric,
  isChosen: (id: string) => boolean,
): GroupResult {
  const chosen = members.filter(({ id }) => isChosen(id));
  const result = groupResult(
    {
      id: '',
      name: '',
      look: { color: '', dash: [], marker: 'circle' },
      values: [],
      members: chosen.length > 0 ? chosen : members,
    },
    metric,
  );
  return { ...result, group: { ...result.group, members } };
}
