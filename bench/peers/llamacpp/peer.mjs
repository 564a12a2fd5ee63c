// Runs llama.cpp on one GGUF file and answers one JSON request a line, so that a caller can take turns with it.
//   node peer.mjs MODEL.gguf THREADS CONTEXT
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [file, threads, contextSize] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const llama = await getLlama({ build: "never", gpu: false, maxThreads: threads, logLevel: LlamaLogLevel.error, skipDownload: true });
const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 });
const context = await model.createContext({ contextSize, batchSize: 512, threads, sequences: 1, flashAttention: false });
const sequence = context.getSequence();
const version = JSON.parse(readFileSync(new URL("node_modules/node-llama-cpp/package.json", import.meta.url))).version;
const now = () => Number(process.hrtime.bigint()) / 1e6;

// The library's own loop: what an application gets.
async function generate({ prompt, tokens }) {
  await sequence.clearHistory();
  const output = [];
  const start = now();
  let first = 0;
  for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (output.length === 0) first = now();
    output.push(token);
    if (output.length >= tokens) break;
  }
  return { output, firstMs: first - start, msPerToken: output.length > 1 ? (now() - first) / (output.length - 1) : 0 };
}

// The engine's call alone, below the library: no sampler, no JavaScript loop between tokens.
async function decodeCalls(tokens, start, width) {
  const engine = context._ctx;
  const samples = [];
  for (let at = 0; at + width <= tokens.length; at += width) {
    const part = Uint32Array.from(tokens.slice(at, at + width));
    engine.initBatch(width);
    engine.addToBatch(0, start + at, part, Uint32Array.from(width === 1 ? [0] : [width - 1]));
    const begin = now();
    await engine.decodeBatch();
    samples.push(now() - begin);
  }
  return samples;
}

async function decode({ prompt, tokens }) {
  await sequence.clearHistory();
  await decodeCalls(prompt, 0, prompt.length);
  const samples = await decodeCalls(tokens, prompt.length, 1);
  context._ctx.removeTokenCellsFromSequence(0, 0, -1);
  return { samples };
}

async function prefill({ prompt }) {
  await sequence.clearHistory();
  context._ctx.removeTokenCellsFromSequence(0, 0, -1);
  const samples = await decodeCalls(prompt, 0, prompt.length);
  context._ctx.removeTokenCellsFromSequence(0, 0, -1);
  return { samples };
}

console.log(JSON.stringify({ version, system: llama.systemInfo, release: llama.llamaCppRelease?.release ?? null }));
const operations = { generate, decode, prefill };
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    console.log(JSON.stringify(await operations[request.op](request)));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error?.stack ?? error) }));
  }
}
process.exit(0);
