/**
 * Code that a program is given on its command line, by language. What is made only of names that are known to do nothing but compute is
 * read-only; anything else is not understood. No list of dangerous names decides: a name that is not known asks.
 */
import { hasMark, mark } from '../../paths/marks.js';
import { codeNotKnown } from '../../rules/acts.js';
import { type Call, nothing, type Stream } from '../../run/call.js';
import { judgeAwk } from './awk.js';
import { judgeSql } from './read-sql.js';
import { judgeSed } from './sed.js';

interface Language {
  /** Strings and comments, which are taken out before names are looked at. */
  readonly quiet: RegExp;
  /** Names, with what comes before them by dots, that only compute. */
  readonly known: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** Finds the names that the code itself gives. */
  readonly given: RegExp;
  readonly modules: ReadonlySet<string>;
  /** Finds the modules that are loaded: the first group holds them, parted by commas. */
  readonly loads: RegExp;
  /** Methods that may be called on any value. */
  readonly methods: ReadonlySet<string>;
  /** Forms that run code or reach the shell whatever the names are. */
  readonly never: RegExp;
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const python: Language = {
  quiet: /("""[\s\S]*?"""|'''[\s\S]*?'''|[rbuRBU]{0,2}"(?:[^"\\\n]|\\.)*"|[rbuRBU]{0,2}'(?:[^'\\\n]|\\.)*'|#[^\n]*)/g,
  words: set(
    'import from as for in if else elif while not and or is lambda def return True False None pass break continue with try except finally raise assert yield global nonlocal del async await match case',
  ),
  known: set(
    'print len range sorted sum min max abs int float str bool list dict set tuple enumerate zip map filter any all repr chr ord hex bin oct round type isinstance reversed divmod pow format bytes bytearray complex frozenset hash id iter next slice Exception ValueError KeyError ImportError AttributeError',
  ),
  given: /\b(?:import|as|for|def|lambda|class)\s+([\w, ]+)|([A-Za-z_][\w, ]*?)\s*(?::?=)(?!=)/g,
  modules: set(
    'sys json re math cmath platform datetime time random uuid hashlib base64 collections itertools functools string secrets statistics textwrap struct urllib.parse html unicodedata decimal fractions operator calendar locale pprint binascii zlib copy enum typing dataclasses numpy pandas torch tensorflow scipy sklearn requests django flask yaml toml tomllib sysconfig site keyword this antigravity heapq bisect colorsys difflib ast token tokenize inspect importlib.metadata transformers matplotlib PIL cv2 os.path ssl sqlite3 setuptools pip fastapi pydantic',
  ),
  loads: /\bimport\s+([\w., ]+)|\bfrom\s+([\w.]+)\s+import/g,
  methods: set(
    'join split strip lstrip rstrip replace upper lower title format encode decode items keys values get append extend sort reverse count index find startswith endswith zfill rjust ljust center isdigit isalpha isoformat strftime strptime now today utcnow timestamp total_seconds hexdigest digest hex dumps loads sub match search findall group groups fullmatch compile exists isfile isdir basename dirname abspath splitext version version_info platform executable path argv maxsize byteorder implementation name node machine system release processor python_version architecture uname uuid4 uuid1 token_hex token_urlsafe choice choices randint random sample shuffle seed sqrt pi e floor ceil log log2 log10 sin cos tan factorial gcd prod mean median stdev b64encode b64decode urlsafe_b64encode quote unquote urlencode urlparse most_common Counter defaultdict OrderedDict namedtuple deque chain product permutations combinations reduce partial pprint array zeros ones arange linspace shape dtype is_available device_count get_device_name cuda backends prefix base_prefix getsitepackages get_paths get_config_var stdin stdout read readline readlines splitlines write flush buffer time sleep perf_counter monotonic unhexlify hexlify crc32 sha256 md5 sha1 sha512 ascii_letters digits punctuation date datetime timedelta timezone utc fromtimestamp year month day weekday ctime indent sort_keys stderr OPENSSL_VERSION sqlite_version __version__ __name__ __file__ float_info int_info getrecursionlimit getsizeof insert pop update add load safe_load getdefaultencoding flags copy',
  ),
  never: /__(?!version__|name__|file__)\w+__|\bgetattr\b|`/,
};

const javascript: Language = {
  quiet: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/g,
  words: set(
    'const let var for of in if else while do switch case break continue return function new typeof instanceof void delete try catch finally throw async await class extends null undefined true false this default',
  ),
  known: set(
    'console Math JSON Number String Array Object Date parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI Boolean BigInt Map Set RegExp Symbol Error Intl NaN Infinity crypto performance atob btoa TextEncoder TextDecoder URL URLSearchParams structuredClone Promise Uint8Array',
  ),
  given: /\b(?:const|let|var|function)\s+\{?\[?([\w$, ]+)|([A-Za-z_$][\w$]*)\s*=(?!=)|\(?([\w$, ]*)\)?\s*=>/g,
  modules: set('path os util url querystring crypto assert string_decoder perf_hooks semver lodash'),
  loads: /\brequire\(\s*(\uFDE0)|\bimport\b([^\n;]*)/g,
  methods: set(
    'log error warn info table dir stringify parse floor ceil round random max min abs pow sqrt now toISOString toString toFixed toUpperCase toLowerCase slice split join map filter reduce forEach find some every includes indexOf keys values entries fromEntries assign from of length push concat flat flatMap sort reverse padStart padEnd repeat trim replace replaceAll match matchAll test startsWith endsWith charCodeAt charAt codePointAt fromCharCode fromCodePoint getTime getFullYear toLocaleString toLocaleDateString toLocaleTimeString version versions node v8 platform arch pid argv env uptime memoryUsage cwd execPath hrtime cpus totalmem freemem hostname homedir tmpdir type release EOL randomUUID randomBytes randomInt createHash update digest resolve basename dirname extname sep inspect freeze isArray isInteger PI E has get set size add dependencies devDependencies scripts name main engines heapUsed rss model toJSON timeZone DateTimeFormat resolvedOptions',
  ),
  never:
    /\b(?:eval|Function|constructor|globalThis|process\s*\[|binding|mainModule|prototype|__proto__|global)\b|\[\s*\uFDE0|\[\s*[A-Za-z_$][\w$]*\s*\]\s*\(/,
};

export function judgeProgram(language: string, text: string, call: Call): Stream {
  if (language === 'awk') return judgeAwk(text, call);
  if (language === 'sed') return judgeSed(text, call);
  if (language === 'sql') return judgeSql(text, call);
  if (hasMark(text)) {
    codeNotKnown(text, `code for ${call.name} that is not wholly known`, call);
    return nothing;
  }
  const understood =
    language === 'python'
      ? onlyComputes(text, python)
      : language === 'javascript'
        ? javascriptComputes(text)
        : otherComputes(language, text);
  if (!understood) call.host.unknown(`what this code for ${call.name} does`, call.span);
  return understood && language !== 'perl' ? { text: mark.unknown } : nothing;
}

/** `require('./package.json').version` reads a file of the project. */
const javascriptComputes = (text: string): boolean => {
  const plain = text.replace(/\brequire\(\s*(["'])((?:node:)?[\w./@-]+)\1\s*\)/g, (all, _quote: string, name: string) =>
    javascript.modules.has(name.replace(/^node:/, '')) ||
    /^(?:\.{1,2}\/)+(?:[\w@-]+\/)*(?:package|tsconfig|package-lock|composer|manifest)\.json$/.test(name) ||
    /^[\w@/-]+\/package\.json$/.test(name)
      ? 'JSON'
      : all,
  );
  return onlyComputes(plain.replace(/\bprocess\b(?!\s*\[)/g, 'console'), javascript);
};

function onlyComputes(code: string, language: Language): boolean {
  const bare = code.replace(language.quiet, '\uFDE0');
  if (language.never.test(bare)) return false;
  // A string with values in it may hold code of its own.
  if (/`|\$\{/.test(bare)) return false;
  for (const match of bare.matchAll(language.loads)) {
    const names = (match[1] ?? match[2] ?? '').split(',').map(
      name =>
        name
          .trim()
          .split(/\s+as\s+/)[0]
          ?.trim() ?? '',
    );
    if (!names.every(name => language.modules.has(name) || language.modules.has(name.split('.')[0] ?? ''))) return false;
  }
  const given = new Set<string>();
  for (const match of bare.matchAll(language.given))
    for (const name of (match[1] ?? match[2] ?? match[3] ?? '').split(/[,\s]+/)) if (name !== '') given.add(name);
  const isFString = /\b[rR]?[fF][rR]?["']/.test(code);
  if (isFString && language === python && !plainFStrings(code)) return false;
  for (const { 0: name, index } of bare.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*|\.\s*[A-Za-z_$][\w$]*/g)) {
    const member = name.startsWith('.');
    const plain = member ? name.slice(1).trim() : name;
    if (
      member
        ? language.methods.has(plain)
        : language.words.has(plain) ||
          language.known.has(plain) ||
          (given.has(plain) && !dangerousName(plain)) ||
          language.modules.has(plain)
    )
      continue;
    // `import os` alone gives a name whose members are looked at one by one.
    const next = bare.slice(index + name.length).trimStart();
    if (!member && /^=(?!=)|^:(?!:)/.test(next)) continue;
    if (member && !/^\(|^\./.test(next) && /^[A-Z_\d]+$/.test(plain)) continue;
    if (!member && !bare.slice(0, index).endsWith('\uFDE0') && /^[fFrRbBuU]{1,2}$/.test(plain) && next.startsWith('\uFDE0')) continue;
    return false;
  }
  return true;
}

/** A name that the code gives again could be that of a builtin that runs code. */
const dangerousName = (name: string): boolean =>
  /^(?:os|open|exec|eval|compile|subprocess|shutil|socket|ctypes|importlib|builtins|require|process|child_process|fs|http|https|net|vm|pathlib|pty|pickle|urllib|input|vars|globals|locals|glob)$/.test(
    name,
  );

const plainFStrings = (code: string): boolean =>
  [...code.matchAll(/\{([^{}]*)\}/g)].every(match => /^[\w.\s[\]"'+*/:%-]*(?:![rsa])?(?::[^{}]*)?$/.test(match[1] ?? ''));

/** Perl, Ruby, PHP, Lua, R: only forms that filter text or print a value. */
function otherComputes(language: string, text: string): boolean {
  const code = text.trim();
  switch (language) {
    case 'perl':
      return perlFilters(code);
    case 'ruby':
      return /^(?:puts|p|print)\s+(?:RUBY_VERSION|"[^"#`]*"|'[^'`]*'|[\d\s+*/().-]+|Gem::VERSION|RUBY_PLATFORM|ARGV(?:\.\w+)?|Time\.now(?:\.\w+)*)$/.test(
        code,
      );
    case 'php':
      return (
        /^(?:echo|print)\s*\(?(?:phpversion\(\)|PHP_VERSION|PHP_EOL|"[^"$`]*"|'[^'`]*'|[\d\s+*/().-]+|\s*\.\s*)+\)?;?$/.test(code) ||
        /^(?:phpinfo|var_dump)\((?:PHP_VERSION|)\);?$/.test(code)
      );
    case 'lua':
      return /^print\((?:_VERSION|"[^"]*"|'[^']*'|[\d\s+*/().-]+)\)$/.test(code);
    case 'r':
      return /^(?:print|cat)?\(?(?:R\.version\.string|R\.version|sessionInfo\(\)|[\d\s+*/().-]+|"[^"]*")\)?$/.test(code);
    default:
      return false;
  }
}

/** Substitutions without `e`, translations, and printing of lines and fields. */
function perlFilters(code: string): boolean {
  const statements = code.split(/;\s*/).filter(part => part.trim() !== '');
  const safe =
    /^(?:s([/|#,!])(?:(?!\1)[^\\]|\\.)*\1(?:(?!\1)[^\\@`]|\\.)*\1[gimsxr]*|(?:tr|y)([/|])(?:(?!\2).)*\2(?:(?!\2).)*\2[cdsr]*|(?:print|say)(?:\s+(?:\$_|\$\d+|\$\.|"(?:[^"@`$\\]|\\[nt]|\$\d|\$_|\$\.)*"|\$F\[-?\d+\]|[,.\s]|join\("[^"]*",\s*@F\))*)?(?:\s+(?:if|unless)\s+\/(?:[^/\\]|\\.)*\/i?)?(?:\s+if\s+\$\.\s*[<>=]=?\s*\d+)?|\$\w+\s*(?:\+=|\+\+|=)\s*(?:\d+|\$\d|\$_|\$F\[\d+\])?|print\s+\$\w+|print\s+\$\^?\w+|END\s*\{\s*print\s+(?:\$\w+|"[^"@`$]*")[^}]*\}|next(?:\s+(?:if|unless)\s+\/[^/]*\/)?|chomp)$/;
  return !/\(\?\??\{/.test(code) && statements.every(part => safe.test(part.trim()));
}
