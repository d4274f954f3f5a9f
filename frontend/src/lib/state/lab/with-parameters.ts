import { isMap, parseDocument } from 'yaml';

/**
 * The strategy's text with other defaults for its parameters; comments and layout stay. The very same text where
 * nothing differs, and where it cannot be read.
 */
export function withParameters(text: string, parameters: Readonly<Record<string, number>>): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  let changed = false;
  for (const [name, value] of Object.entries(parameters)) {
    if (!document.hasIn(['params', name])) continue;
    const path = isMap(document.getIn(['params', name])) ? ['params', name, 'default'] : ['params', name];
    if (document.getIn(path) === value) continue;
    document.setIn(path, value);
    changed = true;
  }
  return changed ? document.toString({ lineWidth: 0 }) : text;
}
