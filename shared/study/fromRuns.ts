/** Makes a study of runs that were chosen: each different configuration a row, what was recorded beside it; runs anywhere. */
import { canonicalConfig } from '../config/runConfig';
import { LabError } from '../result';
import type { RunRecord } from '../runs/run';
import { studyLimits } from './limits';
import { parseStudy, type Study } from './studyFile';

type Chosen = Pick<RunRecord, 'number' | 'name' | 'state' | 'config' | 'result' | 'origin'>;

/** Runs that differ in their seed only become one row with these seeds. Throws LabError `invalid-input`. */
export function studyFromRuns(id: string, title: string, runs: readonly Chosen[]): Study {
  if (runs.length === 0) throw new LabError('invalid-input', 'Choose at least one run for the study.');
  const foreign = runs.find(({ origin }) => origin);
  if (foreign)
    throw new LabError(
      'invalid-input',
      `Run ${foreign.number} was trained elsewhere; a study can only be made of runs whose settings are known.`,
    );
  const groups = new Map<string, Chosen[]>();
  for (const run of [...runs].sort((a, b) => a.number - b.number)) {
    const key = canonicalConfig({ ...run.config, seed: 0 });
    const group = groups.get(key) ?? [];
    if (!group.some(({ config }) => config.seed === run.config.seed)) group.push(run);
    groups.set(key, group);
  }
  if (groups.size > studyLimits.maxRows)
    throw new LabError(
      'invalid-input',
      `A study has at most ${studyLimits.maxRows} rows; these runs would make ${groups.size}.`,
    );
  const rows = [...groups.values()].map((group, i) => rowOf(group, i + 1));
  return parseStudy({
    id,
    title,
    summary: `Made of ${runs.length === 1 ? 'one run' : `${runs.length} runs`} of this lab.`,
    source: 'Runs recorded in this lab when the study was made',
    referenceLabel: 'recorded',
    sections: [{ id: 'runs', title: 'Runs', rows }],
  });
}

function rowOf(group: readonly Chosen[], number: number): unknown {
  const [first] = group as readonly [Chosen];
  const { config, name } = first;
  return {
    id: `r${number}`,
    title: name.slice(0, 200) || `Run ${first.number}`,
    run: config,
    seeds: group.map((run) => run.config.seed),
    published: recorded(group),
  };
}

/** The mean test error, or the training error where there are no test rows. */
function recorded(group: readonly Chosen[]): unknown[] {
  const results = group.flatMap(({ result, state }) => (state === 'completed' && result ? [result] : []));
  for (const measure of ['testError', 'trainError'] as const) {
    const values = results.map((result) => result[measure]).filter((value) => value !== null);
    if (values.length === 0) continue;
    const value = values.reduce((a, b) => a + b, 0) / values.length;
    return [
      { measure, value, said: `recorded in ${values.length === 1 ? 'one run' : `${values.length} runs`}` },
    ];
  }
  return [];
}
