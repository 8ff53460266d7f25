/** A link to the web. The editor asks the person before it opens. The element has no address, so nothing else can follow it. */
import type { ReactNode } from 'react';
import { usePanel } from '../../bind/use-panel.js';
import { useSay } from '../frame/words.js';

export function ExternalLink({ url, children }: { url: string; children: ReactNode }) {
  const { editor } = usePanel();
  const say = useSay();
  return (
    <button type="button" role="link" className="link" title={say('linkTitle', { url })} onClick={() => editor.openLink(url)}>
      {children}
    </button>
  );
}
