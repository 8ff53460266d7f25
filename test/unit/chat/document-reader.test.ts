import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DocumentMethods } from '../../../server/chat/context/document-methods.js';
import { DocumentReader, documentKind } from '../../../server/chat/context/document-reader.js';
import { Thread } from '../../../server/pool/thread.js';
import { zip } from '../../kit/zip.js';

const entry = join(import.meta.dirname, '../../../dist/threads/document.js');
const thread = new Thread<DocumentMethods>({ entry, name: 'document', log: () => undefined });
const reader = new DocumentReader(thread);
const never = new AbortController().signal;
afterAll(() => thread.dispose());

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function wordFile(body: string): Uint8Array {
  return zip({
    '[Content_Types].xml': text(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    ),
    '_rels/.rels': text(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    ),
    'word/document.xml': text(
      `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ),
  });
}

/** A PDF with one page and one line; `encrypt` pretends that it needs a password. */
function pdfFile(line: string, encrypt = ''): Uint8Array {
  const stream = `BT /F1 12 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = out.length;
    out += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = out.length;
  out += `xref\n0 6\n0000000000 65535 f \n${offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  out += `trailer\n<< /Size 6 /Root 1 0 R ${encrypt} >>\nstartxref\n${xref}\n%%EOF`;
  return text(out);
}

const standardLock = `/ID [<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`;

describe('a document reader', () => {
  test('returns the paragraphs of a Word file', async () => {
    const bytes = wordFile('<w:p><w:r><w:t>First line</w:t></w:r></w:p><w:p><w:r><w:t>Second line</w:t></w:r></w:p>');
    expect(await reader.read('a.docx', 'docx', bytes, never)).toMatch(/First line\s+Second line/);
  });

  test('returns the pages of a PDF', async () => {
    expect(await reader.read('a.pdf', 'pdf', pdfFile('Hello pages'), never)).toBe('Page 1\nHello pages');
  });

  test('reports that an encrypted PDF asks for a password', async () => {
    await expect(reader.read('a.pdf', 'pdf', pdfFile('secret', standardLock), never)).rejects.toMatchObject({
      message: expect.stringContaining('password'),
      problem: { code: 'document-unreadable' },
    });
  });

  test('refuses a Word file that unpacks to far more than its size', async () => {
    const bomb = zip({ 'word/document.xml': new Uint8Array(80 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(200_000);
    await expect(reader.read('a.docx', 'docx', bomb, never)).rejects.toMatchObject({
      message: expect.stringContaining('when unpacked'),
    });
  });

  test.each([
    ['docx', 'damaged'],
    ['pdf', 'cannot be read'],
  ] as const)('says what to do about an invalid %s', async (kind, words) => {
    await expect(reader.read('a', kind, text('not a document at all'), never)).rejects.toMatchObject({
      message: expect.stringContaining(words),
    });
  });

  test('stops when the question is stopped', async () => {
    const stop = new AbortController();
    const reading = reader.read('a.pdf', 'pdf', pdfFile('late'), stop.signal);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('recognises documents by their names', () => {
    expect(['a.PDF', 'b.docx', 'c.doc', 'd.txt'].map(documentKind)).toEqual(['pdf', 'docx', undefined, undefined]);
  });
});
