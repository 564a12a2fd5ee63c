// PostgreSQL with pgvector on a loopback port, in a folder. Says "ready PORT" when it listens; ends with the process that started it.
// usage: node server.mjs FOLDER PORT     (port 0: any free one)
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const [folder, port] = process.argv.slice(2);
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), 1000).unref();
const db = await PGlite.create({ dataDir: folder, extensions: { vector } });
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: Number(port), maxConnections: 32 });
server.addEventListener('listening', (event) => console.log(`ready ${event.detail.port}`));
await server.start();
