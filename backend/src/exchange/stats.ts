/** What was asked of one venue, and what it said. */
export class RestStats {
  requests = 0;
  inFlight = 0;
  maxInFlight = 0;
  readonly byPath: Record<string, number> = {};
  readonly byStatus: Record<string, number> = {};

  begin(path: string): void {
    this.requests++;
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    this.byPath[path] = (this.byPath[path] ?? 0) + 1;
  }

  end(status: number): void {
    this.inFlight--;
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
  }
}

/** What went over the sockets of one venue. */
export class SocketStats {
  opened = 0;
  closed = 0;
  messages = 0;
  bytes = 0;
  /** Messages that a silence held back. */
  held = 0;
  /** Sockets closed because their reader was too slow. */
  tooSlow = 0;
}
