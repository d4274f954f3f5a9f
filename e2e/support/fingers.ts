import type { CDPSession, Locator, Page } from '@playwright/test';

/** Where a finger stands on an element, as shares of its width and height. */
type Place = readonly [x: number, y?: number];

/** Fingers on an element, as the browser hears them of a touch screen: down, along, up, one, two or more at once. */
export class Fingers {
  readonly #page: Page;
  readonly #target: Locator;
  #client: CDPSession | undefined;
  /** Where the first one stands, and whether any is down. */
  #at: Place[] = [];

  constructor(page: Page, target: Locator) {
    this.#page = page;
    this.#target = target;
  }

  async down(...at: Place[]): Promise<void> {
    await this.#tell('touchStart', at);
  }
  /** Moves all of them in so many steps. */
  async move(to: Place[], steps = 8): Promise<void> {
    const from = this.#at;
    for (let k = 1; k <= steps; k++) {
      const share = k / steps;
      const at = to.map(([x, y = 0.5], i): Place => {
        const [fromX, fromY = 0.5] = from[i];
        return [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
      });
      await this.#tell('touchMove', at);
    }
  }
  async up(): Promise<void> {
    await this.#tell('touchEnd', []);
  }

  async #tell(type: 'touchStart' | 'touchMove' | 'touchEnd', at: Place[]): Promise<void> {
    this.#client ??= await this.#page.context().newCDPSession(this.#page);
    const box = await this.#target.boundingBox();
    if (!box) throw new Error('what shall be touched has no place on the page');
    const touchPoints = at.map(([x, y = 0.5], id) => ({
      x: box.x + x * box.width,
      y: box.y + y * box.height,
      id,
    }));
    await this.#client.send('Input.dispatchTouchEvent', { type, touchPoints });
    this.#at = at;
  }
}
