import { Injectable } from '@nestjs/common';
import type { PreviewRequest } from './dto/new-run.dto.ts';
import type { Preview } from './dto/result.dto.ts';
import { notYet } from './not-yet.ts';

@Injectable()
export class Previews {
  make(_request: PreviewRequest, _signal: AbortSignal): Promise<Preview> {
    return Promise.reject(notYet());
  }
}
