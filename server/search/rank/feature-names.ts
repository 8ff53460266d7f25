/**
 * The features of a file for a question, in the order of the weights. Training and search use the same list. `Share` features are divided
 * by the value of a perfect file, `Max` features by that of the best candidate. Pure data.
 */

/** What a feature is about, as people see it in a result's reasons. */
export type FeatureGroup = 'text' | 'names' | 'comments' | 'path' | 'defines' | 'meaning' | 'kind' | 'size';

const base = {
  windowShare: 'text',
  windowMax: 'text',
  nextWindows: 'text',
  fileShare: 'text',
  fileMax: 'text',
  windowCoverage: 'text',
  fileCoverage: 'text',
  namesShare: 'names',
  namesMax: 'names',
  topNamesShare: 'names',
  topNamesMax: 'names',
  windowNames: 'names',
  commentsShare: 'comments',
  commentsMax: 'comments',
  windowComments: 'comments',
  pathShare: 'path',
  pathMax: 'path',
  baseShare: 'path',
  baseCoverage: 'path',
  baseExact: 'path',
  folderShare: 'path',
  lastFolderShare: 'path',
  baseIsName: 'path',
  scopeBase: 'path',
  scopeFolder: 'path',
  scopePath: 'path',
  scopeShare: 'path',
  nameWritten: 'path',
  pathWritten: 'path',
  depth: 'path',
  definesShare: 'defines',
  definesRare: 'defines',
  definesTop: 'defines',
  definesType: 'defines',
  definesCase: 'defines',
  definesQualified: 'defines',
  definesIdentifier: 'defines',
  definesNear: 'defines',
  cosBest: 'meaning',
  cosSecond: 'meaning',
  cosTop: 'meaning',
  cosFile: 'meaning',
  cosHead: 'meaning',
  cosPath: 'meaning',
  cosBestMax: 'meaning',
  roleTest: 'kind',
  roleExample: 'kind',
  roleDocs: 'kind',
  roleGenerated: 'kind',
  roleVendored: 'kind',
  roleWanted: 'kind',
  notCode: 'kind',
  declarationFile: 'kind',
  compatFile: 'kind',
  indexFile: 'kind',
  logLines: 'size',
  logSymbols: 'size',
} as const satisfies Record<string, FeatureGroup>;

export type BaseFeature = keyof typeof base;

/** These features have separate weights for one-word questions: a person who types a name wants its definition. */
const ofSingle = [
  'windowShare',
  'fileShare',
  'fileMax',
  'namesShare',
  'topNamesShare',
  'pathShare',
  'baseShare',
  'baseCoverage',
  'baseExact',
  'baseIsName',
  'definesShare',
  'definesRare',
  'definesTop',
  'definesType',
  'definesCase',
  'cosBest',
  'cosPath',
  'logLines',
] as const satisfies readonly BaseFeature[];

/** Used only for texts that describe a change. Questions name no scope, and fitting these features on questions made the results worse. */
const ofChanges = [
  'scopeBase',
  'scopeFolder',
  'scopePath',
  'scopeShare',
  'nameWritten',
  'pathWritten',
  'cosHead',
] as const satisfies readonly BaseFeature[];
export const changeFeatures: ReadonlySet<string> = new Set(ofChanges);

// The keys are those of `base`; `Object.keys` returns them as strings.
export const baseFeatures = Object.keys(base) as BaseFeature[];
export const singleFeatures: readonly BaseFeature[] = ofSingle;
export const featureNames: readonly string[] = [...baseFeatures, ...ofSingle.map(name => `single:${name}`)];
export const featureGroups: readonly FeatureGroup[] = [...baseFeatures, ...ofSingle].map(name => base[name]);
/** Index of each feature in `baseFeatures`. */
export const featureAt = Object.fromEntries(baseFeatures.map((name, i) => [name, i])) as Readonly<Record<BaseFeature, number>>;
