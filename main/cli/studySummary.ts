/** A study's report as JSON and as text; command line. */
import type { RowReport, RunLine, StudyReport } from '../../shared/study/report';
import {
  inWords,
  measureLabels,
  signed,
  unitOf,
  verdictLabels,
  verdictReason,
} from '../../shared/study/words';
import { count, duration, percent, table } from './format';

/** The object that --json prints: a row per run with own and published figures, then each figure's verdict. */
export function reportObject({ study, options, generatedAt, sections, findings, totals }: StudyReport) {
  const rows = sections.flatMap((section) => section.rows);
  const { trainingMs, wallMs, ...counts } = totals;
  return {
    study: study.id,
    title: study.title,
    source: study.source,
    fraction: options.fraction,
    generatedAt,
    rows: rows.flatMap((row) => row.runs.map((line) => runObject(row, line))),
    comparisons: rows.flatMap(({ id, comparisons }) =>
      comparisons.map((comparison) => ({ row: id, ...comparison, reason: verdictReason(comparison) })),
    ),
    floors: rows.map(({ id, outputUnits, floor, lowestLoss }) => ({
      row: id,
      outputUnits,
      floor,
      lowestLoss,
    })),
    findings,
    totals: { ...counts, trainingSeconds: trainingMs / 1000, wallSeconds: wallMs / 1000 },
  };
}

function runObject(row: RowReport, { seed, varied, epochs, run }: RunLine) {
  return {
    row: row.id,
    title: row.title,
    figure: row.figure,
    seed,
    varied,
    epochs,
    isFullLength: row.isFullLength,
    runId: run?.id ?? null,
    number: run?.number ?? null,
    state: run?.state ?? 'missing',
    steps: run?.step ?? 0,
    seconds: (run?.elapsedMs ?? 0) / 1000,
    own: run?.values ?? null,
    published: Object.fromEntries(row.comparisons.map(({ measure, value }) => [measure, value])),
  };
}

/** The same in tables and lines of text. */
export function reportInWords(report: StudyReport): string {
  const rows = report.sections.flatMap((section) => section.rows);
  const runs = rows.flatMap((row) =>
    row.runs.map(({ seed, varied, epochs, run }) => [
      row.id,
      varied ? `${row.title}: ${varied}` : row.title,
      String(seed),
      count(epochs),
      run ? run.state : 'missing',
      percent(run?.values.testError ?? run?.values.trainError),
      inWords(run?.values.finalLoss ?? null, ''),
      duration(run?.elapsedMs ?? 0),
      run?.id ?? '',
    ]),
  );
  const header = ['ROW', 'RUN', 'SEED', 'EPOCHS', 'STATE', 'ERROR', 'LOSS', 'TIME', 'ID'];
  const figures = rows.flatMap((row) =>
    row.comparisons.map((comparison) => {
      const { measure, value, own, difference, verdict } = comparison;
      const unit = unitOf(measure);
      const cells = [
        inWords(value, unit),
        inWords(own, unit),
        signed(difference, unit),
        verdictLabels[verdict],
      ];
      return [row.id, measureLabels[measure], ...cells];
    }),
  );
  const reference = report.study.referenceLabel.toUpperCase();
  const { done, planned, trainingMs, wallMs } = report.totals;
  const parts = [
    table(header, runs, [2, 3, 5, 6, 7]),
    figures.length > 0
      ? table(['ROW', 'MEASURE', reference, 'OWN', 'DIFFERENCE', 'VERDICT'], figures, [2, 3, 4])
      : '',
    ...report.findings.map(({ title, text }) => `${title}.\n${text.map((line) => `  ${line}\n`).join('')}`),
    `${done} of ${planned} runs; ${duration(trainingMs)} of training in ${duration(wallMs)}.\n`,
  ];
  return parts.filter(Boolean).join('\n');
}
