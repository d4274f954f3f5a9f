/** A stage that could not be done: its message is the one sentence a person gets. */
export class StageFailure extends Error {
  /**
   * @param {string} message what went wrong and what to do, in one sentence
   * @param {{ log?: string, exitCode?: number }} [details]
   */
  constructor(message, details = {}) {
    super(message);
    this.name = 'StageFailure';
    this.log = details.log;
    this.exitCode = details.exitCode ?? 1;
  }
}
