// Starts `interdict lsp` and shows what the command of the lenses above examples tells.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** The server's command that tells why an example comes out as it does. */
const EXPLAIN = "interdict.explainExample";

/** The scheme of the texts that are only shown. */
const SCHEME = "interdict-explained";

/** @type {LanguageClient | undefined} */
let client;

async function activate(context) {
  const explained = new Explained();
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, explained),
    explained.changed,
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("interdict")) {
        await deactivate();
        await start(explained);
      }
    }),
  );
  await start(explained);
}

async function start(explained) {
  const settings = vscode.workspace.getConfiguration("interdict");
  const rules = settings.get("rules", []).flatMap((path) => ["--rules", path]);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const server = {
    command: settings.get("path", "interdict"),
    args: ["lsp", ...rules],
    options: { cwd: folder },
  };
  const options = {
    documentSelector: [{ scheme: "file", language: "interdict" }, { scheme: "untitled", language: "interdict" }],
    middleware: {
      executeCommand: async (command, args, next) => {
        const text = await next(command, args);
        if (command === EXPLAIN && typeof text === "string") {
          await explained.show(text);
        }
        return text;
      },
    },
  };
  client = new LanguageClient("interdict", "interdict", server, options);
  await client.start();
}

/** One text beside the rules: why an example comes out as it does. */
class Explained {
  constructor() {
    this.uri = vscode.Uri.parse(`${SCHEME}:example.txt`);
    this.text = "";
    this.changed = new vscode.EventEmitter();
    this.onDidChange = this.changed.event;
  }

  provideTextDocumentContent() {
    return this.text;
  }

  async show(text) {
    this.text = text;
    this.changed.fire(this.uri);
    const document = await vscode.workspace.openTextDocument(this.uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }
}

async function deactivate() {
  const stopping = client;
  client = undefined;
  await stopping?.stop();
}

module.exports = { activate, deactivate };
