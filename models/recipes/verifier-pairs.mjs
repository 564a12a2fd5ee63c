// Pairs that people wrote, for the verifier: node verifier-pairs.mjs DATA VECTORS LABELLED... OUT
// CANNOT's antonyms and negations (CC BY-SA 4.0); TREC CAsT's rewrites (MIT): two rewrites of one turn ask the same, two turns of one topic do
// not; texts of one class that a teacher's VECTORS find close, or of two classes (LABELLED: CLINC150, BANKING77, CC BY); SNIPS (CC0) with one
// value exchanged. One seed and no clock: the same data gives the same file.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

const [data, vectorsFile, ...files] = process.argv.slice(2);
const out = files.pop();
if (!out || files.length === 0) throw new Error('usage: node verifier-pairs.mjs DATA VECTORS LABELLED... OUT');
let state = 20261123;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const pick = list => list[Math.floor(random() * list.length)];
const lines = file => fs.readFileSync(file, 'utf8').split('\n').filter(l => l.length > 0);
const pairs = [];
const add = (a, b, same, family) => pairs.push(random() < 0.5 ? { text_a: a, text_b: b, label: same ? 'same' : 'different', family } : { text_a: b, text_b: a, label: same ? 'same' : 'different', family });

for (const line of lines(path.join(data, 'semantic-cache/cannot_antonyms.jsonl'))) {
  const row = JSON.parse(line);
  add(row.premise, row.hypothesis, String(row.label) === '0', 'written negation');
}
for (const year of [2020, 2021]) {
  for (const topic of JSON.parse(fs.readFileSync(path.join(data, `semantic-cache/cast${year}.json`), 'utf8'))) {
    const turns = topic.turn.filter(t => t.manual_rewritten_utterance);
    turns.forEach((turn, i) => {
      const manual = turn.manual_rewritten_utterance, automatic = turn.automatic_rewritten_utterance;
      if (automatic && automatic.trim().toLowerCase() !== manual.trim().toLowerCase()) for (let n = 0; n < 3; n++) add(automatic, manual, true, 'rewritten turn');
      for (const other of turns.slice(i + 1, i + 4).map(t => t.manual_rewritten_utterance)) if (other !== manual) add(manual, other, false, 'other turn of one topic');
    });
  }
}

// Texts with classes: two of one class that mean nearly the same to the teacher, and differ in no word that is the value of a slot.
const classOf = new Map();
files.forEach((file, set) => { for (const line of lines(file)) { const row = JSON.parse(line); classOf.set(row.text, `${set}:${row.label}`); } });
const vectors = new Map();
for await (const line of readline.createInterface({ input: fs.createReadStream(vectorsFile) })) {
  const match = /^\{"text":("(?:[^"\\]|\\.)*"),"vector":"([^"]*)"/.exec(line);
  const text = match && JSON.parse(match[1]);
  if (!text || !classOf.has(text)) continue;
  const bytes = Buffer.from(match[2], 'base64'), vector = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const length = Math.hypot(...vector);
  vectors.set(text, vector.map(v => v / length));
}
const dot = (a, b) => { let sum = 0; for (let i = 0; i < a.length; i++) sum += a[i] * b[i]; return sum; };
const wordsOf = new Map([...vectors.keys()].map(t => [t, new Set(t.toLowerCase().replace(/'s\b/g, ' is').match(/[a-z0-9']+/g) ?? [])]));
const byClass = new Map();
for (const text of vectors.keys()) (byClass.get(classOf.get(text)) ?? byClass.set(classOf.get(text), []).get(classOf.get(text))).push(text);
const classesWith = new Map(), textsWith = new Map();
for (const [name, texts] of byClass) {
  const counts = new Map();
  for (const text of texts) for (const word of wordsOf.get(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const [word, count] of counts) { classesWith.set(word, (classesWith.get(word) ?? 0) + 1); textsWith.set(`${name} ${word}`, count / texts.length); }
}
// Words of many classes are frame; those that many texts of one class have are what it is about; the others tell its cases apart.
const isValue = (name, word) => /\d/.test(word) || (classesWith.get(word) < 25 && textsWith.get(`${name} ${word}`) < 0.06);
const unlike = (a, b) => [...a].filter(w => !b.has(w)).length;
const close = [], cases = [];
for (const [name, texts] of byClass) {
  for (let i = 0; i < texts.length; i++) {
    for (let j = i + 1; j < texts.length; j++) {
      const near = dot(vectors.get(texts[i]), vectors.get(texts[j]));
      if (near < 0.84) continue;
      const [a, b] = [wordsOf.get(texts[i]), wordsOf.get(texts[j])];
      const [onlyA, onlyB] = [[...a].filter(w => !b.has(w)), [...b].filter(w => !a.has(w))].map(list => list.filter(w => isValue(name, w)));
      if (onlyA.length + onlyB.length === 0) close.push([texts[i], texts[j]]);
      else if (onlyA.length > 0 && onlyB.length > 0 && unlike(a, b) <= 3 && unlike(b, a) <= 3) cases.push([texts[i], texts[j]]);
    }
  }
}
const some = (list, count) => { const left = [...list], taken = []; while (left.length > 0 && taken.length < count) { const at = Math.floor(random() * left.length); taken.push(left[at]); left[at] = left[left.length - 1]; left.pop(); } return taken; };
for (const [a, b] of some(close, 18000)) add(a, b, true, 'close texts of one class');
for (const [a, b] of some(cases, 3000)) add(a, b, false, 'close texts of one class, other values');
const all = [...vectors.keys()];
for (const text of some(all, 9000)) {
  let best = null, nearest = 0.55;
  for (let n = 0; n < 2500; n++) {
    const other = pick(all);
    if (classOf.get(other) === classOf.get(text) || classOf.get(other)[0] !== classOf.get(text)[0]) continue;
    const near = dot(vectors.get(text), vectors.get(other));
    if (near > nearest && near < 0.86) [best, nearest] = [other, near];
  }
  if (best) add(text, best, false, 'close texts of two classes');
}

// One value of a slot exchanged.
const snips = path.join(data, 'tool-calls/snips');
const marks = lines(path.join(snips, 'train.seq.out')), values = {};
const parsed = lines(path.join(snips, 'train.seq.in')).map((line, i) => {
  const words = line.trim().split(/\s+/), tags = marks[i].trim().split(/\s+/), parts = [];
  for (let w = 0; w < words.length; w++) {
    if (!tags[w].startsWith('B-')) { parts.push({ text: words[w] }); continue; }
    let end = w + 1;
    while (end < words.length && tags[end].startsWith('I-')) end++;
    const slot = tags[w].slice(2), text = words.slice(w, end).join(' ');
    (values[slot] ??= []).push(text);
    parts.push({ text, slot });
    w = end - 1;
  }
  return parts;
});
for (const parts of some(parsed.filter(p => p.some(x => x.slot)), 5000)) {
  const text = parts.map(p => p.text).join(' '), slots = parts.flatMap((p, i) => (p.slot ? [i] : [])), at = pick(slots), value = pick(values[parts[at].slot]);
  if (value !== parts[at].text) add(text, parts.map((p, i) => (i === at ? value : p.text)).join(' '), false, 'other value of a slot');
}

for (let i = pairs.length - 1; i > 0; i--) { const j = Math.floor(random() * (i + 1)); [pairs[i], pairs[j]] = [pairs[j], pairs[i]]; }
fs.writeFileSync(out, pairs.map(p => JSON.stringify(p)).join('\n') + '\n');
const counts = {};
for (const p of pairs) counts[`${p.family}, ${p.label}`] = (counts[`${p.family}, ${p.label}`] ?? 0) + 1;
console.log(counts);
