import { setFlagsFromString } from 'v8';

/*
 * A bar goes through some hundred small kernels in one compiled loop. At V8's own budget the last of them stay calls; at
 * three times as much a bar takes about a twentieth less time, and nothing else that is measured takes longer.
 */
setFlagsFromString('--max-inlined-bytecode-size-cumulative=3000');
