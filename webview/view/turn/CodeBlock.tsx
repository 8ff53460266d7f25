/** Code of an answer: its language and path, its actions, and its lines in the editor's own font. */
import { memo, useState } from 'react';
import { usePanel } from '../../bind/use-panel.js';
import { countHidden } from '../../model/text/visible-marks.js';
import { Icon, type IconName } from '../frame/Icon.js';
import { useSay } from '../frame/words.js';
import { CodeLines } from './CodeLines.js';
import { MarkedText } from './MarkedText.js';
import { useHighlight } from './use-highlight.js';

interface Props {
  readonly code: string;
  readonly language: string;
  readonly path: string | undefined;
  readonly isGrowing: boolean;
}

/** Number of lines drawn at first, and added by each press of the button. */
const linesAtOnce = 600;
const terminalLanguages = new Set(['sh', 'shell', 'bash', 'zsh', 'fish', 'console', 'powershell', 'ps1', 'pwsh', 'bat', 'cmd']);

export const CodeBlock = memo(function CodeBlock({ code, language, path, isGrowing }: Props) {
  const [nShown, setShown] = useState(linesAtOnce);
  const say = useSay();
  const lines = code.split('\n');
  const highlighted = useHighlight(code, language, isGrowing);
  const nHidden = countHidden(code);
  const nMore = lines.length - nShown;
  return (
    <figure className="code-block" dir="ltr" aria-label={say('codeLabel', { language: language || 'text' })}>
      <figcaption>
        <span className="code-label">
          {language === '' ? null : <span>{language}</span>}
          {path === undefined ? null : (
            <span className="path" title={path}>
              <MarkedText text={path} />
            </span>
          )}
        </span>
        {isGrowing ? null : <CodeActions code={code} language={language} path={path} />}
      </figcaption>
      {nHidden > 0 ? (
        <div className="code-warning">
          <Icon name="warning" /> {say('invisible', { n: nHidden })}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard */}
      <pre tabIndex={0}>
        <code>
          <CodeLines lines={nMore > 0 ? lines.slice(0, nShown) : lines} highlighted={highlighted} />
        </code>
      </pre>
      {nMore > 0 ? (
        <button type="button" className="more" onClick={() => setShown(nShown + linesAtOnce * 4)}>
          {say('showMoreLines', { n: Math.min(nMore, linesAtOnce * 4) })}
        </button>
      ) : null}
    </figure>
  );
});

function CodeActions({ code, language, path }: Omit<Props, 'isGrowing'>) {
  const { editor } = usePanel();
  const say = useSay();
  const isForTerminal = terminalLanguages.has(language);
  return (
    <span className="code-actions" role="group" aria-label={say('codeActions')}>
      <Action icon="copy" label={say('copyCode')} onClick={() => editor.copy(code)} />
      {isForTerminal ? (
        <Action icon="terminal" label={say('toTerminal')} title={say('toTerminalTitle')} onClick={() => editor.toTerminal(code)} />
      ) : (
        <>
          <Action icon="insert" label={say('insertCode')} title={say('insertCodeTitle')} onClick={() => editor.insert(code)} />
          {path === undefined && <Action icon="new-file" label={say('newFile')} onClick={() => editor.newFile(code, language)} />}
          <Action
            icon="diff"
            label={say('applyCode')}
            title={path === undefined ? say('applyHereTitle') : say('applyCodeTitle', { path })}
            onClick={() => editor.apply(code, language, path)}
          />
        </>
      )}
    </span>
  );
}

function Action({ icon, label, title, onClick }: { icon: IconName; label: string; title?: string; onClick: () => void }) {
  return (
    <button type="button" className="code-action" title={title ?? label} aria-label={title ?? label} onClick={onClick}>
      <Icon name={icon} />
      <span className="action-text">{label}</span>
    </button>
  );
}
