import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';

/**
 * Passes decompressed data on as long as it stays in proportion to what it was compressed to: a bomb is
 * refused after a few megabytes, not after it has filled the machine.
 */
export async function* guardInflation(
  content: AsyncIterable<Buffer>,
  label: string,
  compressedBytes: number,
  limits: ImportLimits,
): AsyncGenerator<Buffer> {
  const most = Math.max(limits.ratioFrom, compressedBytes * limits.ratio);
  let seen = 0;
  for await (const chunk of content) {
    seen += chunk.length;
    if (seen > most) throw bomb(label, compressedBytes, limits);
    if (seen > limits.entryBytes) throw tooLarge(label, limits);
    yield chunk;
  }
}

export function bomb(label: string, compressedBytes: number, limits: ImportLimits): Error {
  return inputError(
    'IMPORT_INFLATES',
    { file: label },
    `its ${compressedBytes} compressed bytes grow more than ${limits.ratio} times, as no market data does.`,
    'If you trust it, unpack it yourself and import the unpacked file.',
  );
}

export function tooLarge(label: string, limits: ImportLimits): Error {
  return inputError(
    'IMPORT_TOO_LARGE',
    { file: label },
    `it is larger than ${limits.entryBytes} bytes when unpacked.`,
    'If you trust it, unpack it yourself and import the unpacked file.',
  );
}
