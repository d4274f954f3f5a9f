import { Option, type Command } from 'commander';
import { HindcastError } from '@hindcast/engine';
import { VERSION } from '../../version.ts';
import { sendTest } from '../../webhooks/send/send-test.ts';
import { checkOptions } from '../../webhooks/targets/check-options.ts';
import { kindOf } from '../../webhooks/targets/environment-targets.ts';
import { shownUrl } from '../../webhooks/targets/shown-url.ts';
import { TARGET_KINDS, type Target, type TargetKind } from '../../webhooks/targets/target.ts';
import { withJson, type Cli, type CommonOptions } from '../cli.ts';

interface Options extends CommonOptions {
  kind?: TargetKind;
  secret?: string;
  chat?: string;
  from?: string;
  to?: string[];
  allowPrivate: string[];
}

const collected = (value: string, before: string[]): string[] => [...before, value];

export function registerWebhook(program: Command, cli: Cli): void {
  const webhook = program.command('webhook').description('send alerts to other programs: docs/alerts.md');
  withJson(webhook.command('test <url>'))
    .description('send one test event to an address and say what it answered')
    .addOption(
      new Option('--kind <kind>', 'what listens there (default: told by the host)').choices(TARGET_KINDS),
    )
    .option('--secret <text>', 'signs the request; env:NAME takes it from the environment')
    .option('--chat <id>', 'Telegram: the chat that the bot writes to')
    .option('--from <address>', 'e-mail: the sender')
    .option('--to <address>', 'e-mail: a receiver; repeatable', collected, [])
    .option('--allow-private <host>', 'a host or network that is not public; repeatable', collected, [])
    .action((url: string, options: Options) => test(cli, url, options));
}

async function test(cli: Cli, url: string, options: Options): Promise<void> {
  const target = targetOf(cli, url, options);
  checkOptions(target.kind, target.options);
  const answer = await sendTest(target, options.allowPrivate, `Hindcast/${VERSION}`);
  if (!answer.delivered) cli.answerNo();
  cli.print(options, answer, () => {
    const where = `${target.kind} at ${shownUrl(url)}`;
    const status = answer.status === null ? '' : ` with ${answer.status} after ${answer.latencyMs} ms`;
    const said = answer.answer === '' ? '' : `\n${answer.answer}`;
    return `${where} ${answer.delivered ? 'took' : 'did not take'} the test event${status}.${said}`;
  });
}

function targetOf({ streams: { env } }: Cli, url: string, options: Options): Target {
  if (!URL.canParse(url)) {
    throw new HindcastError('TARGET_URL', `"${url}" is not an address.`, 'Write https://… in full.', {
      field: 'url',
    });
  }
  const parsed = new URL(url);
  const { kind = kindOf(parsed), secret, chat, from, to } = options;
  const variable = /^env:(.+)$/.exec(secret ?? '')?.[1];
  return {
    ...{ id: 'test', name: parsed.hostname, kind, url, topics: ['all'], enabled: true },
    secret: (variable === undefined ? secret : env[variable]) ?? null,
    options: { chatId: chat ?? parsed.searchParams.get('chat_id') ?? undefined, from, to },
  };
}
