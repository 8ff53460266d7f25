/**
 * Extracts the text of a web page: its title in the first line, then the visible text, block by block. Pure; scripts, styles and forms are
 * dropped.
 */
import { Parser } from 'htmlparser2';

const silent = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object', 'nav', 'form', 'button', 'select', 'head']);
const blocks = new Set(
  'address article aside blockquote dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** Deeper nesting is hostile; deeper elements are read as if they were not nested. */
const maxDepth = 500;

export function htmlText(html: string): string {
  let title = '';
  let text = '';
  const open: string[] = [];
  let nSilent = 0;
  let nPre = 0;
  const breakLine = (): void => {
    if (!text.endsWith('\n')) text += '\n';
  };
  const parser = new Parser(
    {
      onopentag(name) {
        if (open.length >= maxDepth) return;
        open.push(name);
        if (silent.has(name)) nSilent++;
        if (name === 'pre') nPre++;
        if (nSilent > 0) return;
        if (blocks.has(name)) breakLine();
        if (name === 'br') text += '\n';
        if (name === 'li') text += '- ';
        if (/^h[1-6]$/.test(name)) text += `${'#'.repeat(Number(name[1]))} `;
        if (name === 'td' || name === 'th') text += ' | ';
      },
      ontext(data) {
        if (open.at(-1) === 'title' && title.length < 500) title += data;
        else if (nSilent === 0) text += nPre > 0 ? data : data.replaceAll(/\s+/g, ' ');
      },
      onclosetag(name) {
        const at = open.lastIndexOf(name);
        if (at < 0) return;
        for (const closed of open.splice(at)) {
          if (silent.has(closed)) nSilent--;
          if (closed === 'pre') nPre--;
        }
        if (nSilent === 0 && blocks.has(name)) breakLine();
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  const body = text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/^[ \t]+(?=\S)/gm, indent => (indent.length > 1 ? indent : ''))
    .trim();
  return `${title.replaceAll(/\s+/g, ' ').trim()}\n${body}`;
}
