import { Failure } from '$lib/realtime/failure.ts';
import type { NewWebhook, TargetKind, Topic, Webhook, WebhookChange, WebhookOptions } from './wire.ts';

type Grouping = NonNullable<WebhookOptions['group']>;

/** A target while it is being written. Address and secret go in and are never shown again. */
export class TargetDraft {
  /** Of the target that is being changed; null for a new one. */
  readonly stored: Webhook | null;
  name = $state('');
  kind = $state<TargetKind>('http');
  url = $state('');
  secret = $state('');
  /** Takes the stored secret away. */
  noSecret = $state(false);
  topics = $state.raw<readonly Topic[]>(['all']);
  chatId = $state('');
  from = $state('');
  to = $state('');
  batch = $state(false);
  group = $state<Grouping | ''>('');
  perMinute = $state<number | null>(null);
  minSeverity = $state(1);
  #failure = $state.raw<Failure | null>(null);
  #saving = $state(false);

  constructor(stored: Webhook | null) {
    this.stored = stored;
    if (!stored) return;
    const { options } = stored;
    this.name = stored.name;
    this.kind = stored.kind;
    this.topics = stored.topics;
    this.chatId = options.chatId ?? '';
    this.from = options.from ?? '';
    this.to = (options.to ?? []).join(', ');
    this.batch = options.batch ?? false;
    this.group = options.group ?? '';
    this.perMinute = options.perMinute ?? null;
    this.minSeverity = options.minSeverity ?? 1;
  }

  get failure(): Failure | null {
    return this.#failure;
  }
  get saving(): boolean {
    return this.#saving;
  }

  /** Whether there is enough to be sent to the server. */
  get ready(): boolean {
    const named = this.name.trim() !== '' && this.topics.length > 0;
    return named && (this.stored !== null || this.url.trim() !== '');
  }

  toggle(topic: Topic): void {
    if (topic === 'all') this.topics = this.topics.includes('all') ? [] : ['all'];
    else {
      const rest = this.topics.filter((one) => one !== 'all' && one !== topic);
      this.topics = this.topics.includes(topic) ? rest : [...rest, topic];
    }
  }

  readonly #options: WebhookOptions = $derived({
    ...(this.kind === 'telegram' ? { chatId: this.chatId.trim() } : {}),
    ...(this.kind === 'email' ? { from: this.from.trim(), to: words(this.to) } : {}),
    ...(this.kind === 'http' ? { batch: this.batch } : {}),
    ...(this.group === '' ? {} : { group: this.group }),
    ...(this.perMinute === null ? {} : { perMinute: this.perMinute }),
    ...(this.minSeverity > 1 ? { minSeverity: this.minSeverity } : {}),
  });

  get created(): NewWebhook {
    const { name, kind, url, secret, topics } = this;
    return {
      ...{
        name: name.trim(),
        kind,
        url: url.trim(),
        topics: [...topics],
        enabled: true,
        options: this.#options,
      },
      ...(secret === '' ? {} : { secret }),
    };
  }
  /** What is left empty of address and secret stays as it is. */
  get changed(): WebhookChange {
    const { name, url, secret, topics, noSecret } = this;
    return {
      ...{ name: name.trim(), topics: [...topics], options: this.#options },
      ...(url.trim() === '' ? {} : { url: url.trim() }),
      ...(noSecret ? { secret: null } : secret === '' ? {} : { secret }),
    };
  }

  /** Keeps what is refused as its failure; answers whether it was done. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    this.#saving = true;
    try {
      await work();
      this.#failure = null;
      return true;
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
      return false;
    } finally {
      this.#saving = false;
    }
  }
}

const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
