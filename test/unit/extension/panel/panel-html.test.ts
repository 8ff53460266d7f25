import { expect, test } from 'vitest';
import { panelHtml } from '../../../../extension/panel/panel-html.js';

const html = panelHtml(
  {
    script: 'https://host/webview.js',
    style: 'https://host/webview.css',
    icons: 'https://host/codicon.ttf',
    source: 'https://host',
    language: 'en"><script>',
    title: 'Vibe',
    placeholder: 'Ask "anything"',
    diagrams: false,
  },
  'NONCE',
);
const policy = new Map(
  (/content="([^"]*)"/.exec(html)?.[1] ?? '').split('; ').map(directive => {
    const [name, ...values] = directive.split(' ');
    return [name, values.join(' ')] as const;
  }),
);

test('the policy starts from nothing, and allows no connection', () => {
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.has('connect-src')).toBe(false);
});

test('only the script with the nonce runs', () => {
  expect(policy.get('script-src')).toBe("'nonce-NONCE'");
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" nonce="NONCE" src="https://host/webview.js">']);
});

test('values from the editor cannot break out of their attributes', () => {
  expect(html).toContain('lang="en&quot;&gt;&lt;script&gt;"');
  expect(html).toContain('placeholder="Ask &quot;anything&quot;"');
});
