import { describe, expect, test } from 'vitest';
import { languageTable } from '../../../server/text/language/language-table.js';
import { languageById, languageNamed, languageOf, languages, syntaxTable } from '../../../server/text/language/languages.js';
import { maxSyntaxRules, syntaxes, syntaxRuleBytes } from '../../../server/text/language/syntax.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('languageOf()', () => {
  test.each([
    ['src/app.ts', 'typescript'],
    ['src/App.TSX', 'typescriptreact'],
    ['lib/x.mjs', 'javascript'],
    ['a/b.py', 'python'],
    ['Makefile', 'makefile'],
    ['deploy/Dockerfile.alpine', 'dockerfile'],
    ['docs/dockerfile.md', 'markdown'],
    ['CMakeLists.txt', 'cmake'],
    ['a.txt', 'plaintext'],
    ['.bashrc', 'shellscript'],
    ['test/run.bats', 'shellscript'],
    ['Gemfile', 'ruby'],
    ['x.unknown', 'plaintext'],
    ['noextension', 'plaintext'],
    ['', 'plaintext'],
    ['a.b/c.d/', 'plaintext'],
  ])('recognises %s by its name', (path, name) => expect(languageOf(path).name).toBe(name));

  test.each([
    ['run', '#!/usr/bin/env -S python3.11 -u\n', 'python'],
    ['run', '#!/bin/bash -e\n', 'shellscript'],
    ['run', '#!/usr/bin/env node\n', 'javascript'],
    ['run', '<?php echo 1;', 'php'],
    ['run', '<?xml version="1.0"?>', 'xml'],
    ['run', 'plain words', 'plaintext'],
    ['a.h', 'namespace a {\nclass B {\n};\n}\n', 'cpp'],
    ['a.h', '#include <stdio.h>\nstruct a { int class_; };\n', 'c'],
    ['a.t', '#!/bin/sh\n', 'shellscript'],
  ])('recognises %s by its first line %j', (path, head, name) => expect(languageOf(path, bytesOf(head)).name).toBe(name));
});

test('languageNamed() knows names, labels, extensions and aliases', () => {
  expect(['go', 'golang', 'TS', 'c++', 'C#', 'md', 'yml'].map(word => languageNamed(word)?.name)).toEqual([
    'go',
    'go',
    'typescript',
    'cpp',
    'csharp',
    'markdown',
    'yaml',
  ]);
  expect(languageNamed('klingon')).toBeUndefined();
});

test('ids are positions in the table, so that a stored id stays valid', () => {
  expect(languageTable.map(row => row.id)).toEqual(languageTable.map((_, i) => i));
  expect(languageById(6).name).toBe('go');
  expect(languageById(9999).name).toBe('plaintext');
});

test('syntaxTable() contains every rule of every language in its fixed layout', () => {
  const table = syntaxTable();
  expect(table.length).toBe(languages.length * maxSyntaxRules * syntaxRuleBytes);
  for (const { id, syntax } of languages) {
    syntaxes[syntax].forEach((rule, i) => {
      const at = (id * maxSyntaxRules + i) * syntaxRuleBytes;
      expect(String.fromCharCode(...table.subarray(at + 8, at + 8 + table[at + 2]!))).toBe(rule.open);
      expect(String.fromCharCode(...table.subarray(at + 16, at + 16 + table[at + 3]!))).toBe(rule.close);
      expect(table[at]).toBeGreaterThan(0);
    });
    expect(syntaxes[syntax].length).toBeLessThanOrEqual(maxSyntaxRules);
  }
});
