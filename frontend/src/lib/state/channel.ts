import { Channel } from '$lib/realtime/channel.ts';

let channel: Channel | undefined;

/** The page's one socket, opened when it is first needed. */
export function sharedChannel(): Channel {
  channel ??= new Channel();
  return channel;
}
