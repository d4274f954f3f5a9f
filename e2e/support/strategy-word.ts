/** A strategy as a link carries it. */
export const inLink = (text: string): string => `text.${Buffer.from(text).toString('base64url')}`;
