// Pairs that people wrote, for the verifier: node verifier-pairs.mjs DATA OUT
// CANNOT's antonyms and negations (CC BY-SA 4.0), and TREC CAsT's rewrites (MIT): two rewrites of one turn ask the same, two turns of one topic do not.
import fs from 'node:fs';
import path from 'node:path';

const [data, out] = process.argv.slice(2);
if (!out) throw new Error('usage: node verifier-pairs.mjs DATA OUT');
const pairs = [];
for (const line of fs.readFileSync(path.join(data, 'semantic-cache/cannot_antonyms.jsonl'), 'utf8').split('\n')) {
  if (line.length === 0) continue;
  const row = JSON.parse(line);
  pairs.push({ text_a: row.premise, text_b: row.hypothesis, label: String(row.label) === '0' ? 'same' : 'different', family: 'written negation' });
}
for (const year of [2020, 2021]) {
  for (const topic of JSON.parse(fs.readFileSync(path.join(data, `semantic-cache/cast${year}.json`), 'utf8'))) {
    const turns = topic.turn.filter(t => t.manual_rewritten_utterance);
    turns.forEach((turn, i) => {
      const manual = turn.manual_rewritten_utterance, automatic = turn.automatic_rewritten_utterance;
      if (automatic && automatic.trim().toLowerCase() !== manual.trim().toLowerCase()) pairs.push({ text_a: automatic, text_b: manual, label: 'same', family: 'rewritten turn' });
      const other = turns[(i + 1) % turns.length].manual_rewritten_utterance;
      if (other !== manual) pairs.push({ text_a: manual, text_b: other, label: 'different', family: 'other turn of one topic' });
    });
  }
}
fs.writeFileSync(out, pairs.map(p => JSON.stringify(p)).join('\n') + '\n');
console.log(`${pairs.length} pairs, ${pairs.filter(p => p.label === 'same').length} of them the same`);
