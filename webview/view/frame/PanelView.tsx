/** The whole panel. */
import { useMemo } from 'react';
import { isImage } from '../../bind/shrink-image.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { ComposerView } from '../composer/ComposerView.js';
import { PreviewHost } from '../places/Preview.js';
import { LiveRegion } from '../turn/LiveRegion.js';
import { ConversationView } from './ConversationView.js';
import { ErrorBoundary } from './ErrorBoundary.js';
import { HistoryView } from './HistoryView.js';
import { NoticeLine } from './NoticeLine.js';
import { StatusBanner } from './StatusBanner.js';
import { WordsContext } from './words.js';

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);

export function PanelView() {
  const { composer } = usePanel();
  const screen = usePanelState(state => state.screen);
  const words = usePanelState(state => state.words);
  const language = usePanelState(state => state.language);
  const wording = usePanelState(state => state.wording);
  const speaking = useMemo(() => ({ words, wording }), [words, wording]);
  const onDrop = (event: React.DragEvent) => {
    const images = [...event.dataTransfer.files].filter(isImage);
    if (images.length > 0) {
      event.preventDefault();
      void composer.attachImages(images);
      return;
    }
    const list = event.dataTransfer.getData('application/vnd.code.uri-list') || event.dataTransfer.getData('text/uri-list');
    const uris = list.split(/\r?\n/).filter(uri => uri !== '' && !uri.startsWith('#'));
    if (uris.length === 0) return;
    event.preventDefault();
    void composer.attachUris(uris);
  };
  return (
    <WordsContext value={speaking}>
      <main
        className="panel"
        lang={language}
        dir={rightToLeft.has(language.split('-')[0]!) ? 'rtl' : 'ltr'}
        onDragOver={event => event.preventDefault()}
        onDrop={onDrop}
      >
        <ErrorBoundary>
          <PreviewHost>
            <StatusBanner />
            <h1 className="unseen">{words.appLabel}</h1>
            <div className="screen">
              <ErrorBoundary>{screen === 'history' ? <HistoryView /> : <ConversationView />}</ErrorBoundary>
            </div>
            <NoticeLine />
            {screen === 'history' ? null : <ComposerView />}
            <LiveRegion />
          </PreviewHost>
        </ErrorBoundary>
      </main>
    </WordsContext>
  );
}
