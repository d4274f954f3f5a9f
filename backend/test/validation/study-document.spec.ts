import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runStudy } from '../../src/validation/study-work.ts';
import { runValidation } from '../../src/validation/validation-run.ts';
import { smallStore, type SmallStore } from './small-store.ts';

let small: SmallStore;
beforeAll(async () => {
  small = await smallStore('study-document');
});
afterAll(() => small.close());

// It held the p-values a second time, as the ledger takes them, which the command leaves out.
it('a validation over HTTP gives the document that the command prints', async () => {
  const request = { dataset: 'small', expressions: ['rsi < 30'], direction: 'long' } as const;
  const hooks = {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onTrials: () => undefined,
  };
  const document = await runStudy(small.store, { kind: 'validation', request }, hooks);
  const { pValues, ...printed } = await runValidation(small.store, request);
  expect(pValues.length).toBeGreaterThan(0);
  expect(document).toEqual(printed);
});
