// Usage: node session.mjs SERVER ARGS…
// Spawns the language server, speaks LSP to it with vscode-languageserver-protocol, prints one line a check
// ("ok NAME" or "FAIL NAME: reason") and exits with the number of failures.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import protocol from 'vscode-languageserver-protocol/node';

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = protocol;
const P = protocol;

const [command, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'optpolicy-lsp-'));
const uri = (name) => pathToFileURL(join(folder, name)).href;

const models = `optpolicy 1

/// Everyday model.
model small {
  provider: openai("small")
  price.input: $0.25/Mtok
  price.output: $2.00/Mtok
  context: 128ktok
  max_output: 4ktok
  supports: [tools, json]
}
`;
const desk = `optpolicy 1
import "models.optpolicy"

policy Desk {
  route {
    rule short when input.tokens < 500 use small
    otherwise use smal
  }
}
`;
writeFileSync(join(folder, 'models.optpolicy'), models);

const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const exited = new Promise((resolve) => server.on('exit', resolve));
const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
const published = [];
let waiting = [];
connection.onNotification(P.PublishDiagnosticsNotification.type, (params) => {
  published.push(params);
  waiting = waiting.filter((check) => !check());
});
connection.listen();

let failures = 0;
async function check(name, body) {
  try {
    await withTimeout(body(), 30_000);
    console.log(`ok ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL ${name}: ${String(error.message).replaceAll('\n', ' | ')}`);
  }
}

function withTimeout(promise, milliseconds) {
  let timer;
  const timeout = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('no answer')), milliseconds); });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function diagnosticsFor(document, version) {
  return new Promise((resolve) => {
    const look = () => {
      const found = published.find((p) => p.uri === document && p.version === version);
      if (found) resolve(found.diagnostics);
      return Boolean(found);
    };
    if (!look()) waiting.push(look);
  });
}

const document = { uri: uri('desk.optpolicy') };
const at = (line, character) => ({ textDocument: document, position: { line, character } });

await check('initialize', async () => {
  const result = await connection.sendRequest(P.InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  assert.equal(result.serverInfo.name, 'optpolicy');
  assert.equal(result.capabilities.textDocumentSync.change, P.TextDocumentSyncKind.Incremental);
  await connection.sendNotification(P.InitializedNotification.type, {});
});

await check('diagnostics of an opened document', async () => {
  await connection.sendNotification(P.DidOpenTextDocumentNotification.type, {
    textDocument: { uri: document.uri, languageId: 'optpolicy', version: 1, text: desk },
  });
  const errors = (await diagnosticsFor(document.uri, 1)).filter((d) => d.severity === P.DiagnosticSeverity.Error);
  assert.deepEqual(errors.map((d) => [d.code, d.range.start.line]), [['OPT3001', 5], ['OPT2001', 6]]);
});

await check('quick fix', async () => {
  const range = { start: { line: 6, character: 18 }, end: { line: 6, character: 22 } };
  const actions = await connection.sendRequest(P.CodeActionRequest.type, { textDocument: document, range, context: { diagnostics: [] } });
  const fix = actions.find((a) => a.kind === P.CodeActionKind.QuickFix && a.isPreferred);
  assert.equal(fix.edit.changes[document.uri][0].newText, 'small');
});

await check('incremental edit', async () => {
  await connection.sendNotification(P.DidChangeTextDocumentNotification.type, {
    textDocument: { uri: document.uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 6, character: 22 }, end: { line: 6, character: 22 } }, text: 'l' },
      { range: { start: { line: 5, character: 38 }, end: { line: 5, character: 38 } }, text: 'tok' },
    ],
  });
  const errors = (await diagnosticsFor(document.uri, 2)).filter((d) => d.severity === P.DiagnosticSeverity.Error);
  assert.deepEqual(errors, []);
});

await check('completion', async () => {
  const list = await connection.sendRequest(P.CompletionRequest.type, at(6, 18));
  assert.ok(list.items.some((i) => i.label === 'small'), 'models are offered after use');
});

await check('hover', async () => {
  const hover = await connection.sendRequest(P.HoverRequest.type, at(5, 22));
  assert.match(hover.contents.value, /input\.tokens/);
});

await check('definition in another file', async () => {
  const location = await connection.sendRequest(P.DefinitionRequest.type, at(6, 20));
  assert.deepEqual([location.uri, location.range.start.line], [uri('models.optpolicy'), 3]);
});

await check('rename across files', async () => {
  const edit = await connection.sendRequest(P.RenameRequest.type, { ...at(6, 20), newName: 'tiny' });
  assert.deepEqual(Object.keys(edit.changes).sort(), [document.uri, uri('models.optpolicy')].sort());
});

await check('document symbols', async () => {
  const symbols = await connection.sendRequest(P.DocumentSymbolRequest.type, { textDocument: document });
  assert.equal(symbols.at(-1).name, 'Desk');
});

await check('formatting', async () => {
  const edits = await connection.sendRequest(P.DocumentFormattingRequest.type, { textDocument: document, options: { tabSize: 8, insertSpaces: false } });
  assert.deepEqual(edits, [], 'the document is canonical already');
});

await check('folding, semantic tokens and inlay hints', async () => {
  const folds = await connection.sendRequest(P.FoldingRangeRequest.type, { textDocument: document });
  assert.ok(folds.length >= 2);
  const tokens = await connection.sendRequest(P.SemanticTokensRequest.type, { textDocument: document });
  assert.ok(tokens.data.length > 0 && tokens.data.length % 5 === 0);
  const range = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
  const hints = await connection.sendRequest(P.InlayHintRequest.type, { textDocument: document, range });
  assert.ok(hints.some((h) => h.label.includes('$')));
});

await check('unknown request is refused, not fatal', async () => {
  await assert.rejects(connection.sendRequest('textDocument/unheardOf', { textDocument: document }), (error) => error.code === -32601);
});

await check('malformed message is answered, not fatal', async () => {
  const garbage = '{"jsonrpc": "2.0", "method": ';
  server.stdin.write(`Content-Length: ${garbage.length}\r\n\r\n${garbage}`);
  const symbols = await connection.sendRequest(P.DocumentSymbolRequest.type, { textDocument: document });
  assert.ok(symbols.length > 0);
});

await check('shutdown and exit', async () => {
  await connection.sendRequest(P.ShutdownRequest.type);
  await connection.sendNotification(P.ExitNotification.type);
  assert.equal(await exited, 0);
});

server.kill();
rmSync(folder, { recursive: true, force: true });
process.exit(failures);
