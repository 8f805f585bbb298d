/** Keeps secrets with the system's keyring where it has one; main process, once the app is ready. */
/* eslint-disable @typescript-eslint/no-deprecated -- what is to replace these calls is not there in every Electron that the lab is run with (docs/setup.md) */
import { safeStorage } from 'electron';
import type { SecretBox } from '../runs/types';

export function systemSecretBox(): SecretBox {
  return {
    isEncrypted: hasKeyring(),
    close: (secret) => (hasKeyring() ? safeStorage.encryptString(secret).toString('base64') : secret),
    open: (closed) => safeStorage.decryptString(Buffer.from(closed, 'base64')),
  };
}

/** Without a keyring Linux offers a key that every program knows, which is no encryption. */
function hasKeyring(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
