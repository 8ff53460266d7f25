/** Another assistant of the editor, for the end-to-end run alone: calls Vibe's tool and shows what came back, or why nothing did. */
const vscode = require('vscode');

exports.activate = context =>
  context.subscriptions.push(
    vscode.commands.registerCommand('assistant.search', async () => {
      const input = { query: 'restart a crashed worker', limit: 3 };
      try {
        const { content } = await vscode.lm.invokeTool('vibe_search', { input, toolInvocationToken: undefined });
        void vscode.window.showInformationMessage(
          `Found: ${content
            .map(part => part.value)
            .join(' ')
            .slice(0, 200)}`,
        );
      } catch (error) {
        void vscode.window.showInformationMessage(`Refused: ${error.message}`);
      }
    }),
  );
