/**
 * Inline tokens as elements. No string becomes HTML here: a model can only choose among these elements.
 * Only http and https links are offered, and they ask before they open; an image is named, never loaded.
 */
import type { MarkedToken, Token } from 'marked';
import type { ReactNode } from 'react';
import { cutAtMarks, holdsMark, unmark } from '../../model/text/cite.js';
import { decodeEntities } from '../../model/text/entities.js';
import { safeUrl } from '../../model/text/safe-url.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import { CitationChip } from '../turn/CitationChip.js';
import { MarkedText } from '../turn/MarkedText.js';
import type { BlockSource } from './block-source.js';
import { ExternalLink } from './ExternalLink.js';
import { LeftOutImage } from './LeftOutImage.js';

/** Tags that are allowed in a line, without attributes. */
const safeTags = [
  'b',
  'i',
  'em',
  'strong',
  'u',
  's',
  'del',
  'ins',
  'mark',
  'kbd',
  'sub',
  'sup',
  'code',
  'small',
  'q',
  'var',
  'samp',
] as const;
type SafeTag = (typeof safeTags)[number];

export function Inline({ tokens, source }: { tokens: readonly Token[]; source: BlockSource }): ReactNode {
  return elements(tokens, source);
}

function elements(tokens: readonly Token[], source: BlockSource): ReactNode[] {
  const shown: ReactNode[] = [];
  for (let idx = 0; idx < tokens.length; idx++) {
    // The extensions of marked, which could add other tokens, are not used.
    const token = tokens[idx] as MarkedToken;
    if (token.type === 'html') {
      const tag = openingTag(token.raw);
      const close =
        tag === undefined ? -1 : tokens.findIndex((other, at) => at > idx && other.type === 'html' && isClosing(other.raw, tag));
      if (tag !== undefined && close > 0) {
        const Tag = tag;
        shown.push(<Tag key={idx}>{elements(tokens.slice(idx + 1, close), source)}</Tag>);
        idx = close;
      } else if (/^<br\s*\/?>$/i.test(token.raw)) shown.push(<br key={idx} />);
      else shown.push(<Text key={idx} text={token.raw} source={source} />);
      continue;
    }
    shown.push(<Element key={idx} token={token} source={source} />);
  }
  return shown;
}

function Element({ token, source }: { token: MarkedToken; source: BlockSource }): ReactNode {
  switch (token.type) {
    case 'text':
      return token.tokens ? elements(token.tokens, source) : <Text text={decodeEntities(token.text)} source={source} />;
    case 'escape':
      return <Text text={token.text} source={source} />;
    case 'strong':
      return <strong>{elements(token.tokens, source)}</strong>;
    case 'em':
      return <em>{elements(token.tokens, source)}</em>;
    case 'del':
      return <del>{elements(token.tokens, source)}</del>;
    case 'br':
      return <br />;
    case 'codespan':
      return <CodeSpan text={token.text} source={source} />;
    case 'link':
      return <Link token={token} source={source} />;
    case 'image':
      return <LeftOutImage alt={unmark(token.text, source.raw, source.citations)} />;
    default:
      return <Text text={token.raw} source={source} />;
  }
}

function Text({ text, source }: { text: string; source: BlockSource }): ReactNode {
  if (!holdsMark(text)) return text;
  return cutAtMarks(text).map((piece, idx) => (piece.kind === 'text' ? piece.text : <Chip key={idx} idx={piece.idx} source={source} />));
}

/** Models often put a citation between backticks; it becomes a chip anyway. */
function CodeSpan({ text, source }: { text: string; source: BlockSource }): ReactNode {
  if (!holdsMark(text)) {
    return (
      <code>
        <MarkedText text={text} />
      </code>
    );
  }
  return cutAtMarks(text).map((piece, idx) => {
    if (piece.kind === 'citation') return <Chip key={idx} idx={piece.idx} source={source} />;
    return piece.text.trim() === '' ? piece.text : <code key={idx}>{piece.text}</code>;
  });
}

function Link({ token, source }: { token: Extract<MarkedToken, { type: 'link' }>; source: BlockSource }): ReactNode {
  const text = elements(token.tokens, source);
  if (holdsMark(token.href)) {
    return (
      <>
        {holdsMark(token.text) ? null : text}
        <Text text={token.href} source={source} />
      </>
    );
  }
  const url = safeUrl(token.href);
  return url === undefined ? <RefusedLink href={token.href}>{text}</RefusedLink> : <ExternalLink url={url}>{text}</ExternalLink>;
}

/** The refused address is shown, so that the person knows what the link was. */
function RefusedLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <span className="refused-link" title={spellHidden(href.slice(0, 300))}>
      {children}
    </span>
  );
}

function Chip({ idx, source }: { idx: number; source: BlockSource }): ReactNode {
  const citation = source.citations[idx];
  return citation ? <CitationChip citation={citation} /> : null;
}

function openingTag(raw: string): SafeTag | undefined {
  const name = /^<([a-z]+)(?:\s[^>]*)?>$/i.exec(raw)?.[1]?.toLowerCase();
  return safeTags.find(tag => tag === name);
}

const isClosing = (raw: string, tag: SafeTag): boolean => raw.toLowerCase().replaceAll(/\s/g, '') === `</${tag}>`;
