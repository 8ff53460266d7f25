/** Archives: what is packed, where it is unpacked, and the options that run programs on the way. */
import { isUncertain, mark } from '../paths/marks.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import { applyOptions } from '../rules/judge-call.js';
import type { Rule, VerbRule } from '../rules/rule.js';
import { type Call, nothing } from '../run/call.js';

type Handler = NonNullable<VerbRule['handler']>;

const tarOptions =
  '-cxtruAdvzjJZapPkmhlSwWsgiGnBOo f=archive file=archive C=chdir directory=chdir T=list files-from=list X: exclude-from: exclude: I=hook use-compress-program=hook to-command=hook F=strange info-script=strange new-volume-script=strange checkpoint? checkpoint-action=checkpoint rsh-command=hook rmt-command=hook strip-components: transform: xform: owner: group: mode: mtime: format: H: b: L: N: V: K: g: newer: newer-mtime: after-date: one-top-level? create extract get list append update concatenate diff delete!discard verbose gzip gunzip ungzip bzip2 xz lzma lzip lzop zstd zstandard auto-compress compress absolute-names!strange keep-old-files overwrite overwrite-dir unlink-first recursive-unlink!discard remove-files!discard same-permissions preserve-permissions same-owner no-same-owner no-same-permissions no-recursion recursion dereference hard-dereference sparse exclude-vcs exclude-vcs-ignores exclude-caches wildcards no-wildcards anchored no-anchored ignore-case sort: totals? show-transformed-names numeric-owner touch verify warning: suffix: backup? ignore-failed-read null no-null add-file=read to-stdout sparse-version: volno-file=write index-file=write record-size: blocking-factor: level: pax-option: posix xattrs acls selinux label: level: occurrence? skip-old-files keep-newer-files no-overwrite-dir options: no-mac-metadata no-xattrs uid: gid: uname: gname: utc full-time block-number quoting-style: restrict';

/** `tar xzf a.tgz`: the first word may be a bundle of letters without a dash, whose values follow in order. */
const tar: Handler = call => {
  const [first, ...rest] = call.args;
  let { args } = call;
  if (first && /^[A-Za-z]+$/.test(first.text)) {
    // Letters that take a value take the following words, in turn.
    const values = [...rest];
    const options = first.text.split('').flatMap(letter => {
      const value = /[fCTXIbLNVKgHF]/.test(letter) ? values.shift() : undefined;
      return [{ text: `-${letter}`, span: first.span }, ...(value ? [value] : [])];
    });
    args = [...options, ...values];
  }
  const read = readCallOptions(args, optionsSpec(tarOptions));
  const roles = new Set(['archive', 'chdir', 'checkpoint']);
  applyOptions({ ...read, options: read.options.filter(({ role }) => role === undefined || !roles.has(role)) }, call);
  judgeTar(read, call);
  return nothing;
};

function judgeTar(read: ReturnType<typeof readCallOptions>, call: Call): void {
  const { host, state, span } = call;
  const has = (...names: string[]): boolean => read.options.some(({ name }) => names.includes(name));
  const archive = read.options.find(({ role }) => role === 'archive')?.value;
  const folder = read.options.find(({ role }) => role === 'chdir')?.value;
  for (const { role, value } of read.options) {
    if (role !== 'checkpoint' || !value) continue;
    const code = /^exec=(.*)$/s.exec(value.text);
    if (code) host.code('bash', code[1] ?? '', state, nothing, value.span);
    if (code || !/^(?:echo|dot|\.|ttyout|bell|sleep|totals)/.test(value.text))
      host.unknown(`--checkpoint-action=${value.text}`, value.span);
  }
  if (archive && /^[\w.@-]+:/.test(archive.text) && !has('force-local'))
    host.effect({ kind: 'send', target: archive.text, place: 'remote', reversible: true }, archive.span);
  if (has('c', 'create')) {
    if (archive && archive.text !== '-') host.touch('write', archive, state);
    for (const file of read.operands)
      host.touch('read', folder ? { ...file, text: /^[/~]/.test(file.text) ? file.text : `${folder.text}/${file.text}` } : file, state);
  } else if (has('x', 'extract', 'get')) {
    if (archive && archive.text !== '-') host.touch('read', archive, state);
    if (!has('O', 'to-stdout', 'to-command')) host.touch('write', folder ?? { text: '.', span }, state);
    if (has('P')) host.unknown('members with absolute names', span);
  } else if (has('r', 'u', 'A', 'append', 'update', 'concatenate')) {
    if (archive) host.touch('edit', archive, state);
  } else if (has('t', 'list', 'd', 'diff')) {
    if (archive && archive.text !== '-') host.touch('read', archive, state);
  } else host.unknown('tar without a mode', span);
  if (has('remove-files')) for (const file of read.operands) host.touch('delete', file, state);
  for (const file of read.operands)
    if (isUncertain(file.text) && !file.text.includes('/') && file.text.startsWith('\uFDD1'))
      host.unknown('options that an expansion may add', file.span);
}

const unzip: Handler = call => {
  const read = readCallOptions(call.args, optionsSpec('-lvtpcqnoujaCLMUVXZzfDKW: d=target x: P: O: I:'));
  applyOptions({ ...read, options: read.options.filter(({ role }) => role !== 'target') }, call);
  const [archive] = read.operands;
  if (archive) call.host.touch('read', archive, call.state);
  const looks = read.options.some(({ name }) => /^[lvtpcZz]$/.test(name));
  const folder = read.options.find(({ role }) => role === 'target')?.value;
  if (!looks) call.host.touch('write', folder ?? { text: '.', span: call.span }, call.state);
  return nothing;
};

const compress: Handler = call => {
  const { host, state } = call;
  const read = readCallOptions(
    call.args,
    optionsSpec(
      '-cdkfvqtlnNrz0123456789hLTeFaC S: b: o=write output=write T: threads: suffix: stdout to-stdout decompress uncompress keep force list test quiet verbose recursive fast best rsyncable format: memlimit: block-size: rm!discard ultra long? adapt train: D: M: memory: single-thread sparse no-check check no-progress progress',
    ),
  );
  applyOptions(read, call);
  const prints = read.options.some(({ name }) => /^(?:c|stdout|to-stdout|t|l|list|test)$/.test(name));
  for (const file of read.operands) {
    host.touch('read', file, state);
    // What comes out bears the name with an ending, or without the one that it has.
    if (!prints) {
      host.touch('edit', file, state);
      const plain = file.text.replace(/\.(?:gz|bz2|xz|zst|lz4|lzma|br|Z)$/, '');
      host.touch('write', { ...file, text: plain === file.text ? `${plain}.${mark.star}` : plain }, state);
    }
  }
  return { ...(call.stdin.fetched && { fetched: true }), ...(call.stdin.secret && { secret: true }) };
};

const sevenZip: Handler = call => {
  const [verb, archive, ...rest] = call.args.filter(arg => !arg.text.startsWith('-'));
  const { host, state, span } = call;
  const out = call.args.find(arg => /^-o./.test(arg.text));
  if (/^[lt]$|^i$/.test(verb?.text ?? '')) {
    if (archive) host.touch('read', archive, state);
  } else if (/^[ex]$/.test(verb?.text ?? ''))
    host.touch('write', out ? { text: out.text.slice(2), span: out.span } : { text: '.', span }, state);
  else if (/^[au]$/.test(verb?.text ?? '')) {
    if (archive) host.touch('write', archive, state);
    for (const file of rest) host.touch('read', file, state);
    if (call.args.some(arg => arg.text.startsWith('-sdel'))) for (const file of rest) host.touch('delete', file, state);
  } else host.unknown(`${call.name} ${verb?.text ?? ''}`, span);
  return nothing;
};

export const archiveRules: readonly Rule[] = [
  {
    names: 'tar gtar bsdtar',
    handler: tar,
    level: 'writes',
    match: ['tar czf out.tgz src', 'tar -xzf a.tgz -C build', 'tar xf a.tar'],
    noMatch: [
      'tar -cf a.tar --checkpoint=1 --checkpoint-action=exec=id x',
      "tar xf a.tar --to-command='sh -c id'",
      'tar -I ./evil -cf a.tar x',
      'tar xf a.tar -C /',
      'tar --use-compress-prog ./x -cf a b',
      'tar xPf a.tar',
      'tar czf a.tgz ~/.ssh',
      'tar cf a.tar --remove-files src',
    ],
  },
  {
    names: 'zip',
    options: '* T unzip-command=hook TT=hook m!discard move!discard x: i: b:',
    operands: 'write read*',
    level: 'writes',
    match: ['zip -r out.zip src'],
    noMatch: ["zip a.zip b -T --unzip-command='sh -c id'", 'zip -m a.zip src', 'zip ~/.bashrc x'],
  },
  {
    names: 'unzip',
    handler: unzip,
    level: 'writes',
    match: ['unzip a.zip', 'unzip -q a.zip -d build'],
    noMatch: ['unzip a.zip -d /', 'unzip -o a.zip -d ~/.ssh'],
  },
  {
    names: 'gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 lzma brotli pigz compress uncompress lzop',
    handler: compress,
    level: 'writes',
    match: ['gzip a.log', 'xz -d a.xz', 'zstd -d a.zst'],
    noMatch: ['gzip ~/.bashrc', 'zstd a -o /etc/x'],
  },
  {
    names: '7z 7za 7zz p7zip',
    handler: sevenZip,
    level: 'writes',
    match: ['7z x a.7z -obuild', '7z a out.7z src'],
    noMatch: ['7z x a.7z -o/etc'],
  },
  {
    names: 'unrar rar unar lsar cpio cabextract innoextract',
    handler: call => {
      const words = call.args.filter(arg => !arg.text.startsWith('-'));
      if (call.name === 'cpio' && call.args.some(arg => /^-\w*[pi]/.test(arg.text)))
        call.host.unknown('an archive that may reach any folder', call.span);
      for (const arg of words) call.host.touch('read', arg, call.state);
      call.host.touch('write', { text: '.', span: call.span }, call.state);
      return nothing;
    },
    level: 'writes',
    match: ['unrar x a.rar'],
    noMatch: ['cpio -idm < a.cpio'],
  },
];
