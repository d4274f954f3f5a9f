import { lastAtOrBefore, type UtcMs } from '@hindcast/engine';
import type { Duplex } from 'node:stream';
import { performance } from 'node:perf_hooks';
import type { WebSocket } from 'ws';
import { SocketStats } from '../stats.ts';
import type { VenueState } from '../venue-state.ts';
import { TARGETS, type Channel, type ChannelEvent } from './channel.ts';
import { Connection } from './connection.ts';
import { closingEvent, crossesGrid, dueEvents, quietUntil } from './due-events.ts';
import type { Kline } from '../market/klines.ts';
import { openAt } from '../market/intervals.ts';
import type { ConnectionPlan, StreamProtocol } from './stream-protocol.ts';

interface Topic {
  name: string;
  channel: Channel;
  subscribers: Set<Connection>;
  /** There is nothing to tell up to here. */
  quietUntil: UtcMs;
}

interface Due {
  topic: Topic;
  event: ChannelEvent;
  /** When it is told; later than it happened where a fault delays it. */
  at: UtcMs;
  /** Of events of the same moment: a bar closes before the trades of the next. */
  rank: number;
  /** It has met its faults: it is told as it is. */
  settled?: boolean;
}

/** The sockets of one venue: who has subscribed to what, and what each step of time has to tell them. */
export class StreamSide {
  readonly state: VenueState;
  readonly stats = new SocketStats();
  readonly #protocol: StreamProtocol;
  readonly #topics = new Map<string, Topic>();
  readonly #connections = new Set<Connection>();
  /** Messages that come late, and corrections, by the time at which they are due. */
  #later: Due[] = [];
  /** The row up to which the trades of a topic are made. */
  readonly #prepared = new WeakMap<Channel, number>();
  /** What will be told of a kline at its close, written before. */
  #written = new WeakMap<Channel, { close: UtcMs; kline: Kline | undefined; text: string | undefined }>();
  #silent = false;
  #ids = 0;

  constructor(state: VenueState, protocol: StreamProtocol) {
    this.state = state;
    this.#protocol = protocol;
  }

  get connections(): number {
    return this.#connections.size;
  }
  get subscriptions(): number {
    return this.#topics.size;
  }
  /** Bytes that wait for the slowest reader. */
  get backlog(): number {
    let most = 0;
    for (const connection of this.#connections) most = Math.max(most, connection.buffered);
    return most;
  }

  open(socket: WebSocket, wire: Duplex, plan: ConnectionPlan): void {
    const connection = new Connection(++this.#ids, socket, wire, this.stats, plan);
    this.#connections.add(connection);
    this.stats.opened++;
    socket.on('message', (data: Buffer) => this.#protocol.receive(data.toString('utf8'), connection, this));
    socket.on('close', () => this.#close(connection));
    socket.on('error', () => connection.cut());
    for (const topic of plan.topics) this.subscribe(connection, topic);
  }

  /** Whether there is such a topic. A topic that the address does not serve is accepted and stays silent, as on Binance. */
  subscribe(connection: Connection, name: string): boolean {
    const topic = this.#topics.get(name) ?? this.#newTopic(name);
    if (!topic) return false;
    connection.topics.add(name);
    if (!connection.serves(name)) return true;
    this.#topics.set(name, topic);
    topic.subscribers.add(connection);
    const greeting = this.#protocol.greet?.(name, topic.channel, this.state);
    if (greeting !== undefined) this.#send(connection, name, greeting);
    return true;
  }

  knows(name: string): boolean {
    return this.#topics.has(name) || this.#protocol.channel(name, this.state) !== undefined;
  }

  unsubscribe(connection: Connection, name: string): void {
    connection.topics.delete(name);
    const topic = this.#topics.get(name);
    topic?.subscribers.delete(connection);
    if (topic?.subscribers.size === 0) this.#topics.delete(name);
  }

  /** Tells everything that happened in (from, to], but of values that are told regularly those of `to` itself. */
  happened(from: UtcMs, to: UtcMs, period: number): void {
    this.#faults(from, to);
    const due: Due[] = [];
    const grid = crossesGrid(from, to, period);
    for (const topic of this.#topics.values()) {
      const { kind } = topic.channel;
      if (isRegular(kind)) {
        if (crossesGrid(from, to - 1, period)) this.#gather(due, topic, from, to - 1, period);
      } else if (kind === 'kline' ? grid : topic.quietUntil < to) {
        this.#gather(due, topic, from, to, period);
      }
    }
    due.push(...this.#takeLater(to));
    this.#tellAll(due);
  }

  /** Tells the regular values of a moment, after everything that happened by then, and learns who has nothing to tell for a while. */
  regular(now: UtcMs, period: number): void {
    const due: Due[] = [];
    const grid = crossesGrid(now - 1, now, period);
    for (const topic of this.#topics.values()) {
      const { kind } = topic.channel;
      if (isRegular(kind)) {
        if (grid) this.#gather(due, topic, now - 1, now, period);
      } else if (kind !== 'kline' && topic.quietUntil < now)
        topic.quietUntil = quietUntil(topic.channel, now);
    }
    this.#tellAll(due);
  }

  /**
   * Makes what is to come for so many ms: the trades of the bars that follow, and the klines that close by `soon`. All at
   * once it would stand between a close and its readers.
   */
  prepare(ms: number, soon: UtcMs): void {
    const until = performance.now() + ms;
    const now = this.state.now();
    for (const topic of this.#topics.values()) {
      const { channel } = topic;
      if (channel.kind === 'kline') this.#write(topic, now, soon);
      if (performance.now() > until) return;
    }
    for (const { channel } of this.#topics.values()) {
      if (!channel.listing || (channel.kind !== 'trade' && channel.kind !== 'aggTrade')) continue;
      const { tape, trades: single, aggregates } = channel.listing.instrument;
      const trades = channel.kind === 'trade' ? single : aggregates;
      const next = lastAtOrBefore(tape.openTime, tape.rows, now) + 1;
      if (trades.recorded || next >= tape.rows || this.#prepared.get(channel) === next) continue;
      trades.ofRow(next);
      this.#prepared.set(channel, next);
      if (performance.now() > until) return;
    }
  }

  /** Time has jumped: what was to come late does not come, and nothing is known of what is to come. */
  jump(): void {
    this.#later = [];
    this.forgetPrepared();
    for (const topic of this.#topics.values()) topic.quietUntil = -Infinity;
  }

  /** What was written ahead does not hold any more: faults have changed. */
  forgetPrepared(): void {
    this.#written = new WeakMap();
  }

  /** Cuts all sockets. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  closeAll(): void {
    for (const connection of this.#connections) connection.close(1001, 'The recorded venue stops.');
  }

  #newTopic(name: string): Topic | undefined {
    const channel = this.#protocol.channel(name, this.state);
    return channel && { name, channel, subscribers: new Set(), quietUntil: -Infinity };
  }

  #faults(from: UtcMs, to: UtcMs): void {
    const { faults, venue } = this.state;
    if (faults.drops(venue, from, to) && this.#connections.size > 0) {
      faults.counts.add('drop');
      this.cut();
    }
    const silent = faults.silent(venue, to);
    if (silent && !this.#silent && this.#connections.size > 0) faults.counts.add('silence');
    this.#silent = silent;
  }

  #gather(due: Due[], topic: Topic, from: UtcMs, to: UtcMs, period: number): void {
    for (const event of dueEvents(topic.channel, this.state, from, to, period)) {
      const rank = event.kind === 'kline' && event.kline.closed ? 0 : 1;
      due.push({ topic, event, at: event.time, rank });
    }
  }

  #tellAll(due: Due[]): void {
    if (due.length === 0) return;
    due.sort((a, b) => a.at - b.at || a.rank - b.rank);
    const connections = [...this.#connections];
    for (const connection of connections) connection.gather();
    for (const one of due) this.#tell(one);
    for (const connection of connections) connection.flush();
  }

  #tell({ topic, event, at, settled }: Due): void {
    const { state } = this;
    const told = event.kind === 'kline' && !settled ? this.#revised(topic, event) : event;
    const delay = settled ? 0 : state.faults.delay(state.venue, TARGETS[topic.channel.kind], at);
    if (delay > 0) {
      this.#later.push({ topic, event: told, at: at + delay, rank: 0, settled: true });
      return;
    }
    const text =
      this.#writtenOf(topic.channel, told) ?? this.#protocol.encode(topic.name, topic.channel, told, state);
    if (text === undefined) return;
    for (const connection of topic.subscribers) this.#deliver(connection, topic, text, at);
  }

  /** Writes the next closed kline of a topic ahead, if it closes by `soon`. */
  #write({ name, channel }: Topic, now: UtcMs, soon: UtcMs): void {
    const close = openAt(now, channel.every) + channel.every;
    const { listing } = channel;
    if (close > soon || !listing || this.#written.get(channel)?.close === close) return;
    const kline = listing.klines.prepare(channel.every, close - channel.every);
    const text = kline && this.#protocol.encode(name, channel, closingEvent(listing, kline), this.state);
    this.#written.set(channel, { close, kline, text });
  }

  #writtenOf(channel: Channel, event: ChannelEvent): string | undefined {
    if (event.kind !== 'kline') return undefined;
    const written = this.#written.get(channel);
    return written?.kline === event.kline && written.close === event.time ? written.text : undefined;
  }

  /** The first version of a closed kline may be wrong; the right one follows. */
  #revised(topic: Topic, event: ChannelEvent & { kind: 'kline' }): ChannelEvent {
    const { listing, kline, time } = event;
    if (!kline.closed) return event;
    const until = this.state.faults.revisedUntil(listing.instrument, 'kline', kline.openTime + kline.length);
    if (until <= time) return event;
    this.#later.push({ topic, event: { ...event, time: until }, at: until, rank: 0, settled: true });
    return { ...event, kline: this.state.published(listing.instrument, kline, time) };
  }

  #takeLater(to: UtcMs): Due[] {
    const now = this.#later.filter(({ at }) => at <= to);
    if (now.length > 0) this.#later = this.#later.filter(({ at }) => at > to);
    return now.filter(({ topic }) => this.#topics.get(topic.name) === topic);
  }

  #deliver(connection: Connection, topic: Topic, text: string, time: UtcMs): void {
    if (this.#silent) {
      this.stats.held++;
      return;
    }
    const { faults, venue } = this.state;
    const target = TARGETS[topic.channel.kind];
    const message = connection.combined ? this.#protocol.wrap(topic.name, text) : text;
    if (faults.message('reorder', venue, target, time) && connection.hold(message)) return;
    connection.send(message);
    if (faults.message('duplicate', venue, target, time)) connection.send(message);
  }

  #send(connection: Connection, name: string, text: string): void {
    connection.send(connection.combined ? this.#protocol.wrap(name, text) : text);
  }

  #close(connection: Connection): void {
    this.#connections.delete(connection);
    this.stats.closed++;
    for (const name of [...connection.topics]) this.unsubscribe(connection, name);
  }
}

/** Whether a channel tells a state on a grid of the venue's time. */
function isRegular(kind: Channel['kind']): boolean {
  return kind === 'markPrice' || kind === 'ticker' || kind === 'miniTicker' || kind === 'bookTicker';
}
