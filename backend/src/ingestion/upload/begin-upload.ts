import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { ReceivingRequest } from './receive-files.ts';
import { UploadStore } from './upload-store.ts';

/**
 * Puts the upload that a request's files go into on the request, before the first of them comes in: the one that its
 * address names, or a new one.
 */
@Injectable()
export class BeginUpload implements CanActivate {
  constructor(private readonly uploads: UploadStore) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ReceivingRequest>();
    const { id } = request.params;
    const isNew = typeof id !== 'string';
    const upload = isNew ? await this.uploads.create() : this.uploads.get(id);
    request.receiving = { store: this.uploads, upload };
    if (isNew) this.#forgetWithout(request, upload.id);
    return true;
  }

  /** A new upload of which nothing arrived is no upload. */
  #forgetWithout(request: ReceivingRequest, id: string): void {
    request.res?.once('close', () => {
      const arrived = this.uploads.has(id) && this.uploads.get(id).files.length > 0;
      if (!arrived && this.uploads.has(id)) void this.uploads.delete(id);
    });
  }
}
