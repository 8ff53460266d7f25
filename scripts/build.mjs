#!/usr/bin/env node
/**
 * Builds dist/: the kernels (AssemblyScript), the server and its threads, the CLI, the extension and the webview. `--watch` rebuilds;
 * `--server` omits what only the editor needs; `--out DIR` builds elsewhere.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { compileAssembly } from './compile-assembly.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = process.argv.indexOf('--out');
const dist = out > 0 ? resolve(process.argv[out + 1]) : join(root, 'dist');
const watch = process.argv.includes('--watch');
const serverOnly = process.argv.includes('--server');
const development = watch || process.argv.includes('--development');
mkdirSync(dist, { recursive: true });

/** The kernels are compiled only when a source is newer than the module. */
function buildKernels() {
  const folder = join(root, 'server/kernels/assembly');
  const entry = join(folder, 'main.ts');
  const target = join(dist, 'kernels.wasm');
  if (!existsSync(entry)) return;
  const sources = [...readdirSync(folder).map(name => join(folder, name)), join(root, 'server/text/character-rows.ts')];
  const newest = Math.max(...sources.map(path => statSync(path).mtimeMs));
  if (existsSync(target) && statSync(target).mtimeMs > newest) return;
  compileAssembly(entry, target, ['--enable', 'simd', '--initialMemory', '16', '--noExportMemory', '--zeroFilledMemory']);
}

const node = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: development ? 'linked' : false,
  // Identifiers are not minified: with `keepNames` every closure would be named each time that it is created.
  minifyWhitespace: !development,
  minifySyntax: !development,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
  // Its main file cannot be bundled.
  alias: { 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js') },
};
/** ESM bundles contain CommonJS dependencies that call require or read __dirname. */
const requireBanner = {
  js: "import { createRequire as vibeRequire } from 'node:module'; const require = vibeRequire(import.meta.url); const __dirname = import.meta.dirname;",
};
const entries = Object.fromEntries(
  [
    ['server', 'server/main.ts'],
    ['cli', 'server/cli/main.ts'],
    ['embedder', 'server/onnx/main.ts'],
    ...(existsSync(join(root, 'server/threads')) ? readdirSync(join(root, 'server/threads')) : []).map(file => [
      `threads/${file.replace(/\.ts$/, '')}`,
      `server/threads/${file}`,
    ]),
  ].filter(([, file]) => existsSync(join(root, file)) && file.endsWith('.ts')),
);
/**
 * Replaces the editor's API by one module with the names that are used. Otherwise each of fifty files would copy all of its two hundred
 * properties while the extension is loaded.
 */
const editorOnce = {
  name: 'editor-once',
  setup({ onResolve, onLoad }) {
    const namespace = 'editor-once';
    // Libraries keep their own import, because they read the API later.
    onResolve({ filter: /^vscode$/ }, ({ namespace: from, importer }) =>
      from === namespace || importer.includes('node_modules') ? { path: 'vscode', external: true } : { path: 'vscode', namespace },
    );
    onLoad({ filter: /.*/, namespace }, () => {
      const files = readdirSync(join(root, 'extension'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
      const sources = files.map(name => readFileSync(join(root, 'extension', name), 'utf8')).join('\n');
      const names = [...new Set([...sources.matchAll(/\bvscode\.([A-Za-z]\w*)/g)].map(([, name]) => name))];
      return { contents: `const editor = require('vscode');\n${names.map(name => `export const ${name} = editor.${name};`).join('\n')}` };
    });
  },
};
/** The language client is a file of its own, because it is loaded after activation. */
const clientLater = {
  name: 'client-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/language-client\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './client.cjs', external: true } : undefined,
    ),
};
/** English, the source of the sentences, is in the extension; each other language is a file that is loaded when it is first asked for. */
const languages = ['chinese', 'french', 'german', 'japanese', 'spanish'];
const languagesLater = {
  name: 'languages-later',
  setup({ onResolve, onLoad }) {
    const namespace = 'languages-later';
    const filter = new RegExp(`^\\./(?:${languages.join('|')})\\.js$`);
    onResolve({ filter }, ({ path, importer }) =>
      basename(importer) === 'wording-of.ts' ? { path: basename(path, '.js'), namespace } : undefined,
    );
    onResolve({ filter: /\.cjs$/, namespace }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({
      contents: `Object.defineProperty(exports, '__esModule', { value: true });
Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('./languages/${name}.cjs').${name} });`,
    }));
  },
};
const options = [
  {
    ...node,
    entryPoints: entries,
    outdir: dist,
    format: 'esm',
    banner: requireBanner,
    external: ['onnxruntime-node'],
    // Code that several entries share is parsed once, and a command loads only what it needs.
    splitting: true,
    chunkNames: 'shared-[hash]',
  },
  {
    ...node,
    entryPoints: {
      extension: 'extension/main.ts',
      client: 'extension/host/language-client.ts',
      ...Object.fromEntries(languages.map(name => [`languages/${name}`, `server/protocol/sentences/${name}.ts`])),
    },
    outdir: dist,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [editorOnce, clientLater, languagesLater],
    // The editor answers `require('vscode')` only for a module that was itself required.
    supported: { 'dynamic-import': false },
    minifyIdentifiers: !development,
  },
  {
    bundle: true,
    entryPoints: { webview: 'webview/main.tsx' },
    outdir: dist,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    jsx: 'automatic',
    minify: !development,
    // Inline, because a webview cannot read a file beside its script, and breakpoints in webview/ need the map.
    sourcemap: development ? 'inline' : false,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': development ? '"development"' : '"production"' },
    loader: { '.ttf': 'file' },
    // Chunks that are loaded later are in a folder of their own.
    chunkNames: 'webview/[name]-[hash]',
    assetNames: 'webview/[name]',
    logLevel: 'warning',
    absWorkingDir: root,
  },
]
  .filter((_, i) => i === 0 || !serverOnly)
  .filter(option => Object.values(option.entryPoints).every(file => existsSync(join(root, file))));

function copyAssets() {
  const assets = [
    ['node_modules/sql.js/dist/sql-wasm.wasm', 'sql-wasm.wasm'],
    ['server/embedding/data/static-table.bin', 'static-table.bin'],
    ['server/search/data/ranking-weights.json', 'ranking-weights.json'],
    ['server/completion/data/completion-gate.json', 'completion-gate.json'],
  ];
  // Trained files may be missing; search then works by words only.
  for (const [from, to] of assets) if (existsSync(join(root, from))) copyFileSync(join(root, from), join(dist, to));
}

/** Copies the grammars with which edits are checked; each is loaded when its language is first edited. */
function copyGrammars() {
  const to = join(dist, 'grammars');
  mkdirSync(to, { recursive: true });
  const all = join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
  const ours = /^tree-sitter-(?:bash|c-sharp|cpp|css|go|java|javascript|php|powershell|python|ruby|rust|tsx|typescript)\.wasm$/;
  const files = [
    ...(existsSync(all) ? readdirSync(all) : []).filter(name => ours.test(name)).map(name => join(all, name)),
    ...['tree-sitter-c', '@tree-sitter-grammars/tree-sitter-kotlin', '@tree-sitter-grammars/tree-sitter-lua'].map(name =>
      join(root, 'node_modules', name, `${basename(name)}.wasm`),
    ),
    join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
  ];
  for (const file of files) if (existsSync(file)) copyFileSync(file, join(to, basename(file)));
}

/** Shared chunks are named by their content, so those of former builds would accumulate. */
function sweepShared() {
  for (const name of readdirSync(dist)) if (/^shared-[A-Z0-9]+\.js(\.map)?$/.test(name)) rmSync(join(dist, name));
}

buildKernels();
sweepShared();
copyAssets();
copyGrammars();
// Chunks are named by their content, so those of former builds would be packaged too.
if (!serverOnly) rmSync(join(dist, 'webview'), { recursive: true, force: true });
// Diagrams are drawn by a file of their own, which is loaded with the first one.
if (!serverOnly) {
  mkdirSync(join(dist, 'webview'), { recursive: true });
  copyFileSync(join(root, 'node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js'), join(dist, 'webview/mermaid.js'));
}
if (watch) for (const option of options) await (await context(option)).watch();
else await Promise.all(options.map(option => build(option)));
if (!watch && !serverOnly) await inlineEntryImports();

/** Inlines the static imports of the panel's entry (a few helpers), so that it needs no second request before it can run. */
async function inlineEntryImports() {
  const keepLater = {
    name: 'keep-later',
    setup: ({ onResolve }) =>
      onResolve({ filter: /.*/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined)),
  };
  const entry = join(dist, 'webview.js');
  const sourcemap = development ? 'inline' : false;
  const flags = {
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: !development,
    sourcemap,
    legalComments: 'none',
    logLevel: 'warning',
  };
  await build({ ...flags, entryPoints: [entry], outfile: entry, allowOverwrite: true, plugins: [keepLater] });
}
