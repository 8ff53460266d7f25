/**
 * Finds out how a project tests: the framework by its manifests, and the test folder nearest to the file. Reads names and one manifest per
 * level; it runs nothing.
 */

/** Read access to the workspace folder. Paths are relative to it; `''` is the folder itself. */
export interface FolderLook {
  /** Returns the names in a folder; none if it cannot be read. */
  list(path: string): Promise<readonly string[]>;
  read(path: string): Promise<string>;
}

export interface TestSetup {
  /** In words: `vitest`, `go test`. */
  readonly framework: string;
  /** The test folder; undefined if tests are beside the code. */
  readonly folder: string | undefined;
  /** The manifest that names the framework. */
  readonly manifest: string;
}

interface Ecosystem {
  readonly manifest: RegExp;
  /** Returns undefined if the manifest names no test framework. */
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
/** For files nested deeper, only this many folders are examined. */
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

/** Returns the set-up as a sentence of a question. */
export function testSetupWords({ framework, folder, manifest }: TestSetup): string {
  const where = folder === undefined ? 'tests stand beside the code that they test' : `tests lie in ${folder}/`;
  return `This project uses ${framework} (${manifest}); ${where}.`;
}

function frameworkOfPackage(text: string): string | undefined {
  const named = javaScript.find(name => text.includes(`"${name}"`));
  if (named !== undefined) return named;
  return /node(?:\s+[\w=.-]+)*\s+--test\b/.test(text) ? 'node:test' : undefined;
}

/** Returns the nearest `__tests__` folder, or else the test folder beside the manifest. */
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

/** Returns the folders that contain the file, innermost first, the workspace folder last. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1).slice(0, maxLevels);
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).concat('');
}

const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
