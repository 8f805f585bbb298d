/** The studies that every lab has; runs anywhere. */
import { parseStudy, type Study } from './studyFile';
import report from './templates/report.json';

/** Templates by id, checked when they are first asked for. */
const templates: readonly unknown[] = [report];
let checked: readonly Study[] | null = null;

/** The built-in studies. */
export function builtInStudies(): readonly Study[] {
  return (checked ??= templates.map(parseStudy));
}
