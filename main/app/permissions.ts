/** Denies every permission a page can ask for; main process. Electron security checklist: rule 5 (session permission requests). */
import type { Session } from 'electron';

/** Copying text to the clipboard is a button's work and reads nothing; all else (camera, location, USB, …) is refused. */
const allowed: readonly string[] = ['clipboard-sanitized-write'];

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(allowed.includes(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => allowed.includes(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault();
    choose(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault();
    choose('');
  });
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault();
    choose();
  });
}
