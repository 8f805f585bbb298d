/**
 * Reads ZIP files that nobody vouches for: every offset is checked, sizes are bounded before and while unpacking, checksums
 * must fit; training host and command line. (fflate inflates without checking the CRC, which would let flipped bits through.)
 */
import { datasetLimits } from '../../shared/data/dataset';
import { crc32 } from './crc32';
import { inflateBounded } from './inflate';
import { badFile, inBytes, tooLarge } from './problems';

/** A file within the archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked, as declared. */
  readonly size: number;
  /** Unpacks and checks it. */
  read(): Promise<Uint8Array>;
}

const endSignature = 0x0605_4b50;
const endSize = 22;
const zip64LocatorSignature = 0x0706_4b50;
const zip64EndSignature = 0x0606_4b50;
const entrySignature = 0x0201_4b50;
const localSignature = 0x0403_4b50;
const maxEntries = 1000;
const stored = 0;
const deflated = 8;

/** The entries of the archive's directory, in its order. */
export function listZip(archive: Uint8Array, archiveName: string): readonly ZipEntry[] {
  try {
    return readDirectory(archive, archiveName);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(archiveName, error);
    throw error;
  }
}

/** DataView refuses every access outside of the archive with a RangeError. */
function readDirectory(archive: Uint8Array, archiveName: string): ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view, archiveName);
  let count = view.getUint16(end + 10, true);
  let offset = view.getUint32(end + 16, true);
  if (count === 0xffff || offset === 0xffff_ffff) {
    const locator = end - 20;
    if (view.getUint32(locator, true) !== zip64LocatorSignature) throw damaged(archiveName);
    const zip64 = safeNumber(view, locator + 8, archiveName);
    if (view.getUint32(zip64, true) !== zip64EndSignature) throw damaged(archiveName);
    count = safeNumber(view, zip64 + 32, archiveName);
    offset = safeNumber(view, zip64 + 48, archiveName);
  }
  if (count > maxEntries) throw badFile(`"${archiveName}" holds ${count} files; that is no data set.`);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (view.getUint32(offset, true) !== entrySignature) throw damaged(archiveName);
    const nameLength = view.getUint16(offset + 28, true);
    const extraLength = view.getUint16(offset + 30, true);
    const header = readEntry(view, offset, nameLength, extraLength, archiveName);
    const name = new TextDecoder().decode(archive.subarray(offset + 46, offset + 46 + nameLength));
    entries.push({ name, size: header.size, read: () => unpack(archive, header, name, archiveName) });
    offset += 46 + nameLength + extraLength + view.getUint16(offset + 32, true);
  }
  return entries;
}

interface EntryHeader {
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localOffset: number;
}

function readEntry(
  view: DataView,
  at: number,
  nameLength: number,
  extraLength: number,
  archiveName: string,
): EntryHeader {
  const wide = wideFields(view, at + 46 + nameLength, extraLength);
  const field = (offset: number): number => {
    const value = view.getUint32(offset, true);
    if (value !== 0xffff_ffff || wide === null) return value;
    const taken = safeNumber(view, wide.at, archiveName);
    wide.at += 8;
    return taken;
  };
  // In this order they stand in the ZIP64 field, each only if it does not fit into 32 bits.
  const size = field(at + 24);
  const packedSize = field(at + 20);
  const localOffset = field(at + 42);
  return {
    method: view.getUint16(at + 10, true),
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    crc: view.getUint32(at + 16, true),
    packedSize,
    size,
    localOffset,
  };
}

/** Where the ZIP64 extra field's numbers start, if there is one. */
function wideFields(view: DataView, start: number, length: number): { at: number } | null {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) === 1) return { at: at + 4 };
  }
  return null;
}

async function unpack(
  archive: Uint8Array,
  header: EntryHeader,
  name: string,
  archiveName: string,
): Promise<Uint8Array> {
  const { method, crc, packedSize, size, localOffset } = header;
  if (header.encrypted)
    throw badFile(`"${name}" in "${archiveName}" is encrypted; save it without a password.`);
  if (size > datasetLimits.maxContentBytes) {
    throw tooLarge(
      `"${name}" in "${archiveName}" would unpack to ${inBytes(size)}; at most ${inBytes(datasetLimits.maxContentBytes)} can be imported.`,
    );
  }
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  if (localOffset + 30 > archive.length || view.getUint32(localOffset, true) !== localSignature)
    throw damaged(archiveName);
  const start =
    localOffset + 30 + view.getUint16(localOffset + 26, true) + view.getUint16(localOffset + 28, true);
  if (start + packedSize > archive.length) throw damaged(archiveName);
  const packed = archive.subarray(start, start + packedSize);
  let content: Uint8Array;
  if (method === stored) content = packed;
  else if (method === deflated) content = await inflateBounded(packed, size, name);
  else
    throw badFile(
      `"${name}" in "${archiveName}" is packed in a way (method ${method}) that is not known; use np.savez or np.savez_compressed.`,
    );
  if (content.length !== size || crc32(content) !== crc) {
    throw badFile(
      `"${name}" in "${archiveName}" is damaged: its checksum does not fit. Copy or save the file again.`,
    );
  }
  return content;
}

/** The end record stands last, before a comment of up to 65,535 bytes. */
function findEnd(view: DataView, archiveName: string): number {
  const lowest = Math.max(0, view.byteLength - endSize - 0xffff);
  for (let at = view.byteLength - endSize; at >= lowest; at--) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  throw damaged(archiveName);
}

function safeNumber(view: DataView, at: number, archiveName: string): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw damaged(archiveName);
  return value;
}

function damaged(archiveName: string, cause?: unknown) {
  return badFile(
    `"${archiveName}" is a damaged or incomplete ZIP archive. Copy or save the file again.`,
    cause,
  );
}
