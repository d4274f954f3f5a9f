import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiPartialContentResponse } from '@nestjs/swagger';
import type { Response } from 'express';

/** A page of a longer list, from the oldest item to the newest. */
export interface Page<T> {
  items: T[];
  offset: number;
  total: number;
}

/**
 * Says which part of the list the answer is: `Content-Range: items 0-99/25000`, with status 206 for a part
 * and 200 for the whole list. A page beyond the end is an empty list, with a star for its range.
 */
export function answerPage<T>(response: Response, page: Page<T>): T[] {
  const { items, offset, total } = page;
  const last = offset + items.length - 1;
  const range = items.length === 0 ? '*' : `${offset}-${last}`;
  response.setHeader('Content-Range', `items ${range}/${total}`);
  response.setHeader('Accept-Ranges', 'items');
  response.status(items.length === 0 || items.length === total ? 200 : 206);
  return items;
}

const RANGE_HEADER = {
  'Content-Range': {
    description: 'which items of how many: `items 0-99/25000`',
    schema: { type: 'string' as const },
  },
};

/** Describes a handler that answers with {@link answerPage}. */
export function ApiPage(item: Type): MethodDecorator {
  return applyDecorators(
    ApiOkResponse({ type: item, isArray: true, headers: RANGE_HEADER, description: 'the whole list' }),
    ApiPartialContentResponse({
      type: item,
      isArray: true,
      headers: RANGE_HEADER,
      description: 'a part of it',
    }),
  );
}
