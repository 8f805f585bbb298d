/** What the page keeps for itself over a restart (drafts, widths of panels); never the lab's data (renderer). */

/** What was written under a key, or null; the shape is the caller's to check. */
export function readStored<T>(key: string): Partial<T> | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : null;
  } catch {
    return null;
  }
}

/** Writes a value; where storage is full or closed it is not kept, which harms nothing. */
export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing depends on it.
  }
}
