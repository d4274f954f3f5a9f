import type { UploadDto } from '$lib/api/paths.ts';
import { Failure } from '$lib/realtime/failure.ts';
import type { NamedFile } from './dropped-files.ts';

/** A form holds this many files, so that a mirror of thousands shows how far it is and none of it is sent twice. */
const FILES_PER_FORM = 200;
const BYTES_PER_FORM = 512 * 1024 ** 2;

/** Sends files form after form; `onSent` hears how many bytes have gone. A signal that fires ends it. */
export async function sendFiles(
  files: readonly NamedFile[],
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<UploadDto> {
  let upload: UploadDto | undefined;
  let before = 0;
  for (const form of forms(files)) {
    const to = upload ? `/api/imports/uploads/${upload.id}/files` : '/api/imports/uploads';
    const start = before;
    upload = await sendForm(to, form, (bytes) => onSent(start + bytes), signal);
    before += form.reduce((sum, { file }) => sum + file.size, 0);
  }
  if (!upload) throw empty();
  return upload;
}

function* forms(files: readonly NamedFile[]): Generator<NamedFile[]> {
  let form: NamedFile[] = [];
  let bytes = 0;
  for (const one of files) {
    if (form.length > 0 && (form.length >= FILES_PER_FORM || bytes + one.file.size > BYTES_PER_FORM)) {
      yield form;
      form = [];
      bytes = 0;
    }
    form.push(one);
    bytes += one.file.size;
  }
  if (form.length > 0) yield form;
}

/** XMLHttpRequest: `fetch` does not tell how much of a body has been sent. */
function sendForm(
  to: string,
  files: readonly NamedFile[],
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<UploadDto> {
  const form = new FormData();
  for (const { file, path } of files) form.append('files', file, path);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300) resolve(answer as UploadDto);
      else reject(refused(answer, request.status));
    };
    request.onerror = () => reject(Failure.offline());
    request.onabort = () => reject(cancelled());
    request.onloadend = () => signal.removeEventListener('abort', stop);
    request.open('POST', to);
    if (signal.aborted) reject(cancelled());
    else request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(answer: unknown, status: number): Failure {
  const said = answer as { code?: string; message?: string; action?: string } | undefined;
  return new Failure({
    code: said?.code ?? `HTTP_${status}`,
    message: said?.message ?? `The server answered ${status}.`,
    action: said?.action ?? 'Try again.',
  });
}

const cancelled = (): Failure => new Failure({ code: 'CANCELLED', message: 'Cancelled.', action: '' });

const empty = (): Failure =>
  new Failure({
    code: 'UPLOAD_EMPTY',
    message: 'There is no file in what was dropped.',
    action: 'Drop files or a folder.',
  });
