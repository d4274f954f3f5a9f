import { HindcastError } from '@hindcast/engine';
import type { TargetKind, TargetOptions } from './target.ts';

/** What a kind of target cannot do without. Throws TARGET_OPTIONS. */
export function checkOptions(kind: TargetKind, { chatId, from, to }: TargetOptions): void {
  if (kind === 'telegram' && !chatId) throw wanting('options.chatId', 'Telegram needs the chat to write to');
  if (kind === 'email' && !from) throw wanting('options.from', 'E-mail needs a sender');
  if (kind === 'email' && !to?.length) throw wanting('options.to', 'E-mail needs a receiver');
}

function wanting(field: string, why: string): HindcastError {
  return new HindcastError('TARGET_OPTIONS', `${why}.`, `Give ${field}.`, { field });
}
