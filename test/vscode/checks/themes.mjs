/**
 * The panel in the four kinds of themes: readable in each. If VIBE_E2E_SCREENSHOTS is set, the README's pictures are taken in a dark and a
 * light one.
 */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/ensure-ready.mjs';
import { expect } from '../wait.mjs';
import { applyBlock, fixLabel } from './edits.mjs';

const themes = [
  ['dark', 'Dark Modern', 'vscode-dark'],
  ['light', 'Light Modern', 'vscode-light'],
  ['high-contrast', 'Default High Contrast', 'vscode-high-contrast'],
  ['high-contrast-light', 'Default High Contrast Light', 'vscode-high-contrast-light'],
];

export const themeChecks = themes.map(([name, theme, bodyClass]) => ({
  name: `the panel is readable in the ${name} theme`,
  async check(world) {
    await world.set({ 'workbench.colorTheme': theme });
    await expect(
      () => world.panel.locator('body').evaluate((body, wanted) => body.classList.contains(wanted), bodyClass),
      `the panel's body has the class ${bodyClass}`,
    );
    await world.arrangeForPicture();
    const low = await world.panel.locator('body').evaluate(lowContrast);
    const path = await world.shot(`theme-${name}`);
    assert.deepEqual(low, [], 'texts with too little contrast');
    if (!process.env.VIBE_E2E_SCREENSHOTS || name.includes('contrast')) return;
    keep(path, `panel-${name}.png`);
    await takePictures(world, name);
  },
}));

function keep(path, name) {
  mkdirSync(join(root, 'docs/screenshots'), { recursive: true });
  copyFileSync(path, join(root, 'docs/screenshots', name));
}

/** The README's other pictures: a fix in the file, a change in the diff editor, the walkthrough. */
async function takePictures(world, theme) {
  await world.newConversation();
  await fixLabel(world);
  await world.calm();
  keep(await world.shot(`code-action-${theme}`), `code-action-${theme}.png`);
  await world.lens('Reject').first().click();
  await world.lens('Reject').first().waitFor({ state: 'detached' });
  await world.command('File: Revert File');
  await world.command('View: Close All Editors');
  await world.ask('How could the cart check its input?');
  await world.untilQuiet();
  await applyBlock(world);
  await world.command('Toggle Inline View');
  await world.calm();
  keep(await world.shot(`diff-${theme}`), `diff-${theme}.png`);
  await world.command('Toggle Inline View');
  await world.titleAction('Reject All Changes').click();
  await world.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
  await world.command('File: Revert File');
  await world.command('View: Close All Editors');
  await world.newConversation();
  await world.openWalkthrough();
  await world.calm();
  keep(await world.shot(`walkthrough-${theme}`), `walkthrough-${theme}.png`);
  await world.command('View: Close All Editors');
}

/** Runs in the panel: returns visible texts whose contrast with their background is below 4.5, or below 3 if they are large. */
function lowContrast() {
  const parse = color => {
    const [r = 0, g = 0, b = 0, a = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    // `color(srgb …)` uses 0 to 1, `rgb(…)` 0 to 255.
    return color.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = ([r, g, b, a = 1], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const luminance = rgb => {
    const [r, g, b] = rgb.map(c => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = parse(
    getComputedStyle(document.documentElement)
      .getPropertyValue('--vscode-sideBar-background')
      .replace(/^#(..)(..)(..).*$/, (_, r, g, b) => `${parseInt(r, 16)} ${parseInt(g, 16)} ${parseInt(b, 16)}`),
  );
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.toReversed().reduce((under, layer) => over(layer, under), page.slice(0, 3));
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (
      !text ||
      !element ||
      element.closest('[aria-hidden=true], [disabled], script, style, .codicon') ||
      !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    )
      continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [a, b] = [luminance(over(parse(style.color), back)), luminance(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) low.push(`${ratio.toFixed(2)} "${text.slice(0, 40)}" ${element.className}`);
  }
  return [...new Set(low)].slice(0, 20);
}
