import { ConsoleLogger, type ConsoleLoggerOptions, type LogLevel } from '@nestjs/common';
import { LOG_LEVELS, type LogLevelWord } from './environment.ts';

/** What Nest says about itself while it boots: of interest to someone who debugs the wiring only. */
const BOOT_CHATTER = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

/** Nest calls `info` `log`. */
const NEST_LEVEL = (word: LogLevelWord): LogLevel => (word === 'info' ? 'log' : word);

/**
 * One JSON object per line, on standard error, so that standard output stays free for what a command answers.
 * Whatever might be a secret is masked, at any depth.
 */
export class JsonLogger extends ConsoleLogger {
  readonly #verbose: boolean;

  constructor(level: LogLevelWord) {
    const options: ConsoleLoggerOptions = {
      json: true,
      colors: false,
      logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1).map(NEST_LEVEL),
      redact: [
        'password',
        'secret',
        'token',
        'apiKey',
        'authorization',
        'cookie',
        'webhooks',
        'dbUrl',
        'redisUrl',
      ],
    };
    super(options);
    this.#verbose = level === 'verbose';
  }

  protected override printMessages(...args: Parameters<ConsoleLogger['printMessages']>): void {
    const [messages, context, level, , stack, params] = args;
    if (level === 'log' && !this.#verbose && BOOT_CHATTER.has(context ?? '')) return;
    super.printMessages(messages, context, level, 'stderr', stack, params);
  }
}
