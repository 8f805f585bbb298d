/** The tables of an HTML report: figures beside published ones, and every run; runs anywhere. */
import type { Comparison, RowReport } from '../report';
import {
  durationInWords,
  formatCount,
  inWords,
  measureLabels,
  signed,
  unitOf,
  verdictLabels,
  verdictReason,
} from '../words';
import { markup, nothing, type Markup } from './markup';

/** A line for every figure of every row; rows without a published one show their test error. */
export function comparisonTable(rows: readonly RowReport[], reference: string): Markup {
  const header = ['Row', 'Network', 'Source', 'Epochs', 'Measure', 'Own', reference, 'Difference', 'Verdict'];
  const numeric = [3, 5, 6, 7];
  return markup`<div class="scroll"><table>
<thead><tr>${header.map((cell, i) => markup`<th${numeric.includes(i) ? number : nothing}>${capital(cell)}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`${row.comparisons.length > 0 ? row.comparisons.map((one, i) => line(row, one, i === 0)) : [bare(row)]}`)}
</tbody></table></div>`;
}

const number: Markup = { markup: ' class="number"' };
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function head(row: RowReport, isFirst: boolean): Markup {
  if (!isFirst) return markup`<td></td><td></td><td></td><td></td>`;
  const best = row.best ? `Best: ${row.best}.` : '';
  const notes = [row.note, best].filter(Boolean).join(' ');
  return markup`<td class="id">${row.id}</td><td>${row.title}${notes ? markup`<small>${notes}</small>` : nothing}</td><td class="nowrap">${row.figure}</td><td class="number">${formatCount(row.epochs)}</td>`;
}

function line(row: RowReport, comparison: Comparison, isFirst: boolean): Markup {
  const { measure, own, seeds, value, said, note, difference, verdict } = comparison;
  const unit = unitOf(measure);
  const count = seeds > 1 ? `mean of ${seeds} seeds` : '';
  // Said once at the head of the page.
  const reason = verdict === 'not-comparable' ? '' : verdictReason(comparison);
  const words = [said, note].filter(Boolean).join('. ');
  return markup`<tr>${head(row, isFirst)}<td>${measureLabels[measure]}${words ? markup`<small>${words}</small>` : nothing}</td>
<td class="number">${inWords(own, unit)}${count ? markup`<small>${count}</small>` : nothing}</td>
<td class="number">${inWords(value, unit)}</td><td class="number">${signed(difference, unit)}</td>
<td><span class="verdict verdict-${verdict}">${verdictLabels[verdict]}</span>${reason ? markup`<small>${reason}</small>` : nothing}</td></tr>
`;
}

function bare(row: RowReport): Markup {
  const own = row.own.testError ?? row.own.trainError;
  return markup`<tr>${head(row, true)}<td>${row.own.testError ? measureLabels.testError : measureLabels.trainError}</td>
<td class="number">${inWords(own?.mean ?? null, '%')}</td><td class="number">–</td><td class="number">–</td><td></td></tr>
`;
}

/** Every run with its identity. */
export function runTable(rows: readonly RowReport[]): Markup {
  const header = ['Row', 'Run', 'Seed', 'Varied', 'State', 'Epochs', 'Steps', 'Error', 'Time', 'Id'];
  const numeric = [1, 2, 5, 6, 7, 8];
  return markup`<div class="scroll"><table>
<thead><tr>${header.map((cell, i) => markup`<th${numeric.includes(i) ? number : nothing}>${cell}</th>`)}</tr></thead>
<tbody>
${rows.flatMap((row) =>
  row.runs.map(({ seed, varied, epochs, run }) => {
    const error = run?.values.testError ?? run?.values.trainError ?? null;
    const state = run ? (run.stateReason ? `${run.state}: ${run.stateReason}` : run.state) : 'not run yet';
    return markup`<tr><td class="id">${row.id}</td><td class="number">${run ? `#${run.number}` : ''}</td><td class="number">${seed}</td><td>${varied}</td><td>${state}</td>
<td class="number">${formatCount(epochs)}</td><td class="number">${run ? formatCount(run.step) : ''}</td><td class="number">${inWords(error, '%')}</td>
<td class="number">${run ? durationInWords(run.elapsedMs) : ''}</td><td>${run ? markup`<code>${run.id}</code>` : nothing}</td></tr>
`;
  }),
)}
</tbody></table></div>`;
}
