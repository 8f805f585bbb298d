/** Remembers where the window was and how big; main process. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from '../../shared/zod';

const whole = z.number().int().min(-100_000).max(100_000);
const stateSchema = z.strictObject({
  x: whole,
  y: whole,
  width: whole.min(200),
  height: whole.min(200),
  maximized: z.boolean(),
});
type WindowState = z.output<typeof stateSchema>;

const defaultSize = { width: 1440, height: 900 };

/** The bounds to open with: those of last time if they are still on a screen, else a size that fits. */
export function restoredBounds(file: string): { bounds: Partial<Rectangle>; maximized: boolean } {
  const state = readState(file);
  if (state && isOnAScreen(state)) {
    const { maximized, ...bounds } = state;
    return { bounds, maximized };
  }
  const { width, height } = screen.getPrimaryDisplay().workAreaSize;
  const bounds = { width: Math.min(defaultSize.width, width), height: Math.min(defaultSize.height, height) };
  return { bounds, maximized: state?.maximized ?? false };
}

function readState(file: string): WindowState | null {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not there yet, or not ours: then the defaults.
    return null;
  }
}

/** Whether enough of the title bar can be seen to drag it. */
function isOnAScreen({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlap = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x);
    return overlap >= 120 && y >= workArea.y - 8 && y < workArea.y + workArea.height - 40;
  });
}

/** Writes the bounds down when the window closes. */
export function rememberWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(`${file}.new`, JSON.stringify(state));
      renameSync(`${file}.new`, file);
    } catch {
      // A full or read-only disk must not keep the window open.
    }
  });
}
