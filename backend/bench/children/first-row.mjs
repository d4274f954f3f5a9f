// Opens the demo dataset and prints the first row of its first lane, every metric, tier and detector computed.
import { Lane } from '@hindcast/engine';
import { DatasetStore, storeFolders } from '../../dist/datasets/index.js';

const store = new DatasetStore(storeFolders(process.env.DATA_DIR));
const dataset = await store.open('demo');
const tape = await store.openTape(dataset, dataset.manifest.lanes[0]);
const lane = new Lane(tape);
lane.advance(1);
const row = lane.columnNames().map((name) => [name, lane.column(name).data[0]]);
process.stdout.write(`${JSON.stringify(Object.fromEntries(row))}\n`);
