/**
 * Decides whether two questions ask the same in other words, so that the answer to one may be given for the other. Tuned to be wrong
 * rarely rather than to find many: whatever decides an answer (names, numbers, negation, the kind of question) must be equal, every other
 * word needs a similar one on the other side, and the whole must be similar. Pure.
 */
import { stem as stemBytes } from '../text/stem.js';

/** Returns the unit vector of a text, or undefined if none of its terms is known. */
export type TextVector = (text: string) => Float32Array | undefined;

export interface Question {
  readonly text: string;
  /** Words in code, and words with digits, inner capitals, underscores or dots. They are compared literally. */
  readonly names: ReadonlySet<string>;
  /** Stems of the other words that carry meaning. */
  readonly words: ReadonlySet<string>;
  /** Those words as written: two words with the same stem may be opposites. */
  readonly written: ReadonlySet<string>;
  /** Prepositions such as `from` and `between`, which say what the verbs refer to. */
  readonly relations: ReadonlySet<string>;
  /** Stems after the last word of direction: what something becomes, goes to, or comes after. */
  readonly targets: ReadonlySet<string>;
  readonly intent: string;
  readonly isNegated: boolean;
  readonly vector: Float32Array | undefined;
}

const stem = (word: string): string => {
  const bytes = new TextEncoder().encode(word);
  return new TextDecoder().decode(bytes.subarray(0, stemBytes(bytes, bytes.length)));
};

/**
 * Least cosine of whole questions, and of single words. Measured on the pairs of test/golden/same-question: no near miss passes at these
 * values, and higher ones only lose paraphrases.
 */
const nearWhole = 0.3;
const nearWord = 0.62;

const intents: readonly (readonly [string, RegExp])[] = [
  ['how', /\bwhat happens\b/i],
  ['why', /\bwhy\b|\breason\b|\bhow come\b/i],
  [
    'where',
    /\bwhere\b|\bwhich (file|module|folder|place|function|class)\b|\bin what (file|module)\b|\blocat|\bfind\b|\bshow me (the )?(place|file|line)/i,
  ],
  ['when', /\bwhen\b|\bat what (time|point|moment)\b/i],
  ['who', /\bwho\b|\bwhat (calls|uses)\b|\bcallers?\b|\busages?\b/i],
  ['list', /\bwhich\b|\blist\b|\bwhat are (all )?the\b|\ball the\b/i],
  ['write', /\b(write|add|implement|create|generate|refactor|fix|rename|remove|delete|change)\b/i],
  ['how', /\bhow\b|\bexplain\b|\bdescribe\b|\bwhat happens\b|\bin what way\b/i],
  ['what', /\bwhat\b|\bmeaning\b|\bdefinition\b/i],
];

const stopWords = new Set(
  'a an the of in on at to for from by with and or is are was were be been being do does did done has have had can could will would shall should may might must i we you it its this that these those there here how what where why when who which explain describe show tell me us please about work works working happen happens way get gets got find located location code codebase repository repo project app application program source file files module modules function functions class classes method methods place implement implemented implementation handled handle handles handling happened used use uses using defined define make makes made take takes kind exactly actually just so our your my their thing things part reason come as into out up list if s'.split(
    ' ',
  ),
);
const relations = new Set('from off over under between within against inside outside above below across'.split(' '));
const directions = new Set('to into onto from before after than'.split(' '));
const negation =
  /\b(not|never|no|without|n't|cannot|fails? to|unable|except|disable[sd]?|skip(s|ped)?|prevent(s|ed)?|ignore[sd]?)\b|n't\b/i;

/** Pairs of words that occur in similar contexts but never mean the same. */
const opposites: readonly (readonly [string, string])[] =
  'start stop,open close,read write,add remove,add delete,create delete,create destroy,insert delete,insert remove,enable disable,encode decode,serialize deserialize,serialise deserialise,compress decompress,encrypt decrypt,send receive,request response,client server,input output,import export,load save,load store,read save,first last,minimum maximum,min max,before after,up down,left right,push pop,lock unlock,connect disconnect,mount unmount,subscribe unsubscribe,show hide,increase decrease,upload download,get set,begin end,parent child,local remote,sync async,public private,success failure,error success,old new,lower upper,ascending descending,parse format,parse print,acquire release,allocate free,allow deny,accept reject,merge split,attach detach,register unregister,login logout,sign verify,push pull,pull publish,build test,test deploy,read delete,update delete,update create,create read,retry abort,pause resume,index search,query index,worker thread,process thread,memory disk,cache store,user admin,row column,key value,header body,front back,source target,warning error,debug release,unit integration,mean median,cpu gpu'
    .split(',')
    .map(pair => {
      const [a = '', b = ''] = pair.split(' ');
      return [stem(a), stem(b)] as const;
    });
/** Words that are spelled or stemmed alike but mean different things. */
const confused = new Set(
  'authentication authorization,authenticate authorize,authentication authorisation,authenticated authorized,login authorization,auth authorization,signin authorization,login authorisation,organization organism,universal university,general generator,generate general,policy police,number numerical,import important,operator operation,iterator iteration,mode model,code codec'
    .split(',')
    .flatMap(pair => [pair, pair.split(' ').toReversed().join(' ')]),
);
const opposed = new Set(opposites.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));

/** Groups of words that mean the same in questions about code. */
const synonyms = new Map(
  'error failure exception fault problem,config configuration setting option preference,delete remove erase drop,begin start launch boot startup,end finish terminate stop shutdown quit exit,create make build construct instantiate,fetch get retrieve obtain,auth authentication login signin,db database,dir directory folder,param parameter argument,fn function,repo repository,msg message,check verify validate validation,parse parsing,store save persist saved,limit bound cap maximum,timeout deadline,log logging logs,call invoke invocation,choose select pick decide determine,send sent transmit emit,cancel abort,retry reattempt,speed performance fast,entry entrypoint,dependency dependencies,test tests testing,cache caching cached,index indexing,socket connection,thread worker,split cut divide,join merge combine,compute calculate,convert transform translate,show display render,change modify edit update alter,key shortcut keybinding,ask question query,answer reply response,order sort,count number,size length,release publish,type kind,user person'
    .split(',')
    .flatMap((group, i) => group.split(' ').map(word => [stem(word), i] as const)),
);

export function questionOf(text: string, vectorOf: TextVector): Question {
  const names = new Set<string>();
  const words = new Set<string>();
  const written = new Set<string>();
  const pointing = new Set<string>();
  let targets = new Set<string>();
  for (const [code] of text.matchAll(/`[^`]+`|"[^"]+"/g)) names.add(code.slice(1, -1).trim());
  const plain = text.replaceAll(/`[^`]+`|"[^"]+"/g, ' ').replaceAll(/[’']s\b/g, '');
  for (const [word] of plain.matchAll(/[\p{L}\p{N}_$@#][\p{L}\p{N}_$.\-/:@#]*/gu)) {
    const bare = word.replaceAll(/[.:\-/]+$/g, '');
    if (/[\d_$./:@#]|\p{Ll}\p{Lu}|^\p{Lu}{2,}/u.test(bare)) names.add(bare);
    else {
      for (const part of bare.toLowerCase().split('-')) {
        if (relations.has(part)) pointing.add(part);
        if (directions.has(part)) targets = new Set();
        if (stopWords.has(part) || part === '') continue;
        targets.add(stem(part));
        words.add(stem(part));
        written.add(part);
      }
    }
  }
  return {
    text,
    names,
    words,
    written,
    relations: pointing,
    targets: targets.size === words.size ? new Set() : targets,
    intent: intents.find(([, pattern]) => pattern.test(plain))?.[0] ?? 'what',
    isNegated: negation.test(plain),
    vector: vectorOf(plain),
  };
}

export function isSameQuestion(a: Question, b: Question, vectorOf: TextVector): boolean {
  if (a.isNegated !== b.isNegated || !sameIntent(a.intent, b.intent) || !sameSet(a.names, b.names) || !sameSet(a.relations, b.relations))
    return false;
  if ([...a.written].some(x => [...b.written].some(y => confused.has(`${x} ${y}`)))) return false;
  if (isReversed(a, b)) return false;
  // Only "how does it work" is left: no two such questions are certainly the same.
  if (a.words.size + a.names.size === 0) return normal(a.text) === normal(b.text);
  const onlyA = [...a.words].filter(word => !b.words.has(word));
  const onlyB = [...b.words].filter(word => !a.words.has(word));
  if (onlyA.length === 0 && onlyB.length === 0) return true;
  if (onlyA.some(x => onlyB.some(y => opposed.has(`${x} ${y}`)))) return false;
  // Without a model, only the table of synonyms decides which words are similar.
  if (!onlyA.every(word => isNear(word, b.words, vectorOf)) || !onlyB.every(word => isNear(word, a.words, vectorOf))) return false;
  return a.vector === undefined || b.vector === undefined || cosine(a.vector, b.vector) >= nearWhole;
}

/** "From dates to strings" differs from "from strings to dates". */
function isReversed(a: Question, b: Question): boolean {
  const crosses = (x: Question, y: Question) =>
    [...x.targets].some(word => y.words.has(word) && y.targets.size > 0 && !y.targets.has(word));
  return crosses(a, b) && crosses(b, a);
}

/** "How" and "what" ask the same about a mechanism; no other two kinds do. */
const sameIntent = (a: string, b: string): boolean => a === b || (['how', 'what'].includes(a) && ['how', 'what'].includes(b));

function isNear(word: string, others: ReadonlySet<string>, vectorOf: TextVector): boolean {
  const group = synonyms.get(word);
  for (const other of others) {
    if (opposed.has(`${word} ${other}`)) return false;
    if (group !== undefined && group === synonyms.get(other)) return true;
  }
  const vector = vectorOf(word);
  if (vector === undefined) return false;
  for (const other of others) {
    const near = vectorOf(other);
    if (near !== undefined && cosine(vector, near) >= nearWord) return true;
  }
  return false;
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && [...a].every(item => b.has(item));

const normal = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += (a[i] ?? 0) * (b[i] ?? 0);
  return dot;
}
