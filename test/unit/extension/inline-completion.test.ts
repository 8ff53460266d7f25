/** Ghost text in the editor: where it is on, what goes along with a request, and what the status says of it. */
import { describe, expect, test } from 'vitest';
import { CompletionFigures } from '../../../extension/completion/completion-figures.js';
import { nearText } from '../../../extension/completion/near-text.js';
import { completionChoice } from '../../../extension/settings/completion-choice.js';

describe('completionChoice()', () => {
  const settings = { inlineCompletion: 'builtIn', languages: { '*': true }, isExcluded: false };
  test.each([
    ['is on by default', settings, 'on'],
    ['is off everywhere if it is switched off', { ...settings, inlineCompletion: 'off' }, 'off'],
    ['is off for a language', { ...settings, languages: { '*': true, go: false } }, 'language'],
    ['is on for one language alone', { ...settings, languages: { '*': false, go: true } }, 'on'],
    ['is off for all other languages', { ...settings, languages: { '*': false, rust: true } }, 'language'],
    ['is off for a file that a glob excludes', { ...settings, isExcluded: true }, 'path'],
    ['is on if the setting of languages is wrong', { ...settings, languages: 'all' }, 'on'],
  ] as const)('%s', (_name, given, choice) => expect(completionChoice(given, 'go')).toBe(choice));
});

describe('nearText()', () => {
  test('takes a document of usual size whole', () => expect(nearText(100_000, 50_000)).toEqual({ from: 0, to: 100_000 }));
  test('takes the near part of a large one', () => {
    const { from, to } = nearText(5_000_000, 2_500_000);
    expect(to - from).toBeLessThan(600_000);
    expect(from).toBeLessThan(2_500_000);
  });
  test('begins at the same place for cursors that are close together', () =>
    expect(nearText(5_000_000, 2_510_000).from).toBe(nearText(5_000_000, 2_510_200).from));
});

describe('the figures', () => {
  test('are unknown before anything happened', () => {
    const figures = new CompletionFigures();
    expect([figures.quantileMs(0.5), figures.acceptedShare]).toEqual([undefined, undefined]);
  });
  test('are of the last answers', () => {
    const figures = new CompletionFigures();
    for (let ms = 1; ms <= 600; ms++) figures.took(ms);
    expect(figures.quantileMs(0)).toBe(101);
    expect(figures.quantileMs(1)).toBe(600);
  });
  test('say which share was accepted', () => {
    const figures = new CompletionFigures();
    for (let i = 0; i < 4; i++) figures.showed();
    figures.accepted();
    expect(figures.acceptedShare).toBe(0.25);
  });
});
