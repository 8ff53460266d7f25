/**
 * How a project tests: the framework by what its manifests name, and the folder where its tests lie, nearest to the file first.
 * Reads names and one manifest a level; nothing is run.
 */

/** The workspace folder as this looks at it; paths are relative to it, `''` is the folder itself. */
export interface FolderLook {
  /** Names in a folder; none where it cannot be read. */
  list(path: string): Promise<readonly string[]>;
  read(path: string): Promise<string>;
}

export interface TestSetup {
  /** In words: `vitest`, `go test`. */
  readonly framework: string;
  /** Where its tests lie; absent where they stand beside the code. */
  readonly folder: string | undefined;
  /** The manifest that says so. */
  readonly manifest: string;
}

interface Ecosystem {
  readonly manifest: RegExp;
  /** Undefined where the manifest names no tests. */
  readonly framework: (text: string) => string | undefined;
}

const javaScript = ['vitest', 'jest', 'mocha', 'ava', 'jasmine', 'tap', '@playwright/test', 'cypress'];
const jvm = (text: string): string | undefined =>
  /spock/i.test(text) ? 'Spock' : /testng/i.test(text) ? 'TestNG' : /jupiter|useJUnitPlatform/i.test(text) ? 'JUnit 5' : 'JUnit';

const ecosystems: readonly Ecosystem[] = [
  { manifest: /^package\.json$/, framework: frameworkOfPackage },
  { manifest: /^(?:pytest\.ini|conftest\.py)$/, framework: () => 'pytest' },
  {
    manifest: /^(?:pyproject\.toml|setup\.cfg|tox\.ini|requirements(?:[-.]dev)?\.txt)$/,
    framework: text => (/pytest/.test(text) ? 'pytest' : 'unittest'),
  },
  { manifest: /^go\.mod$/, framework: () => 'go test' },
  { manifest: /^Cargo\.toml$/, framework: () => 'cargo test' },
  { manifest: /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/, framework: jvm },
  { manifest: /^Gemfile$/, framework: text => (/rspec/.test(text) ? 'RSpec' : 'Minitest') },
  { manifest: /^composer\.json$/, framework: text => (/pestphp/.test(text) ? 'Pest' : 'PHPUnit') },
];
const testFolders = ['test', 'tests', '__tests__', 'spec', 'src/test/java', 'src/test/kotlin'];
/** Deeper files are looked at from so many folders up. */
const maxLevels = 12;

export async function findTestSetup(path: string, look: FolderLook): Promise<TestSetup | undefined> {
  for (const folder of ancestorsOf(path)) {
    const names = await look.list(folder);
    for (const { manifest, framework } of ecosystems) {
      const name = names.find(candidate => manifest.test(candidate));
      if (name === undefined) continue;
      const found = framework(await look.read(join(folder, name)).catch(() => ''));
      if (found !== undefined)
        return { framework: found, folder: await testFolderOf(path, folder, names, look), manifest: join(folder, name) };
    }
  }
  return undefined;
}

/** As a sentence of a question. */
export function testSetupWords({ framework, folder, manifest }: TestSetup): string {
  const where = folder === undefined ? 'tests stand beside the code that they test' : `tests lie in ${folder}/`;
  return `This project uses ${framework} (${manifest}); ${where}.`;
}

function frameworkOfPackage(text: string): string | undefined {
  const named = javaScript.find(name => text.includes(`"${name}"`));
  if (named !== undefined) return named;
  return /node(?:\s+[\w=.-]+)*\s+--test\b/.test(text) ? 'node:test' : undefined;
}

/** The nearest `__tests__` beside the file, else the manifest's own test folder. */
async function testFolderOf(path: string, manifestFolder: string, names: readonly string[], look: FolderLook): Promise<string | undefined> {
  for (const folder of ancestorsOf(path)) {
    if (folder === manifestFolder) break;
    const inner = (await look.list(folder)).find(name => name === '__tests__');
    if (inner !== undefined) return join(folder, inner);
  }
  for (const candidate of testFolders) {
    const [first, ...rest] = candidate.split('/');
    if (!names.includes(first!)) continue;
    if (rest.length === 0) return join(manifestFolder, candidate);
    if ((await look.list(join(manifestFolder, candidate))).length > 0) return join(manifestFolder, candidate);
  }
  return undefined;
}

/** The folders that hold the file, innermost first, the workspace folder last. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1).slice(0, maxLevels);
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).concat('');
}

const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
