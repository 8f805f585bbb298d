/** Which links may be handed to the user's browser; main process. Electron security checklist: rule 15. */
import { parseUrl } from './origin';

/** Places on the web the app links to; anything else stays shut. */
const externalHosts: readonly string[] = [
  'js.tensorflow.org',
  'www.tensorflow.org',
  'playground.tensorflow.org',
  'numpy.org',
  'arxiv.org',
  'en.wikipedia.org',
];

/** Whether a link may be handed to the user's browser. */
export function isExternalAllowed(text: string): boolean {
  const url = parseUrl(text);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    externalHosts.includes(url.hostname)
  );
}
