/** A study's report as one HTML page that needs nothing else: style and figures are in it; runs anywhere. */
import { barFigure, errorFigure } from '../figures/barFigure';
import { boundaryFigure } from '../figures/boundaryFigure';
import { lossFigure } from '../figures/lossFigure';
import type { Figure } from '../figures/figure';
import type { Finding } from '../findings';
import type { RowReport, StudyReport } from '../report';
import { durationInWords, formatCount, inWords, quantity } from '../words';
import { markup, nothing, type Markup } from './markup';
import { htmlPage } from './page';
import { comparisonTable, runTable } from './reportTables';
import { svgOf } from './svg';

/** The whole page. Everything that users can name is escaped. */
export function reportHtml(report: StudyReport): string {
  const { study, sections, findings } = report;
  const rows = sections.flatMap((section) => section.rows);
  const overview = errorFigure(rows, study.referenceLabel);
  const body = markup`<main>
<header>
<h1>${study.title}</h1>
<p class="lead">${study.summary}</p>
${facts(report)}
${notices(report)}
</header>
${key(study.referenceLabel)}
${overview ? section('Test errors at a glance', [], markup`${wideFigure(overview)}`) : nothing}
${sections.map((one) =>
  section(
    one.title,
    one.text,
    markup`${comparisonTable(one.rows, study.referenceLabel)}
<div class="figures">
${one.rows.map(rowFigures)}
${one.bars.map((chart) => titled(barFigure(chart, study.referenceLabel), chart.figure, chart.title, ''))}
</div>`,
  ),
)}
${findings.length > 0 ? section('What the source got wrong or left out, measured', [], markup`${findings.map(findingPart)}`) : nothing}
${section('Every run', [], runTable(rows))}
<footer>Made by LossLab. Values marked “${study.referenceLabel}” are taken from the source and were not computed here; all others were.</footer>
</main>`;
  return htmlPage(study.title, body);
}

function section(title: string, text: readonly string[], content: Markup): Markup {
  return markup`<section>
<h2>${title}</h2>
${text.map((line) => markup`<p>${line}</p>`)}
${content}
</section>
`;
}

function facts({ study, options, totals, generatedAt }: StudyReport): Markup {
  const list: readonly (readonly [string, string])[] = [
    ['Source', study.source],
    ['Made', `${new Date(generatedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ['Length', options.fraction === 1 ? 'full' : `${options.fraction * 100} % of the epochs of every run`],
    [
      'Runs',
      `${formatCount(totals.done)} of ${formatCount(totals.planned)}; ${formatCount(totals.epochs)} epochs, ${formatCount(totals.steps)} steps`,
    ],
    [
      'Time',
      `${durationInWords(totals.trainingMs)} of training in ${durationInWords(totals.wallMs)}, as runs went on side by side`,
    ],
    ['Machine', totals.machines.join('; ')],
  ];
  const shown = list.filter(([, text]) => text !== '');
  return markup`<dl class="meta">${shown.map(([name, text]) => markup`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

function notices({ options, totals }: StudyReport): Markup {
  const list = [
    ...(options.fraction < 1
      ? [
          'This is not the full study: most rows were trained for a fraction of their epochs, so they are not comparable with the published values.',
        ]
      : []),
    ...(totals.done < totals.planned
      ? [
          `${formatCount(totals.planned - totals.done)} of ${formatCount(totals.planned)} runs have not been done.`,
        ]
      : []),
  ];
  return markup`${list.map((text) => markup`<p class="notice">${text}</p>`)}`;
}

function key(reference: string): Markup {
  return markup`<p class="key">
<span><svg viewBox="0 0 22 12" aria-hidden="true"><circle class="own dot" cx="11" cy="6" r="4"/></svg>own, this lab</span>
<span><svg viewBox="0 0 22 12" aria-hidden="true"><path class="published dot" d="M11 1l5 5l-5 5l-5 -5Z"/></svg>${reference}</span>
<span><svg viewBox="0 0 22 12" aria-hidden="true"><path class="own band" d="M1 1H21V11H1Z"/></svg>within noise: where 95 of 100 further runs would lie</span>
<span><svg viewBox="0 0 22 12" aria-hidden="true"><path class="floor" d="M1 6H21"/></svg>least value the loss can take</span>
</p>
<p class="under">Curves show the loss of every step: of each column of a picture the first, least, greatest and last are drawn, so no peak is left out. Noise is how far one more run with another seed may lie from the mean in 95 of 100 cases (Student’s t on the spread over seeds); a published value within it cannot be told from the lab’s own.</p>`;
}

function rowFigures(row: RowReport): Markup {
  const boundary = boundaryFigure(row.boundary, row.points);
  const loss = lossFigure(row);
  const test = row.own.testError;
  const error = test ? `test error ${inWords(test.mean, '%')}` : '';
  const outputs = row.outputUnits > row.classes ? `${row.outputUnits} outputs` : '';
  const steps = row.curve ? quantity(row.curve.totalSteps, 'step') : '';
  const what = [quantity(row.epochs, 'epoch'), steps, outputs, error].filter(Boolean).join(', ');
  const title = `${row.id} · ${row.title}`;
  return markup`${titled(loss, row.figure, title, what)}${titled(boundary, row.figure, title, 'decision boundary')}`;
}

function titled(figure: Figure | null, source: string, title: string, what: string): Markup {
  if (!figure) return nothing;
  const details = [what, source && `as ${source}`].filter(Boolean).join(' · ');
  return markup`<figure>
<figcaption><b>${title}</b> <span>${details}</span></figcaption>
${svgOf(figure)}
</figure>
`;
}

const wideFigure = (figure: Figure): Markup => markup`<figure class="wide">${svgOf(figure)}</figure>`;

function findingPart({ title, text, table }: Finding): Markup {
  return markup`<h3>${title}</h3>
${text.map((line) => markup`<p>${line}</p>`)}
${
  table
    ? markup`<div class="scroll"><table><thead><tr>${table.header.map((cell) => markup`<th>${cell}</th>`)}</tr></thead>
<tbody>${table.rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
    : nothing
}
`;
}
