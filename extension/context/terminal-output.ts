/** The recent output of terminals: that of each one's last command, as its shell integration reports it. Bounded; runs nothing. */
import * as vscode from 'vscode';
import { plainOutput } from './plain-output.js';

const maxChars = 60_000;

interface LastCommand {
  readonly command: string;
  output: string;
}

export class TerminalOutput implements vscode.Disposable {
  readonly #last = new Map<vscode.Terminal, LastCommand>();
  readonly #watches: vscode.Disposable;

  constructor() {
    this.#watches = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => void this.#follow(terminal, execution)),
      vscode.window.onDidCloseTerminal(terminal => this.#last.delete(terminal)),
    );
  }

  /** Returns the selection in the active terminal, or else its last command with its output; undefined if there is neither. */
  async read(): Promise<{ readonly title: string; readonly text: string } | undefined> {
    const terminal = vscode.window.activeTerminal;
    if (!terminal) return undefined;
    const selected = (await selectedText()).slice(0, maxChars);
    if (selected.trim() !== '') return { title: terminal.name, text: plainOutput(selected) };
    const last = this.#last.get(terminal);
    if (!last) return undefined;
    return { title: last.command.split('\n')[0]!.slice(0, 80) || terminal.name, text: `$ ${last.command}\n${plainOutput(last.output)}` };
  }

  dispose(): void {
    this.#watches.dispose();
    this.#last.clear();
  }

  async #follow(terminal: vscode.Terminal, execution: vscode.TerminalShellExecution): Promise<void> {
    const last: LastCommand = { command: execution.commandLine.value, output: '' };
    this.#last.set(terminal, last);
    // The end of a long output is more useful than its beginning.
    for await (const data of execution.read()) last.output = (last.output + data).slice(-maxChars);
  }
}

/** An extension can get a terminal's selection only through the clipboard; its former text is restored. */
async function selectedText(): Promise<string> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  const mark = `vibe ${Date.now()}`;
  try {
    await clipboard.writeText(mark);
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await clipboard.readText();
    return text === mark ? '' : text;
  } finally {
    await clipboard.writeText(before);
  }
}
