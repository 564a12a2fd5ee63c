// Sentences of 3 to 18 words in two parts, one to train on and one to measure on: node verifier-texts.mjs SENTENCES TRAIN HELD-OUT
import fs from 'node:fs';

const [sentences, train, heldOut] = process.argv.slice(2);
if (!heldOut) throw new Error('usage: node verifier-texts.mjs SENTENCES TRAIN HELD-OUT');
const trained = 160_000; // sentences.jsonl is shuffled
const lines = fs.readFileSync(sentences, 'utf8').split('\n').filter(l => l.length > 0);
const short = list => list.filter(l => { const words = JSON.parse(l).text.split(/\s+/).length; return words >= 3 && words <= 18; }).map(l => `${l}\n`).join('');
fs.writeFileSync(train, short(lines.slice(0, trained)));
fs.writeFileSync(heldOut, short(lines.slice(trained)));
