/** Tells text from other bytes, for files whose name proves nothing; any process. */
import { badFile } from './problems';

/** Whether the start of a file is UTF-8 text. Throws where it is text in another encoding that can be told. */
export function looksLikeText(start: Uint8Array): boolean {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) {
    throw badFile('The file is text in UTF-16; save it as UTF-8.');
  }
  return !start.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}
