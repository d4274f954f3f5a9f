import { deflateSync, inflateSync } from 'node:zlib';

/** Numbers as text that any database keeps: little-endian float64, deflated, base64. */
export function pack(numbers: Float64Array): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return deflateSync(bytes, { level: 3 }).toString('base64');
}

export function unpack(text: string): Float64Array {
  const bytes = inflateSync(Buffer.from(text, 'base64'));
  // A copy: what inflate returns may start anywhere in its memory, and numbers must start at a multiple of eight.
  return new Float64Array(new Uint8Array(bytes).buffer);
}
