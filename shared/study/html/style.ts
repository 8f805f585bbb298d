/** The style sheet of HTML reports: light, dark and on paper; runs anywhere. */

const dark = `
  color-scheme: dark;
  --ground: #131416; --panel: #1a1b1e; --ink: #e9e9e6; --secondary: #9a9da3; --hairline: #2a2c30;
  --own: #6ea2ff; --published: #b9bbc0; --floor: #ff9d52; --good: #4fc48a; --warn: #e0a94a; --bad: #ff8a80;
  --low: #2b62ab; --middle: #202226; --high: #b5601f; --class0: #7db0ff; --class1: #ff9d52;`;

const shades = Array.from({ length: 9 }, (_, i) => {
  const share = Math.round(Math.abs(i - 4) * 25);
  return `.shade${i} { fill: color-mix(in srgb, var(--${i < 4 ? 'low' : 'high'}) ${share}%, var(--middle)); }`;
}).join('\n');

export const reportStyle = `
:root {
  color-scheme: light;
  --ground: #fbfbfa; --panel: #ffffff; --ink: #1c1d1f; --secondary: #5d6066; --hairline: #e4e4e1;
  --own: #2f6fde; --published: #55585e; --floor: #b55a00; --good: #1a7f4b; --warn: #8a5700; --bad: #c0322b;
  --low: #5b97e0; --middle: #f7f6f3; --high: #f0924a; --class0: #1f5fbf; --class1: #b54600;
}
@media (prefers-color-scheme: dark) { :root {${dark}
} }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 14px/1.5 'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1160px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }
h2 { font-size: 19px; line-height: 1.3; margin: 48px 0 8px; letter-spacing: -0.005em; }
h3 { font-size: 14px; line-height: 1.4; margin: 24px 0 4px; }
p { margin: 0 0 8px; max-width: 78ch; }
.lead { font-size: 16px; color: var(--secondary); }
.meta { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 20px 0; font-size: 13px; }
.meta dt { color: var(--secondary); }
.meta dd { margin: 0; overflow-wrap: anywhere; }
.notice { border-left: 3px solid var(--warn); padding: 4px 12px; margin: 16px 0; }
.scroll { overflow-x: auto; margin: 12px 0 20px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--hairline); vertical-align: top; }
th { color: var(--secondary); font-weight: 500; white-space: nowrap; }
th.number, td.number { text-align: right; white-space: nowrap; }
td.id { white-space: nowrap; font-weight: 600; }
td small { display: block; color: var(--secondary); font-size: 12px; max-width: 52ch; }
.verdict { white-space: nowrap; }
.verdict-within-noise, .verdict-better { color: var(--good); }
td.nowrap { white-space: nowrap; }
.verdict-worse, .verdict-contradicted { color: var(--bad); }
.verdict-spread-unknown, .verdict-not-comparable, .verdict-no-result { color: var(--secondary); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 16px; margin: 16px 0; }
figure { margin: 0; padding: 12px 12px 10px; background: var(--panel); border: 1px solid var(--hairline); border-radius: 8px; }
figure.wide { margin: 16px 0; }
figcaption { font-size: 13px; margin-bottom: 6px; }
figcaption b { font-weight: 600; }
figcaption span { display: block; color: var(--secondary); }
.under { font-size: 12px; color: var(--secondary); margin: 4px 0 0; }
.key { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 13px; color: var(--secondary); margin: 8px 0; }
.key svg { width: 22px; height: 12px; vertical-align: -1px; margin-right: 6px; display: inline-block; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 11px 'Inter Variable', Inter, system-ui, sans-serif; fill: var(--secondary); font-variant-numeric: tabular-nums; }
svg .label, svg .note { fill: var(--secondary); }
svg .value { fill: var(--ink); font-size: 10.5px; }
.grid { stroke: var(--hairline); fill: none; }
.axis { stroke: var(--secondary); fill: none; stroke-width: 0.8; }
.own.line { stroke: var(--own); fill: none; stroke-width: 1; stroke-linejoin: round; }
.own.bar, .own.dot { fill: var(--own); }
.own.band { fill: var(--own); fill-opacity: 0.16; }
.published.bar { fill: none; stroke: var(--published); stroke-width: 1.2; stroke-dasharray: 3 2; }
.published.dot { fill: var(--ground); stroke: var(--published); stroke-width: 1.5; }
.floor { stroke: var(--floor); fill: none; stroke-width: 1.2; stroke-dasharray: 5 3; }
svg .note { fill: var(--floor); }
.contour { stroke: var(--ink); fill: none; stroke-width: 1.3; }
.class0 { fill: var(--class0); stroke: var(--panel); stroke-width: 0.6; }
.class1 { fill: var(--class1); stroke: var(--panel); stroke-width: 0.6; }
${shades}
code { font: 12px 'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace; }
footer { margin-top: 48px; border-top: 1px solid var(--hairline); padding-top: 12px; font-size: 12px; color: var(--secondary); }
@media print {
  main { max-width: none; padding: 0; }
  body { font-size: 10pt; background: #fff; }
  .scroll { overflow: visible; }
  figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
