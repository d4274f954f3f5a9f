import { NotFoundException } from '@nestjs/common';
import { HindcastError } from '@hindcast/engine';
import type { Request, Response } from 'express';
import { answerError } from './http.filter.ts';

/** Answers what no route and no file answered; Nest itself does so below its prefix only. */
export function nothingThere(hasUi: boolean) {
  return (request: Request, response: Response): void => {
    const error = hasUi
      ? new NotFoundException(`Cannot ${request.method} ${request.path}`)
      : new HindcastError('UI_NOT_FOUND', 'The UI has not been built.', 'Run: npm run build');
    answerError(error, request, response);
  };
}
