/** An address as it may be shown: the host and the last four characters; what is between may be a password. */
export function shownUrl(text: string): string {
  if (!URL.canParse(text)) return '…';
  const { protocol, host, pathname, search } = new URL(text);
  const rest = `${pathname}${search}`;
  return rest.length > 12
    ? `${protocol}//${host}/…${rest.slice(-4)}`
    : `${protocol}//${host}${rest === '/' ? '' : '/…'}`;
}
