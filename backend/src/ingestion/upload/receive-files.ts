import { FilesInterceptor } from '@nestjs/platform-express';
import type { Request } from 'express';
import type { Readable } from 'node:stream';
import { UPLOAD_LIMITS, type Upload, type UploadStore } from './upload-store.ts';

/** A request whose files go into an upload as they come in. */
export interface ReceivingRequest extends Request {
  receiving?: { store: UploadStore; upload: Upload };
}

/** What multer tells of a part of the form. */
interface IncomingFile {
  originalname: string;
  stream: Readable;
  /** Set once it is stored. */
  filename?: string;
}

type Done = (error: Error | null, info?: Partial<IncomingFile> & { size?: number; path?: string }) => void;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** A storage engine of multer that hands each file to the upload which a guard has put on the request. */
const INTO_UPLOAD = {
  _handleFile(request: ReceivingRequest, file: IncomingFile, done: Done): void {
    const { receiving } = request;
    if (!receiving) {
      done(new Error('no upload was begun for this request'));
      return;
    }
    receiving.store.add(receiving.upload.id, file.originalname, file.stream).then(
      ({ name, bytes, path }) => done(null, { filename: name, size: bytes, path }),
      (error: unknown) => done(asError(error)),
    );
  },
  _removeFile(request: ReceivingRequest, file: IncomingFile, done: Done): void {
    const { receiving } = request;
    const removed =
      receiving && file.filename ? receiving.store.remove(receiving.upload.id, file.filename) : undefined;
    Promise.resolve(removed).then(
      () => done(null),
      (error: unknown) => done(asError(error)),
    );
  },
};

/** Takes the files of a multipart form, named `files`, into the request's upload. Nothing is held in memory. */
export const ReceiveFiles = () =>
  FilesInterceptor('files', UPLOAD_LIMITS.files, {
    storage: INTO_UPLOAD,
    preservePath: true,
    defParamCharset: 'utf8',
    limits: { fields: 0, parts: UPLOAD_LIMITS.files, fieldNameSize: 64, headerPairs: 32 },
  });
