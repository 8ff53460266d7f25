/**
 * A Mermaid diagram as a picture. The library is loaded when the first diagram is drawn, draws text only, and what comes out is shown as an
 * image: no script, no link and no style of it reaches the panel. What cannot be drawn is shown as its source.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { useSay } from './words.js';

interface Mermaid {
  initialize(config: object): void;
  parse(text: string, options: { readonly suppressErrors: true }): Promise<unknown>;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

/** A larger diagram could take longer than anybody waits, and the panel with it. */
const maxLength = 10_000;
const maxEdges = 200;
const maxSvgLength = 2_000_000;

let loading: Promise<Mermaid> | undefined;
let nDrawn = 0;

function load(): Promise<Mermaid> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('mermaid.js', import.meta.url).href;
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
    // What the file defines.
    script.addEventListener('load', () => resolve(Reflect.get(globalThis, 'mermaid') as Mermaid));
    script.addEventListener('error', () => reject(new Error('The file of the diagrams cannot be loaded')));
    document.head.append(script);
  });
  return loading;
}

/** What looks like a tag is text: the library would put it into the page to clean it. `<br>` and `<<interface>>` are its own. */
const withoutTags = (code: string): string => code.replaceAll(/(?<!<)<(?=\/?(?!br\b)[a-z][^<>\n]*>)/gi, '#lt;');

async function draw(source: string): Promise<string | undefined> {
  if (source.length > maxLength) return undefined;
  const code = withoutTags(source);
  const mermaid = await load();
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    maxTextSize: maxLength,
    maxEdges,
    fontFamily: 'sans-serif',
    theme: document.body.matches('.vscode-light, .vscode-high-contrast-light') ? 'default' : 'dark',
  });
  if (!(await mermaid.parse(code, { suppressErrors: true }))) return undefined;
  const { svg } = await mermaid.render(`diagram-${++nDrawn}`, code);
  return svg.length > maxSvgLength ? undefined : `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized(svg))}`;
}

/** An image needs a size of its own: that of its view box, in place of 100 %. */
function sized(svg: string): string {
  const [, , width, height] = /viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"/.exec(svg)?.slice(1) ?? [];
  return width === undefined ? svg : svg.replace(/ width="100%"/, ` width="${width}" height="${height}"`);
}

/** `source` is shown until the picture is there, and where there is none. */
export function Diagram({ code, source }: { code: string; source: ReactNode }) {
  const say = useSay();
  const [picture, setPicture] = useState<string | 'failed'>();
  useEffect(() => {
    let isStale = false;
    draw(code).then(
      url => isStale || setPicture(url ?? 'failed'),
      () => isStale || setPicture('failed'),
    );
    return () => {
      isStale = true;
    };
  }, [code]);
  if (picture === undefined) return source;
  if (picture === 'failed')
    return (
      <>
        <p className="dim">{say('diagramFailed')}</p>
        {source}
      </>
    );
  return (
    <figure className="diagram">
      <img src={picture} alt={say('diagram')} />
      <details>
        <summary>{say('diagramSource')}</summary>
        {source}
      </details>
    </figure>
  );
}
