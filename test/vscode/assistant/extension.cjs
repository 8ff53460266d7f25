/** Another assistant of the editor, for the end-to-end run alone: calls Vibe's tool and shows what came back. */
const vscode = require('vscode');

exports.activate = context =>
  context.subscriptions.push(
    vscode.commands.registerCommand('assistant.search', async () => {
      const names = vscode.lm.tools.map(({ name }) => name).filter(name => name.startsWith('vibe_'));
      if (names.length === 0) return vscode.window.showInformationMessage('Vibe offers no tool');
      const result = await vscode.lm.invokeTool('vibe_search', {
        input: { query: 'restart a crashed worker', limit: 3 },
        toolInvocationToken: undefined,
      });
      const text = result.content.map(part => part.value).join(' ');
      return vscode.window.showInformationMessage(`${names.toSorted().join(', ')}: ${text.slice(0, 200)}`);
    }),
  );
