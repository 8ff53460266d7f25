import { defineConfig } from 'oxlint';

/**
 * The floors of the three trees, lowest first. A module imports only from floors below its own: no neighbour, no exception. ARCHITECTURE.md draws them,
 * and lint fails if an import points up. `server/protocol` lies below all three trees, and files directly in a tree (`main.ts`) are its roof.
 */
const trees = {
  server: [
    ['base'],
    ['monitor'],
    ['safety'],
    ['text', 'net', 'pool', 'disk', 'conversations'],
    ['kernels', 'apply'],
    ['embedding', 'inference', 'cache', 'catalogue'],
    ['segment'],
    ['snapshot'],
    ['search', 'indexing', 'completion'],
    ['chat'],
    ['rpc'],
    ['compose'],
    ['cli', 'training', 'threads', 'onnx'],
  ],
  extension: [['settings', 'host'], ['editor'], ['changes', 'context', 'completion'], ['panel'], ['commands']],
  webview: [['model', 'port'], ['bind'], ['view']],
} as const;

type Tree = keyof typeof trees;

/** The modules that may import a heavy dependency. */
const heavy: Readonly<Record<string, readonly string[]>> = {
  'sql.js': ['server/catalogue'],
  lz4js: ['server/cache'],
  undici: ['server/net'],
  'web-tree-sitter': ['server/apply', 'server/safety'],
  unbash: ['server/safety'],
  'jsonc-parser': ['server/apply'],
  yaml: ['server/apply'],
  'smol-toml': ['server/apply'],
  'onnxruntime-node': ['server/onnx'],
  'vscode-languageserver': ['server/rpc', 'server/compose'],
  vscode: ['extension'],
  react: ['webview/bind', 'webview/view', 'webview/main.tsx'],
};

const serverRooms = trees.server.flat().join('|');

/** What a tree may import of the others is `server/protocol` alone; nothing that ships knows a test. */
const foreign: Readonly<Record<Tree, string>> = {
  server: '/(?:extension|webview|test)/',
  extension: `/(?:server/(?:${serverRooms})|webview|test)/`,
  webview: `/(?:server/(?:${serverRooms})|extension|test)/|^node:`,
};

/** The rules for imports of the files of one module, or of the root of a tree. */
function importRules(tree: Tree, module: string, forbiddenModules: readonly string[]) {
  const place = `${tree}/${module}`;
  const closed = Object.entries(heavy).flatMap(([name, modules]) => (modules.some(one => `${place}/`.startsWith(`${one}/`)) ? [] : [name]));
  const patterns = [
    { regex: foreign[tree], message: `${tree}/ imports nothing of another tree but server/protocol, and no test.` },
    { regex: `^(?:${closed.join('|')})(?:/|$)`, message: 'Few modules import a heavy dependency: see `heavy` in oxlint.config.ts.' },
    ...(forbiddenModules.length > 0
      ? [
          {
            regex: String.raw`^(?:\.\./)+(?:${forbiddenModules.join('|')})/`,
            message: `${place} may not import from there: see the floors in ARCHITECTURE.md.`,
          },
        ]
      : []),
  ];
  return { 'no-restricted-imports': ['error', { patterns }] as const };
}

const floorOverrides = (Object.keys(trees) as Tree[]).flatMap(tree => {
  const floors: readonly (readonly string[])[] = trees[tree];
  const modules = floors.flat();
  return [
    { files: [`${tree}/*.{ts,tsx}`], rules: importRules(tree, 'main.tsx', []) },
    ...floors.flatMap((floor, height) => {
      const below = floors.slice(0, height).flat();
      return floor.map(module => ({
        files: [`${tree}/${module}/**/*.{ts,tsx}`],
        rules: importRules(
          tree,
          module,
          modules.filter(other => other !== module && !below.includes(other)),
        ),
      }));
    }),
  ];
});

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist', '.tsbuild', '.e2e', 'test/fixtures', 'server/kernels/assembly', 'server/training/assembly', 'node_modules'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-type-imports': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-default-export': 'off',
    // A module is imported once in a file; Biome sorts (`npm run format`).
    'import/no-duplicates': ['error', { 'prefer-inline': true }],
    'typescript/no-import-type-side-effects': 'error',
    'max-lines': ['error', { max: 450, skipBlankLines: false, skipComments: false }],
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
    // A switch on a union has no default: the compiler holds it whole.
    'typescript/consistent-return': 'off',
    // Worker threads and webviews have no target origin.
    'unicorn/require-post-message-target-origin': 'off',
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'no-shadow': 'off',
    // Wrong about a loop that stops for other reasons.
    'no-unmodified-loop-condition': 'off',
  },
  overrides: [
    ...floorOverrides,
    {
      files: ['server/protocol/**/*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: String.raw`^(?:\.\./)+(?:${serverRooms})/|^node:`,
                message: 'protocol imports nothing that runs but valibot.',
              },
              {
                group: ['vscode-languageclient', 'vscode-languageclient/*'],
                message: 'Only host/language-client.ts imports it: it is loaded after activation.',
              },
            ],
          },
        ],
      },
    },
    {
      files: ['webview/**/*.{ts,tsx}'],
      // A style sheet is imported for its effect alone.
      rules: { 'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }] },
    },
    { files: ['scripts/**', 'test/**'], rules: { 'max-lines': 'off' } },
  ],
});
