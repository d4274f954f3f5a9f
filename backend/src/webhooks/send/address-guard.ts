import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { HindcastError } from '@hindcast/engine';

/** Addresses that a target may have although they are not public: host names, addresses or networks in CIDR. */
export type Allowed = readonly string[];

/**
 * Whether an address is one of the public internet. Everything else is not a place for a webhook: loopback, private and
 * link-local networks, carrier-grade NAT, multicast, documentation, and IPv6 addresses that carry such an IPv4 one.
 */
export function isPublic(address: string): boolean {
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed.kind() === 'ipv4') return true;
  const inner = embedded(parsed as ipaddr.IPv6);
  return inner === null || isPublic(inner);
}

/** The IPv4 address inside an IPv6 one: IPv4-compatible (::a.b.c.d), which `range()` takes for ordinary. */
function embedded(address: ipaddr.IPv6): string | null {
  const bytes = address.toByteArray();
  return bytes.slice(0, 12).every((byte) => byte === 0) ? bytes.slice(12).join('.') : null;
}

function isAllowed(host: string, address: string, allowed: Allowed): boolean {
  return allowed.some((one) => {
    if (one === host || one === address) return true;
    if (!one.includes('/') || !ipaddr.isValidCIDR(one)) return false;
    const parsed = ipaddr.process(address);
    const [network, bits] = ipaddr.parseCIDR(one);
    return parsed.kind() === network.kind() && parsed.match(network, bits);
  });
}

/** Throws TARGET_PRIVATE unless the address is public or allowed. */
export function demandPublic(host: string, address: string, allowed: Allowed): void {
  if (isPublic(address) || isAllowed(host, address, allowed)) return;
  throw new HindcastError(
    'TARGET_PRIVATE',
    `${host} is ${address === host ? 'an address' : `at ${address}`} inside a private, local or reserved network.`,
    'Webhooks go to public addresses. Name the host or its network in WEBHOOKS_ALLOW_PRIVATE if it is yours.',
    { field: 'url' },
  );
}

/**
 * What is wrong with the address of a target before anything is resolved: its scheme, a user in it, a private address
 * written out. The URL parser has turned decimal, octal and hexadecimal spellings into dotted ones by then.
 *
 * @throws HindcastError TARGET_URL, TARGET_PRIVATE
 */
export function checkedUrl(text: string, allowed: Allowed): URL {
  if (!URL.canParse(text)) throw refused('is not an address');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('must begin with https: or http:');
  if (url.username !== '' || url.password !== '') throw refused('must not carry a user or a password');
  const host = hostOf(url);
  if (isIP(host) !== 0) demandPublic(host, host, allowed);
  else if (/(^|\.)localhost\.?$/i.test(host)) demandPublic(host, '127.0.0.1', allowed);
  return url;
}

/** The host without the brackets of an IPv6 address. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

function refused(why: string): HindcastError {
  return new HindcastError(
    'TARGET_URL',
    `The target's URL ${why}.`,
    'Give an address such as https://example.com/hook.',
    {
      field: 'url',
    },
  );
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Finds all addresses of a name: the system's resolver, or a test's. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that refuses addresses which are not public at the very moment of connecting: a name that
 * pointed elsewhere when it was checked (DNS rebinding) is refused, because what was checked is what is connected to.
 */
export function guardedLookup(allowed: Allowed, resolve: Resolve = lookup) {
  return (host: string, options: LookupOptions, callback: LookupCallback): void => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      try {
        for (const { address } of addresses) demandPublic(host, address, allowed);
      } catch (refusal) {
        return callback(refusal as Error, '');
      }
      if (options.all) return callback(null, addresses);
      return callback(null, addresses[0].address, addresses[0].family);
    });
  };
}
