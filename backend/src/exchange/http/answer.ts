/** What a venue answers to a request. */
export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export function jsonAnswer(document: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  return {
    status,
    body: JSON.stringify(document),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

/** What a gateway in front of a venue answers when the venue is down. */
export function htmlAnswer(status: number): Answer {
  const body =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n' +
    '<hr><center>recorded market</center>\r\n</body>\r\n</html>\r\n';
  return { status, body, headers: { 'content-type': 'text/html' } };
}
