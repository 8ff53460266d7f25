/**
 * The features of a file for a question, in the order of the weights. One list for fitting and for search. `Share` is divided by what
 * a perfect file would have, `Max` by the best candidate. Pure data.
 */

/** What a person is told a feature is about. */
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

/** Their weights differ where the question is one word: someone who types a name wants where it is defined. */
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

/** Questions do without these: they name no scope, and fitted on questions these took more than they gave. */
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
/** Position of each feature of the first list. */
export const featureAt = Object.fromEntries(baseFeatures.map((name, i) => [name, i])) as Readonly<Record<BaseFeature, number>>;
