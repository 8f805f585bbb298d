/** Writes a picture of the lab as a small PNG: flat grounds and text deflate best without any filter (tests, Node). */
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../data/crc32';

/**
 * @param bitmap 4 bytes a pixel: blue, green, red, and alpha, which is left out
 * @param width in pixels
 */
export function smallPng(bitmap: Uint8Array, width: number): Buffer {
  const height = bitmap.length / 4 / width;
  // Each row begins with the number of its filter: none.
  const rows = Buffer.alloc(height * (3 * width + 1));
  for (let y = 0, to = 0; y < height; y += 1) {
    to += 1;
    for (let x = 0; x < width; x += 1) {
      const from = 4 * (y * width + x);
      for (const channel of [2, 1, 0]) rows[to++] = bitmap[from + channel] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, three channels.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
