// The sentences and labels that the embedder learns from: node embedder-data.mjs DATA GLOVE.json OUT
// Writes OUT/sentences.jsonl ({"text"}, unlabelled), OUT/{clinc,banking}.{train,held-out}.jsonl ({"text", "label"}).
// One seed and no clock: the same data gives the same files. Rows that measure are kept out of everything that trains.
import fs from 'node:fs';
import path from 'node:path';

const [data, glove, out] = process.argv.slice(2);
if (!out) throw new Error('usage: node embedder-data.mjs DATA GLOVE.json OUT');
fs.mkdirSync(out, { recursive: true });

// SplitMix64's little brother (mulberry32).
let state = 20261122;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const pick = list => list[Math.floor(random() * list.length)];
const read = name => fs.readFileSync(path.join(data, name), 'utf8');
const lines = name => read(name).split('\n').map(l => l.trim()).filter(l => l.length > 0);
const rows = name => lines(name).map(l => JSON.parse(l));
const write = (name, list) => fs.writeFileSync(path.join(out, name), list.map(r => JSON.stringify(r)).join('\n') + '\n');

// Every fifth row of a BANKING77 intent measures; CLINC150 has a validation part of its own.
const clincTrain = rows('intents/clinc150_train.jsonl'), clincHeldOut = rows('intents/clinc150_val.jsonl');
const bankingTrain = [], bankingHeldOut = [], seenOf = {};
for (const row of rows('intents/banking77_train.jsonl')) {
  const n = (seenOf[row.intent] = (seenOf[row.intent] ?? -1) + 1);
  (n % 5 === 4 ? bankingHeldOut : bankingTrain).push(row);
}
const labelled = list => list.filter(r => r.intent !== 'oos').map(r => ({ text: r.text, label: r.intent }));
write('clinc.train.jsonl', labelled(clincTrain));
write('clinc.held-out.jsonl', labelled(clincHeldOut));
write('banking.train.jsonl', labelled(bankingTrain));
write('banking.held-out.jsonl', labelled(bankingHeldOut));

const sentences = new Set();
const forbidden = new Set([...clincHeldOut, ...bankingHeldOut].map(r => r.text.toLowerCase()));
function add(text) {
  const clean = text.replace(/\s+/g, ' ').trim();
  const words = clean.split(' ').length;
  if (words >= 2 && words <= 48 && !forbidden.has(clean.toLowerCase())) sentences.add(clean);
}

for (const row of [...clincTrain, ...bankingTrain]) add(row.text);
for (const text of lines('text/slurp_utterances.txt')) add(text);
for (const row of rows('reasoning/gsm8k_train.jsonl')) {
  for (const sentence of row.question.match(/[^.?!]+[.?!]+/g) ?? []) add(sentence);
}
for (const year of [2019, 2020, 2021]) {
  for (const topic of JSON.parse(read(`semantic-cache/cast${year}.json`))) {
    for (const turn of topic.turn) {
      for (const text of [turn.raw_utterance, turn.manual_rewritten_utterance, turn.automatic_rewritten_utterance]) if (text) add(text);
    }
  }
}
for (const row of rows('routing/mmlu_mixtral_gpt4.jsonl')) add(row.prompt.split('\nA.')[0]);
for (const kind of ['simple_python', 'simple_java', 'simple_javascript', 'multiple', 'parallel', 'parallel_multiple', 'irrelevance']) {
  for (const row of rows(`tool-calls/BFCL_v4_${kind}.json`)) {
    for (const message of row.question.flat()) if (message.role === 'user') add(message.content);
  }
}
for (const row of rows('semantic-cache/cannot_antonyms.jsonl')) { add(row.premise); add(row.hypothesis); }
for (const paragraph of lines('text/books_train.txt')) {
  for (const sentence of paragraph.match(/[^.?!]+[.?!]+/g) ?? []) {
    if (sentence.length < 110 && random() < 0.35) add(sentence);
  }
}

// SNIPS with the values of its slots exchanged.
const said = lines('tool-calls/snips/train.seq.in'), marks = lines('tool-calls/snips/train.seq.out');
const values = {};
const parsed = said.map((line, i) => {
  const words = line.split(/\s+/), tags = marks[i].split(/\s+/), parts = [];
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
for (const parts of parsed) {
  add(parts.map(p => p.text).join(' '));
  add(parts.map(p => (p.slot ? pick(values[p.slot]) : p.text)).join(' '));
}

// What people ask of a support desk.
const things = 'order,password,account,subscription,invoice,refund,delivery,parcel,shipping address,billing address,credit card,payment,payment method,email address,phone number,profile,username,licence,warranty,receipt,discount code,gift card,return label,booking,reservation,flight,ticket,plan,contract,device,phone,laptop,printer,router,app,website,cart,wish list,newsletter,notification,backup,file,folder,photo,calendar,meeting,team member,user,role,permission,api key,webhook,integration,database,server,domain,certificate,dashboard,report,chart,export,import,language,currency,time zone,tax number,bank transfer,direct debit,membership,loyalty points,appointment,prescription,insurance claim,policy,loan,mortgage,tax return,visa,passport,two-factor code,recovery email,security question,screen reader,dark mode,sound,camera,battery,screen,charger,cable,engine,tyre,washing machine,dishwasher,fridge,thermostat'.split(',');
const acts = 'cancel,change,update,delete,reset,track,return,replace,pay for,renew,upgrade,downgrade,activate,deactivate,unlock,verify,confirm,print,download,share,export,import,transfer,recover,restore,set up,install,connect,disconnect,turn on,turn off,find,add,remove,edit,rename,merge,pause,resume,extend,shorten,schedule,reschedule,report,block,unblock,test,fix,repair,configure'.split(',');
const states = 'is not working,has not arrived,was declined,is too slow,is missing,is damaged,was charged twice,has expired,shows an error,cannot be opened,is locked,is blank,keeps crashing,does not load,was stolen,is wrong,has been cancelled,is on hold,needs a new password,will not connect'.split(',');
const frames = [
  (a, t) => `how do i ${a} my ${t}?`, (a, t) => `How can I ${a} the ${t}?`, (a, t) => `i want to ${a} my ${t}`, (a, t) => `Where do I go to ${a} a ${t}?`,
  (a, t) => `Is it possible to ${a} my ${t} online?`, (a, t) => `please ${a} my ${t}`, (a, t) => `I can't ${a} my ${t}.`, (a, t) => `what happens if i ${a} my ${t}`,
  (a, t) => `how long does it take to ${a} a ${t}?`, (a, t) => `do i have to pay to ${a} my ${t}?`, (a, t) => `Why can't I ${a} my ${t}?`, (a, t) => `who can ${a} the ${t}`,
  (a, t) => `When should I ${a} my ${t}?`, (a, t) => `I tried to ${a} my ${t} but it failed`, (a, t) => `don't ${a} my ${t}`, (a, t) => `can you help me ${a} my ${t}`,
];
for (let i = 0; i < 26000; i++) add(pick(frames)(pick(acts), pick(things)));
for (const thing of things) for (const is of states) add(pick([`my ${thing} ${is}`, `The ${thing} ${is}.`, `Why does it say that my ${thing} ${is}?`, `what to do when the ${thing} ${is}`]));

// Words that the other texts lack, in questions of no particular sense: the teacher says what they mean.
const words = JSON.parse(/"words":(\[.*?\])[,}]/s.exec(head(glove, 6_000_000))[1]).slice(0, 20000).filter(w => /^[a-z]{3,}$/.test(w));
const open = [
  (a, b) => `what is ${a}?`, (a, b) => `What is the difference between ${a} and ${b}?`, (a, b) => `how does ${a} affect ${b}`, (a, b) => `Which ${a} is best for ${b}?`,
  (a, b) => `why is ${a} so ${b}?`, (a, b) => `How can I learn ${a}?`, (a, b) => `is ${a} better than ${b}`, (a, b) => `who invented the ${a} ${b}?`, (a, b) => `Where can I buy ${a} ${b}?`,
  (a, b) => `can ${a} cause ${b}?`, (a, b) => `how much does a ${a} ${b} cost`, (a, b) => `What are the advantages of ${a} over ${b}?`, (a, b) => `tell me about ${a} in ${b}`,
];
for (const word of words) add(pick(open)(word, pick(words)));
for (let i = 0; i < 14000; i++) add(pick(open)(pick(words), pick(words)));

const shuffled = [...sentences];
for (let i = shuffled.length - 1; i > 0; i--) {
  const j = Math.floor(random() * (i + 1));
  [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
}
write('sentences.jsonl', shuffled.map(text => ({ text })));
console.log(`${shuffled.length} sentences, ${bankingTrain.length} + ${bankingHeldOut.length} rows of BANKING77 in ${out}`);

function head(file, bytes) {
  const buffer = Buffer.alloc(bytes), handle = fs.openSync(file, 'r');
  const length = fs.readSync(handle, buffer, 0, bytes, 0);
  fs.closeSync(handle);
  return buffer.toString('utf8', 0, length);
}
