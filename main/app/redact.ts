/** Takes personal paths out of what is logged; main process, free of Electron for tests. */

/**
 * Takes personal paths out of a text, so that a log can be sent to somebody.
 * @param folders path → what stands for it
 */
export function redactPaths(text: string, folders: ReadonlyMap<string, string>): string {
  let redacted = text;
  // Longest first: the data folder lies below the home folder.
  const sorted = [...folders].sort(([a], [b]) => b.length - a.length);
  for (const [folder, name] of sorted) {
    if (folder.length < 2) continue;
    redacted = redacted.replaceAll(folder, name);
    // Windows writes the same folder in several ways, JSON and stacks among them.
    const slashed = folder.replaceAll('\\', '/');
    const escaped = folder.replaceAll('\\', '\\\\');
    redacted = redacted.replaceAll(slashed, name).replaceAll(escaped, name);
  }
  return redacted;
}
