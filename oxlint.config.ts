import { defineConfig } from 'oxlint';

/**
 * The house: a room imports only from floors below its own, and from a neighbour only where ARCHITECTURE.md says why.
 * Lint fails where a path points up.
 */
const floors: readonly (readonly string[])[] = [
  ['base', 'monitor'],
  ['text', 'net', 'pool', 'disk', 'conversations'],
  ['kernels', 'apply'],
  ['embedding', 'inference', 'cache', 'catalogue'],
  ['segment'],
  ['snapshot'],
  ['search', 'indexing'],
  ['chat'],
  ['rpc'],
  ['compose'],
];

/** Neighbours that may be imported although they share the floor. */
const neighbours: Readonly<Record<string, readonly string[]>> = {};

/** One importer for each heavy dependency. */
const heavy: Readonly<Record<string, readonly string[]>> = {
  catalogue: ['sql.js'],
  cache: ['lz4js', 'lru-cache'],
  net: ['undici'],
};
const allHeavy = ['sql.js', 'lz4js', 'undici', 'onnxruntime-node', 'vscode', 'react', 'vscode-languageserver'];

const serverRooms = floors.flat();
const roofs = ['cli', 'training', 'threads', 'onnx'];

const serverOverrides = serverRooms.map(room => {
  const floor = floors.findIndex(rooms => rooms.includes(room));
  const allowed = new Set([
    room,
    'protocol',
    ...floors.slice(0, floor).flat(),
    ...(neighbours[room] ?? []),
    ...(floor > 0 ? ['base', 'monitor'] : ['base']),
  ]);
  const forbidden = [...serverRooms, ...roofs].filter(other => !allowed.has(other));
  const mayImport = [...(heavy[room] ?? []), ...(room === 'rpc' || room === 'compose' ? ['vscode-languageserver'] : [])];
  return {
    files: [`server/${room}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: forbidden.flatMap(other => [`../${other}/*`, `../../${other}/*`, `../${other}/**`]),
              message: `server/${room} may not import from there: see the floors in ARCHITECTURE.md.`,
            },
            {
              group: allHeavy.filter(name => !mayImport.includes(name)).flatMap(name => [name, `${name}/*`]),
              message: 'One importer for each heavy dependency: see ARCHITECTURE.md.',
            },
            { group: ['**/extension/**', '**/webview/**', '**/test/**'], message: 'The server knows no editor and no test.' },
          ],
        },
      ],
    },
  };
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
    'import/no-cycle': 'error',
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
    ...serverOverrides,
    {
      files: ['server/protocol/**/*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          { patterns: [{ group: ['../*', 'node:*'], message: 'protocol imports nothing that runs but valibot.' }] },
        ],
      },
    },
    {
      files: ['extension/**/*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: ['**/server/!(protocol)/**', '**/webview/**', 'react', 'undici', 'sql.js', 'onnxruntime-node'],
                message: 'The extension imports only server/protocol.',
              },
            ],
          },
        ],
      },
    },
    {
      files: ['webview/**/*.{ts,tsx}'],
      rules: {
        // A style sheet is imported for its effect alone.
        'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }],
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: ['**/server/!(protocol)/**', '**/extension/**', 'vscode', 'node:*'],
                message: 'The webview imports only server/protocol.',
              },
            ],
          },
        ],
      },
    },
    { files: ['scripts/**', 'test/**'], rules: { 'max-lines': 'off' } },
  ],
});
