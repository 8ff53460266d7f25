/** Programs that list, read, copy, move and remove files. */
import { hasMark, mark } from '../paths/marks.js';
import { placeOfPath } from '../paths/places.js';
import { baseName } from '../paths/resolve-path.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import { applyOptions } from '../rules/judge-call.js';
import type { Rule, VerbRule } from '../rules/rule.js';
import { type Arg, type Call, nothing, type Stream } from '../run/call.js';
import { withFile, withLink } from '../run/state.js';

type Handler = NonNullable<VerbRule['handler']>;

/** `cp A B`, `mv A B`: the last operand is where things go, unless an option names the folder. */
const copy =
  (from: 'read' | 'delete'): Handler =>
  call => {
    const spec = optionsSpec(
      '-abdfHilLnprRsTuvxZPcXh archive attributes-only backup? b force interactive link no-clobber dereference no-dereference preserve? no-preserve: parents recursive reflink? remove-destination sparse: strip-trailing-slashes symbolic-link suffix: S: target-directory: t: no-target-directory update? verbose one-file-system context? debug exchange',
    );
    const read = readCallOptions(call.args, spec);
    applyOptions(read, call);
    const { host, state } = call;
    const named = read.options.find(option => option.name === 't' || option.name === 'target-directory')?.value;
    const sources = named ? read.operands : read.operands.slice(0, -1);
    const target = named ?? (read.operands.length > 1 ? read.operands.at(-1) : undefined);
    let after = state;
    for (const source of sources) {
      // What is moved within reach can be moved back.
      const known = host.touch('read', source, state);
      if (from === 'delete' && target !== undefined) movedFrom(source, target, call);
      if (target === undefined) continue;
      for (const path of host.resolve(target.text, state)) {
        if (path === undefined) continue;
        if (known.text !== undefined || known.fetched)
          after = withFile(withFile(after, path, known), `${path}/${baseName(source.text)}`, known);
      }
      const into = intoFolder(target, source, call);
      host.touch(source.text === '/dev/null' && from === 'read' ? 'truncate' : 'write', target, state);
      if (into) host.touch('write', into, state);
    }
    return { text: '', state: after };
  };

/** The file may land inside the folder that is named: then its own name counts. */
function intoFolder(target: Arg, source: Arg, { host, state }: Call): Arg | undefined {
  if (hasMark(source.text) || hasMark(target.text)) return undefined;
  const [path] = host.resolve(target.text, state);
  if (path === undefined || path === '/dev/null') return undefined;
  const name = baseName(source.text.replace(/\/+$/, ''));
  return name === '' || name === '.' || name === '..'
    ? undefined
    : { text: `${target.text.replace(/\/+$/, '') || ''}/${name}`, span: target.span };
}

function movedFrom(source: Arg, target: Arg, { host, state }: Call): void {
  if (target.text === '/dev/null') {
    host.touch('delete', source, state);
    return;
  }
  // Moved away from where it was: the same as a change there.
  host.touch('edit', source, state);
}

const remove: Handler = call => {
  const read = readCallOptions(
    call.args,
    optionsSpec('-rRfivdIxP recursive force interactive? verbose dir one-file-system preserve-root? no-preserve-root!destroy'),
  );
  applyOptions(read, call);
  for (const arg of read.operands) call.host.touch('delete', arg, call.state);
  return { text: '' };
};

const chmod: Handler = call => {
  const { host, state, span } = call;
  const words = call.args.filter(
    arg => !/^-(?:[RvcfhHLP]+|-recursive|-verbose|-changes|-silent|-quiet|-preserve-root|-no-preserve-root|-reference=.*)$/.test(arg.text),
  );
  const recursive = call.args.some(arg => /^-(?:[vcfhHLP]*R|-recursive)/.test(arg.text));
  const byReference = call.args.some(arg => arg.text.startsWith('--reference'));
  const mode = byReference ? undefined : words[0];
  const files = byReference ? words : words.slice(1);
  const bits = mode?.text ?? '';
  if (hasMark(bits)) host.unknown(`the mode ${bits}`, span);
  if (/s/.test(bits.replace(/^[^+=-]*/, '')) || /^[0-7]*[4-7][0-7]{3}$/.test(bits))
    host.effect({ kind: 'privilege', target: `chmod ${bits}`, place: 'system' }, span);
  // Old modes are lost, and every user may write.
  const opens = /^0?[0-7]?[0-7][2367][0-7]$|^0?[0-7]{0,2}[0-7][2367]$|(?:^|,)[ugo]*[oa][ugo]*[+=][rxXst]*w|^=[rxX]*w/.test(bits);
  const closes = /^0?0{3}$|^0?[0-3][0-7]{2}$|(?:^|,)a?[-=](?:rwx|r|)$|(?:^|,)u-[wx]*r/.test(bits);
  for (const file of files) {
    host.touch('mode', file, state);
    if ((opens && (recursive || /7{2,}/.test(bits))) || closes)
      host.effect({ kind: 'overwrite', target: `the modes of ${file.text}`, place: 'workspace', inside: true }, file.span);
  }
  return { text: '' };
};

const link: Handler = call => {
  const { host, state } = call;
  const read = readCallOptions(
    call.args,
    optionsSpec(
      '-sfnivTrLPbdFh symbolic force no-dereference interactive verbose no-target-directory relative logical physical backup? suffix: S: t: target-directory:',
    ),
  );
  applyOptions(read, call);
  const target = read.options.find(option => option.name === 't' || option.name === 'target-directory')?.value ?? read.operands.at(-1);
  let after = state;
  if (target) host.touch('write', target, state);
  // A later write through the link lands where it points.
  const [source] = read.operands;
  if (source && target && read.operands.length > 1) {
    const [to] = host.resolve(source.text, state);
    const place = placeOfPath(to, host.folders, 'write').kind;
    const opens =
      to === undefined ||
      to === '/' ||
      to === host.folders.home ||
      place === 'secret' ||
      place === 'protected' ||
      place === 'device' ||
      /^\/(?:etc|root|boot|proc|sys)(?:\/|$)/.test(to);
    if (opens) host.effect({ kind: 'write', target: `a link to ${source.text}`, place: 'unknown' }, target.span);
    for (const path of host.resolve(target.text, state)) if (path !== undefined && to !== undefined) after = withLink(after, path, to);
  }
  return { text: '', state: after };
};

const dd: Handler = ({ args, host, state, stdin }) => {
  let from: Stream = stdin;
  let target: Arg | undefined;
  let blank = false;
  for (const arg of args) {
    const [key, value] = [arg.text.slice(0, arg.text.indexOf('=')), arg.text.slice(arg.text.indexOf('=') + 1)];
    if (key === 'if') {
      from = host.touch('read', { text: value, span: arg.span }, state);
      blank = /^\/dev\/(?:zero|u?random|null)$/.test(value);
    } else if (key === 'of') target = { text: value, span: arg.span };
  }
  if (target === undefined) return from;
  const keeps = args.some(arg => /notrunc|append/.test(arg.text));
  // Zeros make a new image, or wipe a file that was there.
  host.touch(
    blank && (keeps || !/\.(?:img|iso|bin|raw|dat|swap|qcow2|disk|tmp)$|(?:^|\/)(?:swapfile|zero\w*|test\w*)$/i.test(target.text))
      ? 'truncate'
      : 'write',
    target,
    state,
  );
  return { text: '' };
};

const tee: Handler = ({ args, stdin, host, state }) => {
  const appends = args.some(arg => /^-(?:i?a|-append)/.test(arg.text));
  let after = state;
  for (const arg of args) {
    if (/^-[aip]+$/.test(arg.text) || arg.text.startsWith('--')) continue;
    host.touch(appends ? 'append' : 'write', arg, state);
    for (const path of host.resolve(arg.text, state)) if (path !== undefined) after = withFile(after, path, stdin);
  }
  return { ...stdin, state: after };
};

const mktemp: Handler = ({ args, host, state }) => {
  const template = args.filter(arg => !arg.text.startsWith('-')).at(-1);
  const inFolder = args.find(arg => /^(?:-p|--tmpdir=)/.test(arg.text));
  if (template !== undefined && inFolder === undefined && !args.some(arg => arg.text === '-t')) {
    host.touch('create', template, state);
    return { text: template.text.replace(/X{3,}/, mark.token) };
  }
  return { text: mark.temporary };
};

const pathPart =
  (part: (path: string) => string): Handler =>
  ({ args }) => {
    const [first] = args.filter(arg => !arg.text.startsWith('-'));
    if (first === undefined) return nothing;
    // Where a script lies is inside of what it belongs to.
    if (/^(?:\uFDD0|\uFDD1)$/.test(first.text)) return nothing;
    return { text: part(first.text) };
  };

const folderOf = (path: string): string => {
  const clean = path.replace(/\/+$/, '');
  const at = clean.lastIndexOf('/');
  return at < 0 ? '.' : at === 0 ? '/' : clean.slice(0, at);
};

const realpath: Handler = ({ args, host, state }) => {
  const operands = args.filter(arg => !arg.text.startsWith('-'));
  const [path] = operands[0] ? host.resolve(operands[0].text, state) : [];
  return path === undefined ? nothing : { text: path };
};

const reads = (names: string, match: readonly string[], noMatch: readonly string[] = []): Rule => ({
  names,
  operands: 'read*',
  level: 'read-only',
  match,
  ...(noMatch.length > 0 && { noMatch }),
});
const lists = (names: string, match: readonly string[]): Rule => ({ names, operands: 'list*', gives: 'paths', level: 'read-only', match });

export const fileRules: readonly Rule[] = [
  lists('ls ll la l dir vdir lsd eza exa', ['ls -la src', 'ls ~/.ssh', 'ls']),
  lists('tree', ['tree -L 2 -I node_modules']),
  {
    names: 'stat du df file namei getfacl lsattr findmnt mountpoint lsblk',
    options: '* f=read files-from=read m=strange magic-file=strange C!writes compile!writes',
    operands: 'list*',
    level: 'read-only',
    match: ['stat -c %s a.txt', 'du -sh *', 'df -h', 'file a.bin'],
    noMatch: ['file -C -m magic'],
  },
  {
    names: 'cat bat batcat tac nl',
    options: '* pager=hook P:',
    operands: 'read*',
    gives: 'copy',
    level: 'read-only',
    match: ['cat README.md', 'cat -n a b', 'bat --paging=never src/a.ts'],
    noMatch: ['cat ~/.ssh/id_rsa', 'cat .env', 'cat /dev/sda', 'bat --pager="sh -c id" a'],
  },
  reads('head tail', ['head -n 20 a.log', 'tail -f app.log'], ['head -1 ~/.aws/credentials']),
  reads(
    'wc cksum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum md5 shasum sum crc32 xxhsum',
    ['wc -l src/a.ts', 'sha256sum dist/a.js'],
    ['wc -c ~/.netrc'],
  ),
  reads(
    'od hexdump hd strings nm objdump readelf size ldd otool lipo addr2line c++filt',
    ['strings a.bin', 'hexdump -C a.bin | head'],
    ['strings ~/.gnupg/secring.gpg'],
  ),
  reads('cmp diff3 comm join paste sdiff colordiff delta difft icdiff wdiff', ['cmp a b', 'comm -12 a b'], ['paste /etc/shadow a']),
  {
    names: 'diff',
    options: '* to-file=read from-file=read output=write',
    operands: 'read*',
    level: 'read-only',
    match: ['diff -u a b', 'diff <(sort a) <(sort b)'],
    noMatch: ['diff a /etc/shadow'],
  },
  reads(
    'zcat zless zmore bzcat xzcat lzcat zstdcat zgrep zegrep bzgrep xzgrep',
    ['zcat a.gz', 'zgrep error app.log.gz'],
    ['zcat ~/.password-store/x.gz'],
  ),
  reads('fold fmt column expand unexpand pr cut', ['cut -d: -f1 a.txt', 'column -t a'], ['cut -d: -f2 /etc/shadow']),
  {
    names: 'touch',
    operands: 'create*',
    options: '* r: reference: d: date: t:',
    gives: 'silent',
    level: 'writes',
    match: ['touch a.txt', 'touch -d yesterday x'],
    noMatch: ['touch /etc/nologin', 'touch .git/hooks/post-commit'],
  },
  {
    names: 'mkdir md',
    operands: 'create*',
    options: '* m: mode: Z:',
    gives: 'silent',
    level: 'writes',
    match: ['mkdir -p build/out', 'mkdir -m 755 x', 'mkdir -p ~/projects/x'],
    noMatch: ['mkdir /etc/x'],
  },
  {
    names: 'rmdir',
    operands: 'create*',
    options: '*',
    gives: 'silent',
    level: 'writes',
    match: ['rmdir empty'],
    noMatch: ['rmdir /opt/x'],
  },
  {
    names: 'mkfifo mknod',
    operands: 'create skip*',
    options: '* m:',
    gives: 'silent',
    level: 'writes',
    match: ['mkfifo pipe'],
    noMatch: ['mkfifo /etc/p'],
  },
  {
    names: 'cp gcp',
    handler: copy('read'),
    level: 'writes',
    match: ['cp a b', 'cp -r src/ build/', 'cp .env.example .env'],
    noMatch: ['cp x ~/.bashrc', 'cp -t ~/.ssh authorized_keys', 'cp /dev/null src/a.ts', 'cp ~/.ssh/id_rsa .'],
  },
  {
    names: 'mv gmv',
    handler: copy('delete'),
    level: 'writes',
    match: ['mv a.txt b.txt', 'mv old/ new/'],
    noMatch: ['mv x /etc/passwd', 'mv ~/docs /dev/null', 'mv hook .git/hooks/pre-commit'],
  },
  {
    names: 'rm unlink grm trash trash-put rimraf del-cli',
    handler: remove,
    level: 'writes',
    match: ['rm -rf node_modules', 'rm -f build/*.o', 'rm -r dist coverage', 'rm /tmp/x.log'],
    noMatch: ['rm -rf /', 'rm -rf ~', 'rm -rf .', 'rm -rf *', 'rm src/main.ts', 'rm -rf build/../..', 'rm -rf $X', 'rm -rf .git'],
  },
  {
    names: 'shred srm wipe',
    operands: 'truncate*',
    options: '* n: s: random-source:',
    level: 'destructive',
    match: ['shred -u notes.txt', 'shred -n 3 a'],
    noMatch: ['shred /dev/sda'],
  },
  {
    names: 'truncate',
    options: '-co s: size: r=list reference=list no-create io-blocks',
    operands: 'truncate*',
    level: 'writes',
    match: ['truncate -s 0 app.log'],
    noMatch: ['truncate -s 0 src/main.ts', 'truncate -s0 ~/.bash_history'],
  },
  {
    names: 'fallocate',
    options: '* l: length: o:',
    operands: 'write',
    level: 'writes',
    match: ['fallocate -l 1M x.bin'],
    noMatch: ['fallocate -l 1G /boot/x'],
  },
  {
    names: 'chmod',
    handler: chmod,
    level: 'writes',
    match: ['chmod +x run.sh', 'chmod 644 a.txt', 'chmod -R u+w src'],
    noMatch: ['chmod 4755 x', 'chmod u+s x', 'chmod -R 777 .', 'chmod 777 /etc', 'chmod 000 src', 'chmod +x .git/hooks/pre-commit'],
  },
  {
    names: 'chown chgrp setfacl chattr setcap chcon',
    does: 'privilege',
    operands: 'skip mode*',
    level: 'privileged',
    match: ['chown root a', 'setcap cap_setuid+ep x', 'chattr +i a'],
  },
  {
    names: 'ln',
    handler: link,
    level: 'writes',
    match: ['ln -s ../shared/lib lib', 'ln -sf a b'],
    noMatch: ['ln -s / root', 'ln -sf x ~/.bashrc', 'ln -s ~/.ssh keys'],
  },
  {
    names: 'install',
    options:
      '-DcdpsvTCb m: mode: o!privilege owner!privilege g!privilege group!privilege t=write target-directory=write strip-program=hook directory backup? preserve-timestamps compare',
    operands: 'read* write',
    level: 'writes',
    match: ['install -m 755 a build/a'],
    noMatch: ['install -m 755 a /usr/local/bin/a', 'install --strip-program=./x -s a b'],
  },
  {
    names: 'dd',
    handler: dd,
    level: 'writes',
    match: ['dd if=/dev/zero of=test.img bs=1M count=1'],
    noMatch: ['dd if=/dev/zero of=/dev/sda', 'dd if=x of=~/.profile'],
  },
  {
    names: 'tee sponge',
    handler: tee,
    level: 'writes',
    match: ['echo hi | tee out.log', 'echo hi | tee -a out.log'],
    noMatch: ['echo x | tee /etc/hosts', 'echo x | tee -a ~/.bashrc'],
  },
  { names: 'mktemp tempfile', handler: mktemp, level: 'read-only', match: ['mktemp -d', 'mktemp'], noMatch: ['mktemp /etc/x.XXXX'] },
  {
    names: 'basename',
    handler: pathPart(path => baseName(path.replace(/\/+$/, ''))),
    level: 'read-only',
    match: ['basename a/b.txt', 'cd "$(basename src/lib)"'],
  },
  { names: 'dirname', handler: pathPart(folderOf), level: 'read-only', match: ['dirname a/b.txt'] },
  { names: 'realpath readlink', handler: realpath, level: 'read-only', match: ['realpath .', 'readlink -f a'] },
  {
    names: 'rename prename',
    handler: call => (call.host.unknown('names that an expression changes', call.span), nothing),
    level: 'unknown',
    match: ["rename 's/a/b/' *.txt"],
  },
  {
    names: 'split',
    options: '* filter=hook b: l: n: a: additional-suffix:',
    operands: 'read pieces skip*',
    level: 'read-only',
    match: ['split -l 100 a.txt'],
    noMatch: ["split --filter='sh -c id' a", 'split -b 1M a /etc/x'],
  },
  { names: 'sync', level: 'read-only', operands: 'list*', match: ['sync'] },
];
