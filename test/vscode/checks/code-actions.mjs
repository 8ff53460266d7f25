/** Code actions through the language server, end to end: the one that asks in the panel. Those that change the file are in edits.mjs. */
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
];
