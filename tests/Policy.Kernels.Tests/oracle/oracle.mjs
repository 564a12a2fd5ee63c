// Reads {tokenizers: [file], texts: [string]} or {templates: [source], contexts: [object]} from standard input and writes what the
// reference implementations make of every pair: Hugging Face's tokenizers (Rust) and its Jinja for JavaScript.
import { readFileSync } from 'node:fs';

const request = JSON.parse(readFileSync(0, 'utf8'));

async function tokenize(file) {
  const { Tokenizer } = await import('@anush008/tokenizers');
  const tokenizer = await Tokenizer.fromFile(file);
  const results = [];
  for (const text of request.texts) {
    const plain = (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
    const framed = (await tokenizer.encode(text, null, { addSpecialTokens: true })).getIds();
    results.push({
      plain,
      framed,
      decoded: await tokenizer.decode(plain, false),
      decodedWithoutSpecial: await tokenizer.decode(framed, true),
    });
  }
  return results;
}

async function render(source) {
  const { Template } = await import('@huggingface/jinja');
  return request.contexts.map((context) => {
    try {
      return new Template(source).render(context);
    } catch {
      return null;
    }
  });
}

const results = [];
for (const file of request.tokenizers ?? []) results.push(await tokenize(file));
for (const source of request.templates ?? []) results.push(await render(source));
process.stdout.write(JSON.stringify(results));
