import { expect, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';

/** The replay page as a person uses it: what is on it, by role or test id, and the moves of a hand. */
export class ReplayPage {
  readonly page: Page;
  readonly stage: Locator;
  readonly chart: Locator;
  readonly scrubber: Locator;
  readonly play: Locator;
  readonly forward: Locator;
  readonly back: Locator;
  readonly time: Locator;
  readonly link: Locator;
  readonly metrics: Locator;
  readonly barInWords: Locator;

  constructor(page: Page) {
    this.page = page;
    this.stage = page.getByTestId('stage');
    this.chart = page.getByTestId('chart');
    this.scrubber = page.getByRole('slider', { name: 'Timeline' });
    this.play = page.getByTestId('play');
    this.forward = page.getByRole('button', { name: 'One bar forward' });
    this.back = page.getByRole('button', { name: 'One bar back' });
    this.time = page.getByTestId('time');
    this.link = page.getByTestId('link-state');
    this.metrics = page.getByTestId('state-of-bar');
    this.barInWords = page.getByTestId('bar-as-text');
  }

  /** Opens a link of the replay page and waits until its bar is there. */
  async open(query = ''): Promise<void> {
    await this.page.goto(`/replay${query}`);
    await expect(this.stage).toBeVisible({ timeout: 30_000 });
    await expect(this.barInWords).toContainText(/Close [\d,.]+/);
  }

  /** The row on which the time cursor stands. */
  async cursor(): Promise<number> {
    return Number(await this.stage.getAttribute('data-cursor'));
  }

  async expectCursor(row: number): Promise<void> {
    await expect(this.stage).toHaveAttribute('data-cursor', String(row));
  }

  /** Rows of the recording. */
  async rows(): Promise<number> {
    return Number(await this.scrubber.getAttribute('aria-valuemax')) + 1;
  }

  /** Presses the timeline at one share of its width and drags to another. */
  async drag(from: number, to: number): Promise<void> {
    const box = await this.scrubber.boundingBox();
    if (!box) throw new Error('the timeline has no place on the page');
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + from * box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + to * box.width, y, { steps: 12 });
    await this.page.mouse.up();
  }

  /** Waits until no seek is under way: what is shown and told is where the time cursor points. */
  async settled(): Promise<number> {
    await expect
      .poll(async () => {
        const cursor = String(await this.cursor());
        // What is told of the bar in words waits until it stands still.
        const told = await this.barInWords.getAttribute('data-row');
        return (await this.scrubber.getAttribute('aria-valuenow')) === cursor && told === cursor;
      })
      .toBe(true);
    await expect(this.barInWords).toContainText(/Close [\d,.]+/);
    return this.cursor();
  }

  /** Opens the menu for sharing and saves what an item of it gives. */
  async saved(item: string): Promise<Buffer> {
    await this.page.getByTestId('share').first().click();
    const download = this.page.waitForEvent('download');
    await this.page.getByTestId(item).click();
    return readFile(await (await download).path());
  }

  /** The address once it has caught up with the view. */
  async address(): Promise<URL> {
    const shown = (await this.time.inputValue()).replace(' ', 'T');
    await expect.poll(() => new URL(this.page.url()).searchParams.get('t')).toBe(`${shown}Z`);
    return new URL(this.page.url());
  }

  /** Everything the page says about the bar, as text. */
  async said(): Promise<{ words: string; metrics: string; time: string }> {
    // The numbers beside the chart follow it at a readable pace.
    for (const told of [this.metrics, this.barInWords])
      await expect(told).toHaveAttribute('data-row', String(await this.cursor()));
    return {
      words: await this.barInWords.innerText(),
      metrics: await this.metrics.innerText(),
      time: await this.time.inputValue(),
    };
  }
}
