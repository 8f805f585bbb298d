/** Where and how a run was made, as rows to read; pure, renderer. */
import { knownElapsedMs, type RunRecord } from '../../../shared/runs/run';
import { formatBytes, formatCount, formatDuration } from '../../format/numbers';
import { fullDate } from '../../run/dateText';
import { engineText } from '../../run/engineText';
import type { ConfigGroup, ConfigRow } from './configTable';

const row = (label: string, value: string | null): ConfigRow => ({ label, value: value ?? '–' });
const date = (ms: number | null): string | null => (ms === null ? null : fullDate(ms));

/** Times, engine, machine and versions; what is not known yet is left out. */
export function environmentGroups(run: RunRecord): readonly ConfigGroup[] {
  const { engine, environment } = run;
  const times = [
    row('Created', date(run.createdAt)),
    row('Started', date(run.startedAt)),
    row('Ended', date(run.finishedAt)),
    row('Training time', formatDuration(knownElapsedMs(run))),
    { ...row('Run id', run.id), code: true },
    // Of a run that was trained elsewhere there is neither.
    ...(run.origin
      ? []
      : [
          { ...row('Configuration hash', run.configHash), code: true },
          { ...row('Data hash', run.datasetHash), code: true },
        ]),
  ];
  const groups: ConfigGroup[] = [{ title: 'Run', rows: times }];
  if (engine) {
    const notes = engine.notes.map((note, i) => row(i === 0 ? 'Notes' : `Notes ${i + 1}`, note));
    groups.push({ title: 'Engine', rows: [row('Path', engineText(engine, false)), ...notes] });
  }
  if (environment) {
    groups.push(
      {
        title: 'Machine',
        rows: [
          row('Processor', environment.cpu),
          row('Cores', formatCount(environment.cores)),
          row('Memory', formatBytes(environment.memoryBytes)),
          row('Platform', environment.platform),
        ],
      },
      {
        title: 'Versions',
        rows: [
          row('LossLab', environment.losslab),
          { ...row('Build', environment.buildId), code: true },
          row('TensorFlow', environment.tensorflow),
          row('TensorFlow.js', environment.tfjs),
          row('Electron', environment.electron),
          row('Node', environment.node),
        ],
      },
    );
  }
  return groups;
}
