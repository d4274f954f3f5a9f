import { describe, expect, it } from '@jest/globals';
import { Receiver } from '../../../test/webhooks/receiver.ts';
import { checkedUrl, guardedLookup, isPublic, type Resolve } from './address-guard.ts';
import { Poster } from './post.ts';

const PUBLIC = { address: '203.0.114.1', family: 4 };
const LOOPBACK = { address: '127.0.0.1', family: 4 };

/** What a call refuses with. */
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'let through';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('addresses of webhook targets', () => {
  // RFC 6890 and the registries it set up: every block that is not the public internet.
  it.each([
    ['127.0.0.1', 'loopback'],
    ['0.0.0.0', 'this host'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'link-local: metadata of clouds'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['fe80::1', 'link-local'],
    ['fc00::1', 'unique local'],
    ['fd12:3456::1', 'unique local'],
    ['ff02::1', 'multicast'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:7f00:1', 'the same in hexadecimal'],
    ['::ffff:10.0.0.1', 'IPv4-mapped private'],
    ['::127.0.0.1', 'IPv4-compatible loopback'],
    ['64:ff9b::7f00:1', 'NAT64 of loopback'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['2001:db8::1', 'documentation'],
  ])('%s is not public (%s)', (address) => expect(isPublic(address)).toBe(false));

  it.each(['1.1.1.1', '8.8.8.8', '162.159.128.233', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    ['http://127.0.0.1/', 'dotted'],
    ['http://2130706433/', 'decimal'],
    ['http://0x7f000001/', 'hexadecimal'],
    ['http://0177.0.0.1/', 'octal'],
    ['http://127.1/', 'short'],
    ['http://[::1]:8080/', 'IPv6'],
    ['http://[::ffff:127.0.0.1]/', 'IPv4-mapped'],
    ['http://localhost:3000/', 'by name'],
    ['http://metadata.localhost/', 'below it'],
    ['http://LOCALHOST./', 'with a full stop'],
    ['http://169.254.169.254/latest/meta-data/', 'metadata'],
    ['http://①②⑦.0.0.1/', 'in circled digits'],
    ['http://0/', 'nought'],
    ['http://0.0.0.0:80/', 'this host'],
    ['http://[::]/', 'unspecified IPv6'],
    ['http://[0:0:0:0:0:ffff:169.254.169.254]/', 'metadata, IPv4-mapped'],
    ['http://[::ffff:a9fe:a9fe]/', 'the same in hexadecimal'],
    ['http://0xa9fea9fe/', 'metadata in hexadecimal'],
    ['http://2852039166/', 'metadata in decimal'],
    ['http://0251.0376.0251.0376/', 'metadata in octal'],
    ['http://0x7f.1/', 'short, in hexadecimal'],
    ['http://017700000001/', 'one octal number'],
    ['http://127.0.0.1./', 'with a full stop'],
    ['http://%31%32%37.0.0.1/', 'percent-encoded'],
    ['http://127。0。0。1/', 'with full-width stops'],
    ['http://100.100.100.200/', 'metadata behind carrier-grade NAT'],
    ['http://[fe80::1]/', 'link-local'],
    ['http://[fd00:ec2::254]/', 'metadata over IPv6'],
    ['http://[64:ff9b::a9fe:a9fe]/', 'metadata by NAT64'],
    ['http://[2002:a9fe:a9fe::]/', 'metadata by 6to4'],
    ['http://[::ffff:0:127.0.0.1]/', 'translated loopback'],
    ['http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/', 'Teredo'],
  ])('%s is refused (%s)', (url) => expect(codeOf(() => checkedUrl(url, []))).toBe('TARGET_PRIVATE'));

  it.each([
    ['ftp://example.com/', 'another scheme'],
    ['file:///etc/passwd', 'a file'],
    ['javascript:alert(1)', 'a script'],
    ['https://user:password@example.com/', 'a user'],
    ['https://example.com@127.0.0.1/', 'a user that looks like a host'],
    ['not an address', 'no address'],
  ])('%s is refused (%s)', (url) => expect(codeOf(() => checkedUrl(url, []))).toBe('TARGET_URL'));

  it('lets through what is allowed by host, address or network, and nothing beside it', () => {
    expect(checkedUrl('http://127.0.0.1:9/', ['127.0.0.1']).port).toBe('9');
    expect(checkedUrl('http://10.3.2.1/', ['10.0.0.0/8']).hostname).toBe('10.3.2.1');
    expect(codeOf(() => checkedUrl('http://11.3.2.1/', []))).toBe('let through');
    expect(codeOf(() => checkedUrl('http://172.16.0.1/', ['10.0.0.0/8']))).toBe('TARGET_PRIVATE');
    expect(codeOf(() => checkedUrl('http://[::1]/', ['10.0.0.0/8']))).toBe('TARGET_PRIVATE');
  });

  it('refuses at the moment of connecting a name that points inside by then', async () => {
    const looked = (allowed: string[]) =>
      new Promise<string>((done) =>
        guardedLookup(allowed)('localhost', { family: 4 }, (error, address) =>
          done(error ? (error as Error & { code: string }).code : (address as string)),
        ),
      );
    expect(await looked([])).toBe('TARGET_PRIVATE');
    expect(await looked(['127.0.0.0/8'])).toBe('127.0.0.1');
  });

  it('refuses a name that answers elsewhere the second time (DNS rebinding), and one address among several', async () => {
    const receiver = await Receiver.start();
    const { port } = new URL(receiver.url);
    const answers = [[PUBLIC], [LOOPBACK], [PUBLIC, LOOPBACK]];
    const resolve: Resolve = (_host, _options, callback) => callback(null, answers.shift() ?? [LOOPBACK]);
    const poster = new Poster([], 500, resolve);
    const url = `http://rebind.example:${port}/`;
    const post = (): Promise<string> =>
      poster.post(url, '{}', {}).then(
        () => 'sent',
        (error: { code: string }) => error.code,
      );
    // The first answer is a public address that nobody listens on.
    expect([await post(), await post(), await post()]).toEqual([
      'TARGET_UNREACHABLE',
      'TARGET_PRIVATE',
      'TARGET_PRIVATE',
    ]);
    expect(receiver.got).toEqual([]);
    await poster.close();
    receiver.close();
  });

  it('does not follow a redirect inside, whatever its status', async () => {
    const receiver = await Receiver.start();
    const poster = new Poster(['127.0.0.1'], 2_000);
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.got.length = 0;
      receiver.answer = (_, response) =>
        response.writeHead(status, { location: `${receiver.url}/inside` }).end();
      expect((await poster.post(`${receiver.url}/hook`, '{}', {})).status).toBe(status);
      expect(receiver.got.map(({ path }) => path)).toEqual(['/hook']);
    }
    await poster.close();
    receiver.close();
  });
});
