// Puts the texts of CLINC150 and BANKING77 to the judgements about them: node judged-pairs.mjs ROWS DATA > pairs.jsonl
import fs from 'node:fs';

const [rows, data] = process.argv.slice(2);
if (!data) throw new Error('usage: node judged-pairs.mjs ROWS DATA');
const read = name => fs.readFileSync(`${data}/intents/${name}`, 'utf8').split('\n').filter(l => l.length > 0).map(l => JSON.parse(l).text);
const sets = { clinc: read('clinc150_val.jsonl'), banking: read('banking77_train.jsonl') };
for (const row of fs.readFileSync(rows, 'utf8').trim().split('\n').slice(1)) {
  const [set, cached, asked, same] = row.split('\t');
  process.stdout.write(`${JSON.stringify({ cached: sets[set][cached - 1], asked: sets[set][asked - 1], same: same === '1' })}\n`);
}
