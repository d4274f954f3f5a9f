import { describe, expect, it } from '@jest/globals';
import { inlineScriptHashes } from './security-headers.ts';

describe('inline scripts', () => {
  it('are allowed by their hash, and only they', () => {
    // The hash of `doSomething();` is the example of MDN's page on script-src.
    const html =
      '<script src="/a.js"></script><script>doSomething();</script><script type="module" src=x></script>';
    expect(inlineScriptHashes(html)).toEqual(["'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"]);
  });
});
