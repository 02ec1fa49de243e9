import { hashOf, writeSeeded } from './byte-stream.fixture.ts';

/** Says seeded bytes while it listens; at the end of its input reports on stderr what both were. */
const [seed = '0', bytes = '0'] = process.argv.slice(2);
const received = hashOf(process.stdin);
const outputHash = await writeSeeded(process.stdout, Number(seed), Number(bytes));
process.stderr.write(JSON.stringify({ outputHash, received: (await received).hash }));
process.exitCode = 3;
