import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const scratch = mkdtempSync(join(tmpdir(), 'vibe-mcp-'));
const root = join(scratch, 'work');
const client = new Client({ name: 'test', version: '1' });

beforeAll(async () => {
  mkdirSync(root);
  writeFileSync(join(root, 'cart.ts'), 'export class Cart {\n  total(): number {\n    return 1;\n  }\n}\n');
  writeFileSync(join(root, '.env'), 'KEY=hunter2hunter2\n');
  writeFileSync(join(scratch, 'outside.txt'), 'not yours\n');
  const args = [join(import.meta.dirname, '../../dist/cli.js'), 'mcp', '--root', root, '--storage', join(scratch, 'storage')];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
});
afterAll(async () => {
  await client.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function call(name: string, args: Record<string, unknown>): Promise<{ text: string; isError: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: args });
  return { text: (content as { text: string }[])[0]?.text ?? '', isError: isError === true };
}

describe('vibe mcp', () => {
  test('offers tools that only read', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(tool => [tool.name, tool.annotations?.readOnlyHint])).toEqual([
      ['search', true],
      ['symbol', true],
      ['read_place', true],
    ]);
  });

  test('finds places with their lines', async () => {
    expect((await call('search', { query: 'cart total' })).text).toContain('cart.ts:');
  });

  test('finds a definition by its qualified name', async () => {
    expect((await call('symbol', { name: 'Cart.total' })).text).toBe('cart.ts:2-4\n2\t  total(): number {\n3\t    return 1;\n4\t  }');
  });

  test('reads lines with their numbers', async () => {
    expect((await call('read_place', { path: 'cart.ts', startLine: 2, endLine: 3 })).text).toBe(
      'cart.ts:2-3\n2\t  total(): number {\n3\t    return 1;',
    );
  });

  test.each(['.env', '../outside.txt', '/etc/passwd', 'missing.ts'])('refuses to read %s, and says why', async path => {
    const { text, isError } = await call('read_place', { path, startLine: 1, endLine: 5 });
    expect(isError).toBe(true);
    expect(text).toMatch(/was attached|cannot be read|not there/);
  });

  test('answers wrong arguments with an error and lives on', async () => {
    const wrong = await call('search', { query: 7 }).catch(() => ({ isError: true }));
    expect(wrong.isError).toBe(true);
    expect((await call('search', { query: 'cart' })).isError).toBe(false);
  });
});
