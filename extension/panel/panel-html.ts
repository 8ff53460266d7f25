/** The page that frames the panel. Nothing loads but our own script, style and fonts, and nothing connects anywhere. Pure. */

export interface PanelAssets {
  readonly script: string;
  readonly style: string;
  /** The origin that the editor serves local resources from. */
  readonly source: string;
  readonly language: string;
  readonly title: string;
  /** The file that draws diagrams measures them with styles of its own; nothing else needs them. */
  readonly diagrams: boolean;
}

export function panelHtml({ script, style, source, language, title, diagrams }: PanelAssets, nonce: string): string {
  // A module's imports carry its nonce, so that split chunks need no origin in the script policy.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}${diagrams ? " 'unsafe-inline'" : ''}`,
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
<link rel="stylesheet" href="${escape(style)}">
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${escape(script)}"></script>
</body>
</html>`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
