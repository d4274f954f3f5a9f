/** The part of ccxt's WebSocket client that a subscription goes through. */
export interface SendingClient {
  send(message: unknown): Promise<unknown>;
  onError(error: unknown): void;
}

const told = new WeakSet<SendingClient>();

/**
 * Makes a message that could not be sent an error of its connection, which whoever waits on it hears of. ccxt lets go of the
 * promise when it subscribes under its rate limit: a socket that breaks in that moment would end the process.
 */
export function tellFailedSends<C extends SendingClient>(client: C): C {
  if (told.has(client)) return client;
  told.add(client);
  const send = client.send.bind(client);
  client.send = (message) => {
    const sent = send(message);
    sent.catch((error: unknown) => client.onError(error));
    return sent;
  };
  return client;
}
