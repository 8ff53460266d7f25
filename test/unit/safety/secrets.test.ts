/** The detector of secrets: its own examples, its corpus, and what must hold for every text. */
import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../../server/safety/secrets/detect-secrets.js';
import { maskSecrets, SecretMasks } from '../../../server/safety/secrets/mask-secrets.js';
import { placeRules } from '../../../server/safety/secrets/place-rules.js';
import { secretRules } from '../../../server/safety/secrets/secret-rules.js';
import { cleanTexts, filled, secretTexts } from '../../kit/corpora/secret-corpus.js';
import { Random } from '../../kit/random.js';

const seed = 20261201;
const rules = [...secretRules, ...placeRules];

describe('detectSecrets()', () => {
  test.each(rules.map(rule => [rule.family, rule] as const))('%s: finds its examples and leaves the others', (_family, rule) => {
    const random = new Random(seed);
    const wrong: string[] = [];
    for (const form of rule.match)
      for (let i = 0; i < 10; i++) {
        const text = filled(form, random);
        if (detectSecrets(text).length === 0) wrong.push(`not found: ${text}`);
      }
    for (const form of rule.noMatch ?? []) if (detectSecrets(filled(form, random)).length > 0) wrong.push(`found: ${form}`);
    expect(wrong).toEqual([]);
  });

  test(`finds at least 97 in 100 of the secrets of the corpus (seed ${seed})`, () => {
    const texts = secretTexts(new Random(seed));
    const missed = texts.filter(({ text, start, end }) => !detectSecrets(text).some(span => span[0] < end && span[1] > start));
    expect(texts.length).toBeGreaterThanOrEqual(400);
    expect(missed.map(({ text }) => text).slice(0, Math.max(0, missed.length - Math.floor(texts.length * 0.03)))).toEqual([]);
  });

  test(`touches at most 2 in 100 of the clean texts (seed ${seed})`, () => {
    const texts = cleanTexts(new Random(seed));
    const touched = texts.filter(text => detectSecrets(text).length > 0);
    expect(texts.length).toBeGreaterThanOrEqual(400);
    expect(touched.slice(0, Math.max(0, touched.length - Math.floor(texts.length * 0.02)))).toEqual([]);
  });

  test('gives spans in order that do not overlap and lie in the text', () => {
    const text = secretTexts(new Random(seed))
      .map(part => part.text)
      .join('\n');
    const spans = detectSecrets(text);
    expect(spans.every(([start, end], i) => start < end && end <= text.length && start >= (spans[i - 1]?.[1] ?? 0))).toBe(true);
  });

  test('answers for any characters, in a text of a million too', () => {
    const random = new Random(seed);
    const pieces = [
      'password=',
      '"',
      "'",
      'eyJ',
      '://',
      ':',
      '@',
      '-----BEGIN PRIVATE KEY-----',
      '\n',
      '\u0000',
      'sk-',
      'A'.repeat(50),
      '=',
      '+',
      '\\',
      '🙂',
      'key',
      '.',
    ];
    const text = Array.from({ length: 60_000 }, () => random.pick(pieces))
      .join('')
      .slice(0, 1_000_000);
    expect(detectSecrets(text)).toBeDefined();
  });
});

describe('masks', () => {
  test('keep the lines of a text where they are', () => {
    const text = filled(
      'a\n-----BEGIN RSA PRIVATE KEY-----\n{r64}\n{r64}\n-----END RSA PRIVATE KEY-----\nb\npassword = "{r16}"\n',
      new Random(seed),
    );
    const masked = maskSecrets(text);
    expect(masked.split('\n')).toHaveLength(text.split('\n').length);
    expect(masked).toBe('a\n[redacted]\n[redacted]\n[redacted]\n[redacted]\nb\npassword = "[redacted]"\n');
  });

  test('of a request are taken off what comes back', () => {
    const random = new Random(seed);
    const [first, second] = [filled('ghp_{r36}', random), filled('ghp_{r36}', random)];
    const masks = new SecretMasks();
    const sent = masks.mask(`const a = '${first}';\nconst b = '${second}';\nconst c = '${first}';`);
    expect(sent).toBe("const a = '[redacted-1]';\nconst b = '[redacted-2]';\nconst c = '[redacted-1]';");
    expect(masks.unmask("use('[redacted-2]', '[redacted-9]')")).toBe(`use('${second}', '[redacted-9]')`);
  });
});

describe('maskSecrets()', () => {
  // Put together at run time, so that no scanner takes this test for a leak.
  const token = (prefix: string, n: number): string => prefix + 'aB3dE6gH9k'.repeat(Math.ceil(n / 10)).slice(0, n);
  test.each([
    token('ghp_', 36),
    token('github_pat_', 60),
    ['AKIA', 'ABCDEFGH12345678'].join(''),
    token('sk-proj-', 40),
    token('xoxb-', 30),
    token('npm_', 36),
    token('glpat-', 20),
    `${token('eyJ', 20)}.${token('eyJ', 30)}.${token('', 30)}`,
  ])('takes %s out', secret => {
    const clean = maskSecrets(`const key = use('${secret}');`);
    expect(clean).not.toContain(secret);
    expect(clean).toContain('[redacted]');
  });

  test('takes out the value of what is called a secret, and passwords in addresses', () => {
    expect(maskSecrets('api_key: "9f8a7b6c5d4e3f2a1b0c"')).toBe('api_key: "[redacted]"');
    expect(maskSecrets('postgres://me:hunter22@db/x')).toBe('postgres://me:[redacted]@db/x');
  });

  test('lets code be', () => {
    const code = 'const apiKey = process.env.API_KEY2;\nfunction setPassword(password: string) { this.password = hash(password); }\n';
    expect(maskSecrets(code)).toBe(code);
  });

  test('keeps every line where it was', () => {
    const text = 'a\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----\nb\n';
    const clean = maskSecrets(text);
    expect(clean).not.toContain('MIIE');
    expect(clean.split('\n').length).toBe(text.split('\n').length);
    expect(clean.split('\n')[5]).toBe('b');
  });
});
