/**
 * A block of HTML that a model wrote. DOMPurify keeps structure and text, but no attributes and nothing that loads, links or runs.
 * This is the only place in the panel where a string becomes HTML.
 */
import DOMPurify from 'dompurify';
import { useMemo } from 'react';
import { bareTags } from '../../model/text/bare-tags.js';

const tags = (
  'b i em strong u s del ins mark kbd sub sup code small br hr p pre blockquote ul ol li dl dt dd ' +
  'table thead tbody tr th td details summary div span'
).split(' ');
const wanted: ReadonlySet<string> = new Set(tags);
const allowed = { ALLOWED_TAGS: tags, ALLOWED_ATTR: [], ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, KEEP_CONTENT: true };
/** Longer HTML is shown as text, because parsing it could take longer than a frame. */
const maxLength = 50_000;

export function RawHtml({ html }: { html: string }) {
  const clean = useMemo(() => (html.length > maxLength ? undefined : DOMPurify.sanitize(bareTags(html, wanted), allowed)), [html]);
  if (clean === undefined) return <p className="plain">{html}</p>;
  if (clean.trim() === '') return null;
  return <div className="raw-html" dir="auto" dangerouslySetInnerHTML={{ __html: clean }} />;
}
