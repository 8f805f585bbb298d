/** The frame of every HTML report: one page, its style in it, forbidden to ask for anything; runs anywhere. */
import { markup, type Markup } from './markup';
import { reportStyle } from './style';

/** The document. `style` is added to what all reports have. */
export function htmlPage(title: string, body: Markup, style = ''): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${markup`${title}`.markup} – LossLab</title>
<style>${reportStyle}${style}</style>
</head>
<body>
${body.markup}
</body>
</html>
`;
}
