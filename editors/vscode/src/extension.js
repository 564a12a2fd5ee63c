'use strict';

const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

/** @type {LanguageClient | undefined} */
let client;

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('optpolicy.restartServer', restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration('optpolicy.server.command')) {
        await restart();
      }
    }),
  );
  await start();
}

async function deactivate() {
  await stop();
}

async function restart() {
  await stop();
  await start();
}

async function start() {
  const [command, ...args] = vscode.workspace.getConfiguration('optpolicy').get('server.command');
  const options = { cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath };
  client = new LanguageClient(
    'optpolicy',
    'OptPolicy',
    { command, args, options, transport: TransportKind.stdio },
    {
      documentSelector: [{ language: 'optpolicy' }],
      // Imports may change outside the editor: a checkout, a generator, another tool.
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.optpolicy') },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await explainFailure([command, ...args].join(' '), error);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.dispose();
}

async function explainFailure(commandLine, error) {
  const install = 'Copy install command';
  const settings = 'Open settings';
  const choice = await vscode.window.showErrorMessage(
    `OptPolicy: '${commandLine}' did not start (${error.message}). Highlighting works; checks, completion and formatting need the optpolicy tool.`,
    install,
    settings,
  );
  if (choice === install) {
    await vscode.env.clipboard.writeText('dotnet tool install --global OptPolicy.Cli');
  } else if (choice === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'optpolicy.server.command');
  }
}

module.exports = { activate, deactivate };
