import { HindcastError } from '@hindcast/engine';

/** What a name may not hold: control characters, what Windows forbids, and marks that turn the direction of text. */
const UNSAFE = /[\p{Cc}\p{Cf}<>:"|?*]/gu;
const MAX_NAME_BYTES = 120;
const MAX_DEPTH = 8;
/** Device names of Windows: a folder that was copied there could not be read. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The path below an upload's folder under which a file is kept that a browser calls `name`: a path with slashes of
 * either kind when a folder was dropped. Never absolute, never upwards, never hidden. Throws UPLOAD_NAME when nothing
 * of the name is left.
 */
export function safePath(name: string): string {
  const parts = name
    .normalize('NFC')
    .split(/[/\\]+/)
    .map(safeName)
    .filter((part) => part !== '');
  if (parts.length > 0) return parts.slice(-MAX_DEPTH).join('/');
  throw new HindcastError('UPLOAD_NAME', 'A file has no name.', 'Give it one, such as BTCUSDT-5m.csv.', {
    field: 'files',
  });
}

function safeName(part: string): string {
  const plain = part
    .replace(UNSAFE, '_')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  return shortened(DEVICE.test(plain) ? `_${plain}` : plain);
}

/** At most so many bytes, the extension kept: it is what a reader looks at. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const extension = /(\.[A-Za-z0-9]{1,8}){1,2}$/.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - extension.length);
  while (Buffer.byteLength(stem + extension) > MAX_NAME_BYTES) stem = [...stem].slice(0, -1).join('');
  return stem + extension;
}
