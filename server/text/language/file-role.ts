/**
 * Determines the purpose of a file by the conventions of many languages: ranking prefers sources to tests, and tests to vendored copies.
 * Pure.
 */
import { isGeneratedHead } from '../guard/generated.js';

/** The position is stored in segments: append, never reorder. */
export const fileRoles = ['source', 'test', 'example', 'docs', 'generated', 'vendored'] as const;
export type FileRole = (typeof fileRoles)[number];

const vendoredFolder =
  /^(?:node_modules|vendor|vendors|vendored|_vendor|third[_-]?party|thirdparty|3rd-?party|external|externals|bower_components|jspm_packages|site-packages|dist-packages|\.venv|venv|pods|carthage|godeps|_vendored_packages|deps)$/;
/** `deps` and `external` are also common names for a project's own code, so they count as vendored only at the top level. */
const vendoredAtTopOnly = /^(?:deps|external|externals|venv)$/;
const testFolder =
  /^(?:tests?|__tests?__|specs?|__mocks__|mocks|__fixtures__|fixtures?|__snapshots__|testdata|test[_-]data|test[_-]?suite|testing|test-?utils?|test-?support|e2e|integration[_-]?tests?|unit[_-]?tests?|unittests?|acceptance|conformance|cypress|playwright|(?:android|common|jvm|js|wasm|native|ios|linux|desktop|unit|functional|regression|system|smoke|browser)_?tests?|testfixtures|selftests?)$/;
/** Folders whose last word is a test: `FooTests`, `Newtonsoft.Json.Tests`, `commonTest`, `zod-tests`. */
const testFolderSuffix = /(?:[a-z0-9](?:Tests?|Specs?|IT)|[._-][Tt]ests?|[._-][Ss]pecs?)$/;
const testFile =
  /(?:^|\/)(?:test[_-][^/]*|[^/]*[._-](?:test|tests|spec|specs|e2e|cy|stories|bench_test|test-d)\.[a-z]+|[^/]*_test|conftest\.py|test\.[a-z]+|tests\.[a-z]+|[^/]*\.(?:bats|feature|snap))$/;
/** Case-sensitive, to distinguish `ParserTest.java` from `latest.java`. */
const testFileSuffix =
  /[a-z0-9](?:Tests?|TestCase|Specs?|IT|TestSuite)\.(?:java|kt|kts|cs|php|scala|swift|groovy|hs|cpp|cc|dart|ts|js|m|mm|fs|vb|elm)$/;
const exampleFolder =
  /^(?:examples?|samples?|demos?|tutorials?|playground|sandbox|cookbook|showcase|docs_src|snippets|templates?-example|benchmarks?|benches)$/;
const docsFolder = /^(?:docs?|documentation|website|guides?|manual|wiki)$/;
const docsFile = /\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|pod|org|[1-9])$/;
const docsName =
  /^(?:readme|changelog|changes|history|news|contributing|authors|contributors|code_of_conduct|security|license|licence|copying|notice|install|todo|upgrading|migration)(?:[._-].*)?$/;
const generatedFolder = /^(?:generated|__generated__|_gen|autogen|\.next|\.nuxt|dist)$/;
const generatedFile =
  /(?:\.(?:pb|pulsar|twirp|grpc)\.(?:go|cc|h|swift|dart)|_pb2(?:_grpc)?\.pyi?|_pb\.(?:js|d\.ts|rb)|\.(?:g|freezed|gr|mocks)\.dart|\.g\.cs|\.g\.i\.cs|\.designer\.(?:cs|vb)|[._-]generated\.[a-z]+|[._]gen\.[a-z]+|_generated\.[a-z]+|zz_generated[^/]*|bindata\.go|_string\.go|\.min\.(?:js|css)|\.d\.ts\.map)$/;

/**
 * Returns the role of the file at `path` (relative to its folder, with forward slashes). `head`: its first characters, which may say that
 * it is generated.
 */
export function fileRole(path: string, head?: string): FileRole {
  const lower = path.toLowerCase();
  const slash = path.lastIndexOf('/');
  const name = lower.slice(slash + 1);
  const around = folderFacts(slash < 0 ? '' : path.slice(0, slash));
  if (around.isVendored) return 'vendored';
  if (generatedFile.test(lower) || (head !== undefined && isGeneratedHead(head))) return 'generated';
  if (testFile.test(lower) || testFileSuffix.test(path)) return 'test';
  if (around.isTest) return 'test';
  if (around.isExample) return 'example';
  if (docsFile.test(name) || docsName.test(name) || around.isDocs) return docsRole(name);
  return around.isGenerated ? 'generated' : 'source';
}

interface FolderFacts {
  readonly isVendored: boolean;
  readonly isTest: boolean;
  readonly isExample: boolean;
  readonly isDocs: boolean;
  readonly isGenerated: boolean;
}

/** The most recent folder, cached because files come folder by folder. */
let lastFolder: { readonly path: string; readonly facts: FolderFacts } | undefined;

function folderFacts(path: string): FolderFacts {
  if (lastFolder?.path === path) return lastFolder.facts;
  const folders = path.split('/');
  const lowered = folders.map(folder => folder.toLowerCase());
  const facts = {
    isVendored: lowered.some((folder, depth) => vendoredFolder.test(folder) && (depth === 0 || !vendoredAtTopOnly.test(folder))),
    isTest: lowered.some(folder => testFolder.test(folder)) || folders.some(folder => testFolderSuffix.test(folder)),
    isExample: lowered.some(folder => exampleFolder.test(folder)),
    isDocs: lowered.some(folder => docsFolder.test(folder)),
    isGenerated: lowered.some(folder => generatedFolder.test(folder)),
  };
  lastFolder = { path, facts };
  return facts;
}

/** `CMakeLists.txt` and requirement files are not prose. */
const docsRole = (name: string): FileRole =>
  /^(?:cmakelists|requirements[\w.-]*|constraints|robots)\.txt$/.test(name) ? 'source' : 'docs';
