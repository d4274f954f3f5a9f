import { Injectable } from '@nestjs/common';
import type { Comparison } from './dto/result.dto.ts';
import { notYet } from './not-yet.ts';

@Injectable()
export class Comparisons {
  of(_a: string, _b: string): Promise<Comparison> {
    return Promise.reject(notYet());
  }
}
