import helmet from 'helmet';
import { createHash } from 'node:crypto';

/** Inline scripts of a page: SvelteKit's start script and the theme's, which run before anything is loaded. */
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;

/** The CSP words that allow exactly the inline scripts of this page. */
export function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(INLINE_SCRIPT)]
    .map(([, code]) => createHash('sha256').update(code, 'utf8').digest('base64'))
    .map((hash) => `'sha256-${hash}'`);
}

/**
 * Headers for every answer. Nothing is loaded from elsewhere; styles may be inline because charts and
 * components set them at run time. No HSTS and no upgrade to https: the server speaks http on loopback, and
 * whoever puts it behind TLS sets those there.
 */
export function securityHeaders(indexHtml: string) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...inlineScriptHashes(indexHtml)],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}
