/** The strategy files that come with the product, read when the page is built. */
const FILES = import.meta.glob<string>('../../../../datasets/strategies/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export interface ShippedStrategy {
  /** File name without its ending: what links carry. */
  id: string;
  name: string;
  text: string;
}

export const SHIPPED_STRATEGIES: readonly ShippedStrategy[] = Object.entries(FILES).map(([path, text]) => {
  const id = path
    .split('/')
    .at(-1)!
    .replace(/\.yaml$/, '');
  return { id, name: /^name:\s*(.+)$/m.exec(text)?.[1].trim() ?? id, text };
});
