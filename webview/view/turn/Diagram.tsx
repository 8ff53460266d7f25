/**
 * A Mermaid diagram as a picture: no script, no link and no style of it reaches the panel. What cannot be drawn is shown as its source.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { useSay } from '../frame/words.js';

/** `source` is shown until the picture is there, and where there is none. */
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
