/**
 * The page that hosts the panel. It loads only our own script, style and fonts, and connects to nothing. Pure.
 * It already contains the panel's frame with a working input, and the script takes over what was typed before it loaded.
 */

export interface PanelAssets {
  readonly script: string;
  readonly style: string;
  /** The font of the icons. */
  readonly icons: string;
  /** The origin from which the editor serves local resources. */
  readonly source: string;
  readonly language: string;
  readonly title: string;
  /** The placeholder of the input. */
  readonly placeholder: string;
  /** True if diagrams are drawn: measuring them needs inline styles; nothing else does. */
  readonly diagrams: boolean;
}

export function panelHtml({ script, style, icons, source, language, title, placeholder, diagrams }: PanelAssets, nonce: string): string {
  // A module's imports carry its nonce, so that split chunks need no origin in the script policy.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Next to a nonce, browsers ignore 'unsafe-inline'.
    `style-src ${source} ${diagrams ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style nonce="${nonce}">${frameStyle}</style>
<link rel="preload" as="font" type="font/ttf" crossorigin href="${escape(icons)}">
<script type="module" nonce="${nonce}" src="${escape(script)}"></script>
</head>
<body>
<div id="root">${frame(escape(placeholder))}</div>
<link rel="stylesheet" href="${escape(style)}">
</body>
</html>`;
}

/** The same as the script draws. It is painted before the style sheet, which uses the same class names, has loaded. */
const frame = (placeholder: string): string => `<main class="panel"><div class="screen"></div><div class="composer"><div class="input-box">
<textarea rows="1" dir="auto" placeholder="${placeholder}" aria-label="${placeholder}"></textarea><div class="composer-foot"></div></div></div></main>`;

/** The part of the style sheet that the frame needs. */
const frameStyle = `
html, body, #root { height: 100%; }
body { margin: 0; padding: 0; color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); }
.panel { box-sizing: border-box; display: flex; flex-direction: column; height: 100%; line-height: 1.4; }
.screen { flex: 1; }
.composer { box-sizing: border-box; width: 100%; max-width: 900px; margin: 0 auto; padding: 0 12px 10px; }
.input-box { padding: 6px 6px 4px; border: 1px solid var(--vscode-input-border, var(--vscode-panel-border, var(--vscode-contrastBorder, rgb(128 128 128 / 35%)))); border-radius: 5px; background: var(--vscode-input-background); }
textarea { box-sizing: border-box; display: block; field-sizing: content; width: 100%; padding: 2px 4px; border: 0; resize: none; font: inherit; line-height: 1.45; color: var(--vscode-input-foreground); background: transparent; outline: none; overflow-wrap: anywhere; }
textarea::placeholder { color: var(--vscode-input-placeholderForeground); opacity: 1; }
.composer-foot { min-height: 22px; margin-top: 3px; }
`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
