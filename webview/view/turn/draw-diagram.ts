/**
 * Draws a Mermaid diagram and returns the image's address. The library is loaded with the first diagram, from a file of its own. This
 * module
 * imports nothing from the panel's first file: shared code would become a third file, and the panel's first paint would wait for it.
 */

interface Mermaid {
  initialize(config: object): void;
  parse(text: string, options: { readonly suppressErrors: true }): Promise<unknown>;
  render(id: string, text: string): Promise<{ readonly svg: string }>;
}

/** A larger diagram could block the panel for longer than anybody waits. */
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
    // Defined by the loaded file.
    script.addEventListener('load', () => resolve(Reflect.get(globalThis, 'mermaid') as Mermaid));
    script.addEventListener('error', () => reject(new Error('The file of the diagrams cannot be loaded')));
    document.head.append(script);
  });
  return loading;
}

/** Escapes what looks like a tag, which the library would put into the page to clean it. `<br>` and `<<interface>>` are its own. */
const withoutTags = (code: string): string => code.replaceAll(/(?<!<)<(?=\/?(?!br\b)[a-z][^<>\n]*>)/gi, '#lt;');

/** Returns undefined if it cannot be drawn. */
export async function drawDiagram(source: string): Promise<string | undefined> {
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

/** An image needs a size of its own: that of its view box instead of 100 %. */
function sized(svg: string): string {
  const [, , width, height] = /viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"/.exec(svg)?.slice(1) ?? [];
  return width === undefined ? svg : svg.replace(/ width="100%"/, ` width="${width}" height="${height}"`);
}
