import type { InitializeHook, ResolveHook } from 'node:module';

const ENGINE = '@hindcast/engine';
let folder = '';

/** Module hooks that put another build of the engine in the place of the installed one. */
export const initialize: InitializeHook<string> = (url) => {
  folder = url;
};

export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier !== ENGINE && !specifier.startsWith(`${ENGINE}/`)) return next(specifier, context);
  const inner = specifier === ENGINE ? 'index.js' : `${specifier.slice(ENGINE.length + 1)}/index.js`;
  return next(new URL(inner, folder).href, context);
};
