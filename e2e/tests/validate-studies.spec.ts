import { expect, test, type Page } from '@playwright/test';
import { freePort, scratchFolder } from '../support/launch.ts';
import { OwnServer } from '../support/live-server.ts';

/** Long enough to be interrupted, in pieces that are finished soon. */
const LONG = 'z=1:4:0.1\nhold=6:96:2';
const failure = (page: Page) => page.getByTestId('study-failure');
const progress = (page: Page) => page.getByTestId('progress');

async function openSweep(page: Page, origin = ''): Promise<void> {
  await page.goto(`${origin}/validate?view=sweep&dataset=demo`);
  await expect(page.getByTestId('run-sweep')).toBeEnabled();
}

// Studies run one after another: one that a failed test has left would hold up the next.
test.afterEach(async ({ request }) => {
  for (const kind of ['validations', 'sweeps', 'walk-forwards']) {
    const studies = (await (await request.get(`/api/${kind}`)).json()) as { id: string }[];
    for (const { id } of studies) await request.delete(`/api/${kind}/${id}`);
  }
});

test('a long sweep is found again after a reload; a study behind it is cancelled at once', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await openSweep(page);
  await page.getByTestId('vary').fill(LONG);
  await page.getByTestId('run-sweep').click();
  await expect(progress(page)).toContainText(/Sweeping: trials/, { timeout: 60_000 });
  await expect(page.getByTestId('run-sweep')).toBeDisabled();
  await expect(page).toHaveURL(/study=/);
  await page.reload();
  await expect(progress(page)).toContainText(/Sweeping: trials/, { timeout: 60_000 });
  await expect(page.getByTestId('vary')).toHaveValue(LONG);

  await page.getByRole('button', { name: 'Signals', exact: true }).click();
  await page.getByTestId('expressions').fill('rsi < 30');
  await page.getByTestId('run-validation').click();
  await expect(progress(page)).toContainText('waiting for the studies before it');
  await progress(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled.')).toBeVisible({ timeout: 5_000 });
  await expect(page.getByTestId('run-validation')).toBeEnabled();

  // The other view has kept its form and its study.
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByTestId('vary')).toHaveValue(LONG);
  await progress(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Finished trials are kept')).toBeVisible();
  await expect(page.getByTestId('unfinished')).toContainText('z=1:4:0.1');
  // What it has found can still be looked at by those who did not hear it.
  await page.reload();
  await expect(page.getByTestId('heat-map').or(page.getByTestId('none-counted'))).toBeVisible();
});

test('a server that is started anew gives the button back, and offers to go on', async ({ page }) => {
  test.setTimeout(180_000);
  const server = new OwnServer(await freePort(), scratchFolder());
  try {
    await server.until('/api/health');
    await openSweep(page, server.url);
    await page.getByTestId('vary').fill(LONG);
    await page.getByTestId('run-sweep').click();
    await expect(page.getByTestId('heat-map').or(page.getByTestId('none-counted'))).toBeVisible({
      timeout: 60_000,
    });
    await server.kill();
    await expect(progress(page)).toContainText('the connection is cut');
    server.again();
    await server.until('/api/health');
    await expect(failure(page)).toContainText('started anew', { timeout: 60_000 });
    await expect(page.getByTestId('run-sweep')).toBeEnabled();
    await page.getByTestId('unfinished').getByRole('button', { name: 'Continue' }).click();
    await expect(progress(page)).toContainText(/\d+ known from before/, { timeout: 60_000 });
  } finally {
    await server.kill();
  }
});

test('a result says what it is of, and when the form asks for something else', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/validate?dataset=demo');
  await page.getByTestId('expressions').fill('tier2');
  await page.getByTestId('run-validation').click();
  const caption = page.getByTestId('caption');
  await expect(caption).toContainText('round trip 12 bps', { timeout: 90_000 });
  await expect(caption).toContainText(/demo.*5m.*digest [0-9a-f]{64} · seed 1 · engine/s);
  await expect(page.getByTestId('other-inputs')).toHaveCount(0);

  await page.getByTestId('costs').fill('5');
  await expect(page.getByTestId('other-inputs')).toContainText('other inputs: costs.');
  await page.getByTestId('costs').fill('12bps');
  await expect(page.getByText('"12bps" is not a number.')).toBeVisible();
  await expect(page.getByTestId('run-validation')).toBeDisabled();
  await page.getByTestId('costs').fill('12');
  await expect(page.getByTestId('other-inputs')).toHaveCount(0);
  await expect(page.getByTestId('run-validation')).toBeEnabled();
});

test('a dataset that is not there is named', async ({ page }) => {
  await page.goto('/validate?dataset=nowhere');
  await expect(page.getByTestId('unknown-dataset')).toContainText('"nowhere"');
});

test('a link to a study that is not remembered says so, and does not pass another off as it', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const unknown = 'study=00000000-0000-4000-8000-000000000000';
  await page.request.post('/api/validations', { data: { dataset: 'demo', expressions: ['tier2'] } });
  await page.goto(`/validate?view=signals&dataset=demo&${unknown}`);
  const said = page.getByTestId('unknown-study');
  await expect(said).toContainText('is none of demo, or is not remembered any more');
  await expect(said).toContainText('This is the newest one.');
  // Neither is one whose name was cut short on its way.
  await page.goto('/validate?view=walk&dataset=demo&study=8a1c1f3e');
  await expect(said).toContainText('is none of demo, or is not remembered any more');
  await page.goto(`/validate?view=signals&dataset=demo&${unknown}`);
  // A study that was begun without a timeframe is of the shortest one, which the form asks for.
  await expect(page.getByTestId('caption')).toContainText('5m', { timeout: 90_000 });
  await expect(page.getByTestId('other-inputs')).toHaveCount(0);
});

test('the back button leads through the views, and the name of the page keeps the place', async ({
  page,
}) => {
  await page.goto('/validate?view=signals&dataset=demo');
  await expect(page.getByTestId('run-validation')).toBeEnabled();
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByTestId('run-sweep')).toBeEnabled();
  await expect(page).toHaveURL(/view=sweep/);
  await page.getByTestId('vary').fill('hold=12,24');
  await page.goBack();
  await expect(page.getByTestId('run-validation')).toBeVisible();
  await expect(page).toHaveURL(/view=signals/);
  await page.goForward();
  await expect(page.getByTestId('vary')).toHaveValue('hold=12,24');
  await page.getByRole('link', { name: 'Validate', exact: true }).first().click();
  await expect(page).toHaveURL(/view=sweep&dataset=demo/);
  await expect(page.getByTestId('vary')).toHaveValue('hold=12,24');
});

test('the ledger says that nothing was tried only when it has looked, and looks again', async ({ page }) => {
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/validations/ledger*', async (route) => {
    await held;
    await route.abort();
  });
  await page.goto('/validate?view=ledger&dataset=demo');
  await expect(page.getByTestId('opening')).toBeVisible();
  await expect(page.getByText('Nothing was tried on these data yet')).toHaveCount(0);
  answer();
  await expect(page.getByText('There is no connection to the server.')).toBeVisible();
  await page.unroute('**/api/validations/ledger*');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByTestId('ledger').or(page.getByText('Nothing was tried'))).toBeVisible();
});

test('values that are nearly equal are told apart in the heat map', async ({ page }) => {
  await openSweep(page);
  await page.getByTestId('vary').fill('z=2.0001,2.00011');
  await page.getByTestId('min-trades').fill('0');
  await page.getByTestId('run-sweep').click();
  await expect(page.getByTestId('sweep-verdict')).toBeVisible({ timeout: 90_000 });
  const map = page.getByTestId('heat-map');
  await expect(map.getByRole('columnheader', { name: '2.0001', exact: true })).toBeVisible();
  await expect(map.getByRole('columnheader', { name: '2.00011', exact: true })).toBeVisible();
  await expect(map.getByRole('cell')).toHaveCount(2);
});

test('a walk-forward is run, and what was tried stands in the ledger', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/validate?view=walk&dataset=demo');
  await page.getByTestId('vary').fill('hold=12,24');
  await page.getByTestId('train-days').fill('0');
  await expect(page.getByTestId('run-walk')).toBeDisabled();
  await page.getByTestId('train-days').fill('20');
  await page.getByTestId('run-walk').click();
  await expect(page.getByTestId('walk-verdict')).toBeVisible({ timeout: 90_000 });
  await expect(page.getByTestId('caption')).toContainText('20 days of training, 7 of test');
  await expect(page.getByTestId('walk-steps').getByRole('row')).not.toHaveCount(1);
  // The curve began with what was left of the first day.
  await expect(page.getByRole('img', { name: /^Out-of-sample equity: from 10,000 at/ })).toBeVisible();
  await page.getByRole('button', { name: 'Ledger' }).click();
  await expect(page.getByTestId('ledger')).toContainText('walk-forward');
});
