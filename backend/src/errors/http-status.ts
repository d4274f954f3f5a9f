/** Codes that say: what was asked for does not exist. */
const NOT_FOUND = /(_NOT_FOUND|_UNKNOWN)$/;

/** Codes that end in _UNKNOWN but speak of a word in the request, not of a thing that could be fetched. */
const BAD_WORDS = new Set(['TIMEFRAME_UNKNOWN', 'METRIC_UNKNOWN']);

/** Codes that say: the request is sound, the state of the server forbids it. */
const CONFLICT = /(_EXISTS|_TAKEN|_BUSY|_CONFLICT|_TOO_MANY_SESSIONS|_MEMORY_FULL|_HIDDEN|_NOT_READY|_OFF)$/;

/** Codes that say: what was sent is more than is taken. */
const TOO_MUCH = /^UPLOAD_(TOO_LARGE|DISK_FULL)$/;

/** The HTTP status of a HindcastError: 404, 409, 413, or else 400. */
export function statusOf(code: string): 400 | 404 | 409 | 413 {
  if (TOO_MUCH.test(code)) return 413;
  if (NOT_FOUND.test(code) && !BAD_WORDS.has(code)) return 404;
  return CONFLICT.test(code) ? 409 : 400;
}
