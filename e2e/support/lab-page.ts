import { expect, type Locator, type Page } from '@playwright/test';

/** The lab as a person uses it: what is on it, by role or test id. */
export class LabPage {
  readonly page: Page;
  readonly editor: Locator;
  readonly problems: Locator;
  readonly preview: Locator;
  readonly run: Locator;
  readonly report: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.page = page;
    this.editor = page.getByRole('textbox', { name: 'Strategy file' });
    this.problems = page.getByTestId('problems');
    this.preview = page.getByTestId('preview');
    this.run = page.getByTestId('run-bar').locator('..').getByRole('button', { name: 'Run and keep' });
    this.report = page.getByTestId('run').and(page.locator('[data-state]'));
    this.rows = page.getByTestId('run-row');
  }

  /** Opens the lab and waits until the set-up has been simulated. */
  async open(query = ''): Promise<void> {
    await this.page.goto(`/lab${query}`);
    await expect(this.editor).toBeVisible({ timeout: 20_000 });
    await expect(this.page.getByTestId('run-bar')).toContainText('trades', { timeout: 20_000 });
  }

  /** Chooses an item of one of the pickers. */
  async pick(testid: string, item: string): Promise<void> {
    await this.page.getByTestId(testid).click();
    await this.page.getByRole('option', { name: item }).first().click();
  }

  /** Runs the set-up and waits for the report; gives the run's id. */
  async runAndKeep(): Promise<string> {
    await this.run.click();
    await expect(this.report).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    await expect(this.page.getByTestId('figures')).toBeVisible();
    return this.id();
  }

  /** The run that is open, once the address has caught up. */
  async id(): Promise<string> {
    await expect(this.page).toHaveURL(/[?&]run=/);
    return new URL(this.page.url()).searchParams.get('run')!;
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name });
  }

  figure(name: string): Locator {
    return this.page.locator(`[data-number="${name}"]`).first();
  }

  /** Appends text to the strategy. */
  async type(text: string): Promise<void> {
    await this.editor.click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }
}
