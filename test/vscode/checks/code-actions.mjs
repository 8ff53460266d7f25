/** Code actions through the language server, end to end. */
export const codeActions = [
  {
    name: 'Explain with Vibe asks about the selection',
    async check(world) {
      await world.openFile('src/cart.ts');
      await world.selectLines(11, 17);
      await world.codeAction('Explain with Vibe');
      await world.panel.getByRole('heading', { name: /^Explain lines 11-1[67] of src\/cart\.ts/ }).waitFor();
      await world.untilQuiet();
    },
  },
  {
    name: 'Fix with Vibe asks about a problem, with the problem as context',
    async check(world) {
      await world.openFile('src/label.ts');
      await world.page.locator('.monaco-editor .squiggly-error').first().waitFor({ timeout: 60_000 });
      await world.goToLine(4, 16);
      await world.codeAction('Fix with Vibe');
      await world.panel.getByRole('heading', { name: /^Fix this problem in src\/label\.ts, line 4: .*nmae/ }).waitFor();
      await world.untilQuiet();
    },
  },
];
