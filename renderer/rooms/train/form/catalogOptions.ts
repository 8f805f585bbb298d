/** Catalog entries as options of a select; pure, renderer. */
import type { CatalogEntry } from '../../../../shared/catalog/parameter';

export const catalogOptions = (entries: readonly CatalogEntry[]): { value: string; label: string }[] =>
  entries.map(({ id, label }) => ({ value: id, label }));
