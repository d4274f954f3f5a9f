import { expect, test } from '@playwright/test';

/** What the page's audio contexts have been: made, then running and suspended in turns; and how many tones were begun. */
declare global {
  interface Window {
    heard: { states: string[]; tones: number };
  }
}

test('the browser gets ready for sounds when hands rest, and rests between them', async ({ page }) => {
  await page.addInitScript(() => {
    const heard = (window.heard = { states: [], tones: 0 } as Window['heard']);
    window.AudioContext = class extends AudioContext {
      constructor() {
        super();
        heard.states.push('made');
        this.addEventListener('statechange', () => heard.states.push(this.state));
      }
    };
    window.OscillatorNode = class extends OscillatorNode {
      constructor(...args: ConstructorParameters<typeof OscillatorNode>) {
        super(...args);
        heard.tones++;
      }
    };
  });
  const states = (): Promise<string[]> => page.evaluate(() => window.heard.states);
  await page.goto('/settings');
  const settings = page.getByTestId('alert-settings').last();
  await expect(settings).toContainText('keeps the page silent until you click or type');

  await page.keyboard.press('Shift');
  expect(await states(), 'no key waits for it').toEqual([]);
  await expect(settings).toContainText('One sound at a time');
  await expect.poll(states, { message: 'nothing is said' }).toEqual(['made', 'running', 'suspended']);

  await settings.getByRole('slider', { name: 'Volume' }).press('ArrowLeft');
  await expect.poll(() => page.evaluate(() => window.heard.tones)).toBe(3);
  await expect
    .poll(states, { message: 'said, and over' })
    .toEqual(['made', 'running', 'suspended', 'running', 'suspended']);
});
