import type { Page, WebSocketRoute } from '@playwright/test';

/** The page's socket, held in a hand: what the server says can be kept from the page, and the line be cut. */
export class HeldWire {
  #route: WebSocketRoute | undefined;
  #silent = false;
  /** Whether the server shall not know the session that a page takes up again: it has been started anew since. */
  forgets = false;
  /** How long every word of the server is on its way, ms. */
  delay = 0;

  /** Takes hold of every socket that the page will open. */
  static async of(page: Page): Promise<HeldWire> {
    const wire = new HeldWire();
    await page.routeWebSocket(/socket\.io/, (route) => wire.#hold(route));
    return wire;
  }

  /** From now on the page hears nothing, and does not know it: a connection that is open at one end. */
  silence(): void {
    this.#silent = true;
  }

  /** The page learns that the connection is gone; the next one it makes is whole. */
  async cut(): Promise<void> {
    await this.#route?.close({ code: 1001, reason: 'cut by the test' });
  }

  #hold(route: WebSocketRoute): void {
    const server = route.connectToServer();
    this.#route = route;
    this.#silent = false;
    route.onMessage((message) => server.send(this.forgets ? strange(message) : message));
    server.onMessage((message) => {
      if (this.#silent) return;
      if (this.delay === 0) route.send(message);
      else setTimeout(() => route.send(message), this.delay);
    });
  }
}

/** The same message, asking for a session that no server ever had. */
function strange(message: string | Buffer): string | Buffer {
  if (typeof message !== 'string') return message;
  return message.replace(/("replay_resume",\{"session":")[^"]+/, '$100000000-0000-4000-8000-000000000000');
}
