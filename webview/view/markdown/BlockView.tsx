/** One block of an answer. It is drawn again only if its own text, its citations or a link's definition changed. */
import { Lexer, type Links, type MarkedToken, type Token } from 'marked';
import { memo } from 'react';
import { usePanelState } from '../../bind/use-panel.js';
import { markCitations, type NumberedCitation, unmark } from '../../model/text/cite.js';
import { fenceInfo } from '../../model/text/fence-info.js';
import { isTooDeep, type MarkdownBlock } from '../../model/text/split-blocks.js';
import { useSay } from '../frame/words.js';
import { CodeBlock } from '../turn/CodeBlock.js';
import { Diagram } from '../turn/Diagram.js';
import type { BlockSource } from './block-source.js';
import { Inline } from './Inline.js';
import { RawHtml } from './RawHtml.js';
import { TableView } from './TableView.js';

interface Props {
  readonly block: MarkdownBlock;
  readonly citations: readonly NumberedCitation[];
  readonly links: Links;
  /** True if more of this block may come. */
  readonly isGrowing: boolean;
}

/** Longer text is shown as it is written, because lexing it could take longer than a frame. */
const maxLexedLength = 24_000;

export const BlockView = memo(function BlockView({ block, citations, links, isGrowing }: Props) {
  const source: BlockSource = { raw: block.raw, citations };
  const isLong = block.raw.length > maxLexedLength && block.type !== 'code' && block.type !== 'table';
  if (isLong || isTooDeep(block.raw)) return <p className="plain">{block.raw}</p>;
  const lexer = new Lexer({ gfm: true });
  lexer.tokens.links = { ...links };
  const tokens = lexer.lex(markCitations(block.raw, citations));
  return <Blocks tokens={tokens} source={source} isGrowing={isGrowing} />;
}, isSame);

function isSame(a: Props, b: Props): boolean {
  return (
    a.block.raw === b.block.raw &&
    a.isGrowing === b.isGrowing &&
    a.links === b.links &&
    a.citations.length === b.citations.length &&
    a.citations.every((citation, idx) => {
      const other = b.citations[idx]!;
      return citation.at === other.at && citation.number === other.number && citation.verified === other.verified;
    })
  );
}

function Blocks({ tokens, source, isGrowing }: { tokens: readonly Token[]; source: BlockSource; isGrowing: boolean }) {
  return tokens.map((token, idx) => (
    // The extensions of marked, which could add other tokens, are not used. The tokens of a block grow only at the end.
    <One key={idx} token={token as MarkedToken} source={source} isGrowing={isGrowing && idx === tokens.length - 1} />
  ));
}

function One({ token, source, isGrowing }: { token: MarkedToken; source: BlockSource; isGrowing: boolean }) {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'hr':
      return <hr />;
    case 'heading': {
      // Questions are headings of level 2, and a model's own levels are arbitrary, so answers use two levels.
      const Heading = token.depth <= 3 ? 'h3' : 'h4';
      return (
        <Heading dir="auto" className={`h${token.depth}`}>
          <Inline tokens={token.tokens} source={source} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p dir="auto">
          <Inline tokens={token.tokens} source={source} />
        </p>
      );
    case 'text':
      return <Inline tokens={token.tokens ?? [token]} source={source} />;
    case 'blockquote':
      return (
        <blockquote dir="auto">
          <Blocks tokens={token.tokens} source={source} isGrowing={isGrowing} />
        </blockquote>
      );
    case 'list':
      return <ListView token={token} source={source} isGrowing={isGrowing} />;
    case 'table':
      return <TableView token={token} source={source} />;
    case 'code': {
      const { language, path } = fenceInfo(token.lang);
      const code = unmark(token.text, source.raw, source.citations);
      const block = <CodeBlock code={code} language={language} path={path} isGrowing={isGrowing} />;
      return language === 'mermaid' && !isGrowing ? <MaybeDiagram code={code} source={block} /> : block;
    }
    case 'html':
      return <RawHtml html={unmark(token.text, source.raw, source.citations)} />;
    default:
      return <p>{token.raw}</p>;
  }
}

/** Diagrams are drawn only if a setting enables them; their file is loaded then. */
function MaybeDiagram({ code, source }: { code: string; source: React.ReactNode }) {
  const isDrawn = usePanelState(state => state.diagrams);
  return isDrawn ? <Diagram code={code} source={source} /> : source;
}

function ListView({
  token,
  source,
  isGrowing,
}: {
  token: Extract<MarkedToken, { type: 'list' }>;
  source: BlockSource;
  isGrowing: boolean;
}) {
  const items = token.items.map((item, idx) => (
    <li key={idx} dir="auto" className={item.task ? 'task' : undefined}>
      {item.task ? <TaskBox isDone={item.checked ?? false} /> : null}
      <Blocks
        tokens={item.tokens.filter(child => child.type !== 'checkbox')}
        source={source}
        isGrowing={isGrowing && idx === token.items.length - 1}
      />
    </li>
  ));
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

function TaskBox({ isDone }: { isDone: boolean }) {
  const say = useSay();
  return <input type="checkbox" checked={isDone} readOnly disabled aria-label={say(isDone ? 'taskDone' : 'taskOpen')} />;
}
