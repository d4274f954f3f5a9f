/** Where a problem sits: whatever of these is known. */
export interface ErrorPlace {
  file?: string;
  row?: number;
  column?: number | string;
  field?: string;
  /** How many characters from the column on; 0 between two characters. */
  length?: number;
}

/**
 * The one error type a caller may show to a person: a stable code, one sentence saying what is wrong and
 * where, and what to do about it. Everything else that is thrown is a defect of ours.
 */
export class HindcastError extends Error {
  override readonly name = 'HindcastError';
  readonly code: string;
  readonly action: string;
  readonly place: ErrorPlace;

  constructor(code: string, message: string, action: string, place: ErrorPlace = {}) {
    super(message);
    this.code = code;
    this.action = action;
    this.place = place;
  }

  toJSON(): { code: string; message: string; action: string; place: ErrorPlace } {
    return { code: this.code, message: this.message, action: this.action, place: this.place };
  }
}
