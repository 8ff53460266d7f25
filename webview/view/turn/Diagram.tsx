/**
 * A Mermaid diagram as an image, so that its scripts, links and styles do not reach the panel. If it cannot be drawn, its source is shown.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { useSay } from '../frame/words.js';

/** `source` is shown until the image is ready, and if there is none. */
export function Diagram({ code, source }: { code: string; source: ReactNode }) {
  const say = useSay();
  const [picture, setPicture] = useState<{ readonly url: string | undefined }>();
  useEffect(() => {
    let isStale = false;
    const draw = async () => (await import('./draw-diagram.js')).drawDiagram(code);
    draw().then(
      url => isStale || setPicture({ url }),
      () => isStale || setPicture({ url: undefined }),
    );
    return () => {
      isStale = true;
    };
  }, [code]);
  if (picture === undefined) return source;
  if (picture.url === undefined)
    return (
      <>
        <p className="dim">{say('diagramFailed')}</p>
        {source}
      </>
    );
  return (
    <figure className="diagram">
      <img src={picture.url} alt={say('diagram')} />
      <details>
        <summary>{say('diagramSource')}</summary>
        {source}
      </details>
    </figure>
  );
}
