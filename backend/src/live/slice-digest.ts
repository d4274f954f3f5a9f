import { createHash } from 'node:crypto';
import {
  BAR_FIELDS,
  DigestChain,
  laneId,
  type DigestColumn,
  type Hash,
  type Lane,
  type Market,
  type Timeframe,
} from '@hindcast/engine';

/** The native SHA-256: the same digests as the engine's own, faster. */
export const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();

/** What a lane took in and said, as columns that follow it when its arrays grow. */
interface LaneColumns {
  input: readonly DigestColumn[];
  output: readonly DigestColumn[];
}

/** Checksums of the rows that a slice added to the lanes of one timeframe. */
export interface SliceChecks {
  timeframe: Timeframe;
  /** One for each lane, over all of its columns. */
  lanes: Uint32Array;
  /** One for each column, over all lanes: inputs first, then outputs in the order in which they are computed. */
  columns: Uint32Array;
}

/** Digests of a lane as of its last row: those that `hindcast verify` prints. */
export interface LaneLinks {
  lane: Lane;
  rows: number;
  input: string;
  output: string;
}

/**
 * The digest chain of a live market: for every lane the engine's two chains (what it took in, what it said), and
 * one link for each slice over all that it added. Beside the link stand checksums by lane and by column: two runs that part
 * are told apart by the link, and where they part is where a lane's and a column's checksum cross.
 */
export class SliceDigest {
  readonly #markets: readonly { timeframe: Timeframe; market: Market; lanes: readonly LaneChain[] }[];
  #link: Uint8Array;

  constructor(markets: ReadonlyMap<Timeframe, Market>) {
    this.#markets = [...markets].map(([timeframe, market]) => ({
      timeframe,
      market,
      lanes: market.lanes.map((lane) => new LaneChain(lane)),
    }));
    this.#link = sha256(
      Buffer.from(this.#markets.flatMap(({ lanes }) => lanes.map((l) => l.title)).join('\n')),
    );
  }

  /** The link after the last slice, as 64 hexadecimal digits. */
  get digest(): string {
    return Buffer.from(this.#link).toString('hex');
  }

  /** Takes in the rows that were computed since the last time. */
  advance(): SliceChecks[] {
    const hash = createHash('sha256').update(this.#link);
    const checks: SliceChecks[] = [];
    for (const { timeframe, market, lanes } of this.#markets) {
      const from = lanes[0].rows;
      if (market.cursor === from) continue;
      checks.push(checksums(timeframe, lanes, from, market.cursor));
      for (const lane of lanes) hash.update(lane.advance(market.cursor));
    }
    this.#link = hash.digest();
    return checks;
  }

  /** Takes the rows of a warm start in: the same link however many blocks they came in. */
  settle(): void {
    this.advance();
    const hash = createHash('sha256');
    for (const { lane, input, output } of this.links())
      hash.update(`${laneId(lane.key)} ${input} ${output}\n`);
    this.#link = hash.digest();
  }

  /** The chains of every lane. */
  links(): LaneLinks[] {
    return this.#markets.flatMap(({ lanes }) => lanes.map((lane) => lane.links));
  }
}

class LaneChain {
  readonly title: string;
  readonly columns: LaneColumns;
  readonly #lane: Lane;
  readonly #input: DigestChain;
  readonly #output: DigestChain;

  constructor(lane: Lane) {
    this.#lane = lane;
    this.title = laneId(lane.key);
    this.columns = columnsOf(lane);
    this.#input = new DigestChain(this.title, this.columns.input, sha256);
    // The chain goes by name, as digestLane does: where a metric is registered changes no digest.
    const sorted = [...this.columns.output].sort((a, b) => (a.name < b.name ? -1 : 1));
    this.#output = new DigestChain(this.title, sorted, sha256);
  }

  get rows(): number {
    return this.#input.rows;
  }

  get links(): LaneLinks {
    return { lane: this.#lane, rows: this.rows, input: this.#input.digest, output: this.#output.digest };
  }

  advance(to: number): string {
    this.#input.advance(to);
    this.#output.advance(to);
    return this.#input.digest + this.#output.digest;
  }
}

/** Columns by reference: their arrays are replaced when a lane grows. */
function columnsOf(lane: Lane): LaneColumns {
  const openTime: DigestColumn = {
    name: 'openTime',
    get data() {
      return lane.tape.openTime;
    },
  };
  return {
    input: [openTime, ...BAR_FIELDS.map((name) => lane.column(name))],
    output: lane.columnNames().map((name) => lane.column(name)),
  };
}

/** Names of the columns, in the order of {@link SliceChecks.columns}. */
export function checkedColumns(lane: Lane): { name: string; kind: 'input' | 'output' }[] {
  const { input, output } = columnsOf(lane);
  return [
    ...input.map(({ name }) => ({ name, kind: 'input' as const })),
    ...output.map(({ name }) => ({ name, kind: 'output' as const })),
  ];
}

const PRIME = 0x01000193;
const OFFSET = 0x811c9dc5;
const NUMBER = new Float64Array(1);
const WORDS = new Uint32Array(NUMBER.buffer);

/** FNV-1a over the words of the values: no proof against an adversary (the chain is), but it says where. */
function checksums(timeframe: Timeframe, lanes: readonly LaneChain[], from: number, to: number): SliceChecks {
  const { input, output } = lanes[0].columns;
  const ofLanes = new Uint32Array(lanes.length).fill(OFFSET);
  const ofColumns = new Uint32Array(input.length + output.length).fill(OFFSET);
  lanes.forEach((lane, k) => {
    const columns = [...lane.columns.input, ...lane.columns.output];
    columns.forEach(({ data }, c) => {
      for (let i = from; i < to; i++) {
        NUMBER[0] = data[i] === data[i] ? data[i] : NaN;
        for (const word of WORDS) {
          ofLanes[k] = Math.imul(ofLanes[k] ^ word, PRIME);
          ofColumns[c] = Math.imul(ofColumns[c] ^ word, PRIME);
        }
      }
    });
  });
  return { timeframe, lanes: ofLanes, columns: ofColumns };
}

/** Checksums as bytes: for each timeframe its word, the two counts, the sums. */
export function encodeChecks(checks: readonly SliceChecks[]): Buffer {
  return Buffer.concat(
    checks.map(({ timeframe, lanes, columns }) => {
      const head = Buffer.alloc(16);
      head.write(timeframe, 0, 'ascii');
      head.writeUInt32LE(lanes.length, 8);
      head.writeUInt32LE(columns.length, 12);
      return Buffer.concat([head, words(lanes), words(columns)]);
    }),
  );
}

export function decodeChecks(bytes: Buffer): SliceChecks[] {
  const checks: SliceChecks[] = [];
  for (let at = 0; at < bytes.length;) {
    const timeframe = bytes.toString('ascii', at, at + 8).replace(/\0+$/, '') as Timeframe;
    const lanes = bytes.readUInt32LE(at + 8);
    const columns = bytes.readUInt32LE(at + 12);
    const read = (from: number, length: number): Uint32Array =>
      Uint32Array.from({ length }, (_, i) => bytes.readUInt32LE(from + 4 * i));
    checks.push({ timeframe, lanes: read(at + 16, lanes), columns: read(at + 16 + 4 * lanes, columns) });
    at += 16 + 4 * (lanes + columns);
  }
  return checks;
}

function words(sums: Uint32Array): Buffer {
  const bytes = Buffer.alloc(4 * sums.length);
  sums.forEach((sum, i) => bytes.writeUInt32LE(sum, 4 * i));
  return bytes;
}
