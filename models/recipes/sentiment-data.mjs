// SST-2's phrases, divided without leaks: node sentiment-data.mjs DATA OUT
// Writes OUT/sst2.{train,held-out}.jsonl ({"text", "label"}). SST-2 has the phrases of a sentence beside the sentence, so no four words in a row of
// a held-out text may stand in a text that trains, and no text that trains may be a part of one. The same data gives the same files.
import fs from 'node:fs';
import path from 'node:path';

const [data, out] = process.argv.slice(2);
if (!out) throw new Error('usage: node sentiment-data.mjs DATA OUT');
const HeldOut = 1500, LeastWords = 8, Run = 4;

const rows = fs.readFileSync(path.join(data, 'glue/sst2_train.tsv'), 'utf8').split('\n').slice(1).map(l => l.split('\t')).filter(c => c.length === 2)
  .map(([text, label]) => ({ text: text.trim(), label: label.trim() === '1' ? 'positive' : 'negative' }));

// FNV-1a: an order that no seed chose and that has nothing to do with the file's.
const hash = text => [...Buffer.from(text)].reduce((h, b) => Math.imul(h ^ b, 16777619) >>> 0, 2166136261);
const words = text => text.split(/\s+/).filter(w => w.length > 0);
const runs = list => list.slice(0, Math.max(0, list.length - Run + 1)).map((_, i) => list.slice(i, i + Run).join(' '));

const byHash = rows.filter(r => words(r.text).length >= LeastWords).map(r => ({ ...r, hash: hash(r.text) })).sort((a, b) => a.hash - b.hash || (a.text < b.text ? -1 : 1));
const heldOut = [], taken = new Set();
for (const row of byHash) {
  const own = runs(words(row.text));
  if (heldOut.length < HeldOut && !own.some(run => taken.has(run))) {
    heldOut.push(row);
    own.forEach(run => taken.add(run));
  }
}

const parts = heldOut.map(r => ` ${r.text} `).join('\n');
const train = rows.filter(r => !runs(words(r.text)).some(run => taken.has(run)) && (words(r.text).length >= Run || !parts.includes(` ${r.text} `)));
const write = (name, list) => fs.writeFileSync(path.join(out, name), list.map(({ text, label }) => JSON.stringify({ text, label })).join('\n') + '\n');
fs.mkdirSync(out, { recursive: true });
write('sst2.train.jsonl', train);
write('sst2.held-out.jsonl', heldOut);
console.log(`${train.length} train, ${heldOut.length} held out in ${out}`);
