/** Puts every page's process into Chromium's sandbox; main process. Electron security checklist: rule 4 (process sandboxing). */
import { app } from 'electron';

/**
 * Must run before the app is ready. Whoever starts the app with --no-sandbox (a container's root in tests, where the
 * system's sandbox cannot be had) gets what they ask for: `enableSandbox` would take the switch back half-way, and no
 * process would start. Windows keep `sandbox: true` either way.
 */
export function sandboxAllPages(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}
