/**
 * git: what a subcommand does depends on its options, and any subcommand can run what the repository's configuration names. Reads are
 * reads only if no option and no configuration that is known runs code.
 */
import { hasMark, isUncertain, mark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import { optionsSpec, readCallOptions } from '../rules/call-options.js';
import type { Rule } from '../rules/rule.js';
import { type Arg, type Call, type CallOutput, nothing } from '../run/call.js';
import { withCwds } from '../run/state.js';
import { codeKeys, configHazards } from './git-config.js';

const globals =
  '-pPhv C: c: exec-path=strange paginate no-pager no-replace-objects bare literal-pathspecs glob-pathspecs noglob-pathspecs icase-pathspecs no-optional-locks no-advice git-dir=strange work-tree=strange namespace: config-env=strange super-prefix: list-cmds: attr-source: html-path man-path info-path version help no-lazy-fetch';

function git(call: Call): CallOutput {
  const read = readCallOptions(call.args, optionsSpec(globals), { stopEarly: true });
  const { host } = call;
  let { state } = call;
  let neutral = 0;
  for (const { name, value, role, arg } of read.options) {
    if (name === 'C' && value) state = withCwds(state, host.resolve(value.text, state));
    else if (name === 'c' && value) {
      if (setsOption(value, { ...call, state })) neutral++;
    } else if (role === 'strange' && !/^--exec-path$/.test(arg.text)) host.unknown(`git ${arg.text}`, arg.span);
  }
  for (const arg of read.strange) host.unknown(`the option ${arg.text} of git`, arg.span);
  const [verb, ...args] = read.operands;
  if (verb === undefined) return nothing;
  const inner: Call = { ...call, name: `git ${verb.text}`, args, state };
  if (!/^(?:init|clone|version|help)$/.test(verb.text)) configHazards(inner, neutral > 0);
  if (hasMark(verb.text)) {
    host.unknown(`git ${verb.text}`, verb.span);
    return nothing;
  }
  return judgeVerb(verb.text, inner);
}

/** `-c key=value`: returns true if the setting takes a way to run code away. */
function setsOption(value: Arg, { host, state }: Call): boolean {
  const equals = value.text.indexOf('=');
  const [key, text] = equals < 0 ? [value.text, 'true'] : [value.text.slice(0, equals), value.text.slice(equals + 1)];
  if (!hasMark(key) && !codeKeys.test(key)) return false;
  if (text === '' || /^(?:cat|true|false|less|\/dev\/null)$/.test(text)) return true;
  if (/^alias\./i.test(key) && !text.startsWith('!')) return false;
  host.unknown(`the setting ${value.text} of git, which runs a program`, value.span);
  const command = text.replace(/^!/, '');
  if (!hasMark(command) && !/^(?:alias|include)/i.test(key)) host.code('bash', command, state, nothing, value.span);
  else if (text.startsWith('!') && !isUncertain(text)) host.code('bash', command, state, nothing, value.span);
  return false;
}

const reading =
  'status log diff show blame annotate shortlog describe rev-parse rev-list ls-files ls-tree cat-file name-rev merge-base for-each-ref show-ref symbolic-ref var whatchanged cherry count-objects grep range-diff diff-tree diff-index diff-files check-ignore check-attr check-ref-format check-mailmap version help show-branch verify-commit verify-tag fsck get-tar-commit-id patch-id stripspace column interpret-trailers mktree hash-object verify-pack show-index diff-pairs last-modified';
const writing =
  'add stage commit merge tag mv init switch cherry-pick revert rebase am apply notes replace format-patch bundle gc repack pack-refs maintenance update-index write-tree commit-tree read-tree bisect rerere merge-file merge-tree merge-index update-ref prune-packed pack-objects index-pack unpack-objects fmt-merge-msg mailinfo mailsplit citool gui archive fast-export multi-pack-index commit-graph sparse-checkout split-index quiltimport request-pull';
const asking = 'fetch pull clone ls-remote remote-update send-pack fetch-pack svn p4 lfs submodule-status';

function judgeVerb(verb: string, call: Call): CallOutput {
  outsideOptions(verb, call);
  const special = verbs[verb];
  if (special) return special(call);
  if (reading.split(' ').includes(verb)) return reads(verb, call);
  if (writing.split(' ').includes(verb)) act('writes', call, `git ${verb}`);
  else if (asking.split(' ').includes(verb)) act('fetch', call, `git ${verb}`);
  else call.host.unknown(`git ${verb}`, call.span);
  return nothing;
}

/** Options that name a program or a file, whatever the subcommand. Names may be shortened. */
function outsideOptions(verb: string, { args, host, state }: Call): void {
  for (const [i, arg] of args.entries()) {
    const { text, span } = arg;
    if (text === '--') return;
    const [name = '', value] = text.split(/=(.*)/s);
    const next = args[i + 1];
    if (name.startsWith('--ext-d') || (name.startsWith('--textc') && verb !== 'cat-file'))
      host.unknown(`${text}, which runs a program of the configuration`, span);
    else if (/^--outp(?:ut?)?$/.test(name) || (name === '-o' && /^(?:format-patch|archive)$/.test(verb)) || name.startsWith('--output-d'))
      host.touch('write', value === undefined && next ? next : { text: value ?? '', span }, state);
    else if (
      /^--(?:upload-p|receive-p|exec(?!ut))/.test(name) ||
      (/^-[ux]$/.test(name) && /^(?:clone|fetch|ls-remote|pull|rebase)$/.test(verb) && !(name === '-u' && /^(?:pull|fetch)$/.test(verb)))
    ) {
      host.unknown(`${text}, which names a program`, span);
      const command = value ?? next?.text;
      if (command !== undefined && !hasMark(command)) host.code('bash', command, state, nothing, span);
    } else if (/^(?:-O|--open-files)/.test(name) && verb === 'grep') host.unknown(`${text}, which runs a pager`, span);
    else if (/^--(?:template|config|strategy|gpg-program)$/.test(name) || (name === '-c' && verb === 'clone'))
      cloneSetting(name, value === undefined ? next : { text: value, span }, { host, span });
    else if (/^ext::|^--upload|transport::/.test(text)) host.unknown(`${text}, an address that runs a program`, span);
  }
}

function cloneSetting(name: string, value: Arg | undefined, { host, span }: Pick<Call, 'host' | 'span'>): void {
  if (value === undefined) return;
  if (name === '--strategy' && /^(?:ours|recursive|resolve|octopus|ort|subtree)$/.test(value.text)) return;
  if ((name === '-c' || name === '--config') && !codeKeys.test(value.text.split('=')[0] ?? '')) return;
  host.unknown(`${name} ${value.text} of git`, span);
}

function reads(verb: string, call: Call): CallOutput {
  const { args, host, state } = call;
  if (verb === 'symbolic-ref' && args.filter(arg => !arg.text.startsWith('-')).length > 1) act('writes', call, `git ${verb}`);
  if (verb === 'hash-object' && args.some(arg => arg.text === '-w')) act('writes', call, `git ${verb}`);
  // Without an index it compares two files, wherever they lie.
  if (verb === 'diff' && args.some(arg => arg.text.startsWith('--no-i')))
    for (const arg of args) if (!arg.text.startsWith('-')) host.touch('read', arg, state);
  if (/^(?:rev-parse|describe|merge-base|rev-list|symbolic-ref|name-rev|hash-object|var)$/.test(verb)) {
    if (args.some(arg => /^--show-(?:toplevel|cdup|prefix)$/.test(arg.text)))
      return { text: args.some(arg => arg.text === '--show-toplevel') ? host.folders.workspace : mark.below };
    if (args.some(arg => /^--(?:git-(?:common-)?dir|absolute-git-dir|git-path)/.test(arg.text)))
      return { text: `${host.folders.workspace}/.git` };
    return { text: mark.token };
  }
  if (
    /^(?:ls-files|diff|ls-tree|grep|diff-tree|diff-index|show)$/.test(verb) &&
    (verb === 'ls-files' || args.some(arg => /^--(?:name-only|files-with-matches)$|^-l$/.test(arg.text)))
  )
    return { paths: [mark.below] };
  if (verb === 'log' && args.some(arg => /^--(?:format|pretty)=(?:%[hHan]|"?%h"?)$/.test(arg.text))) return { text: mark.token };
  return nothing;
}

const has = (args: readonly Arg[], pattern: RegExp): boolean => args.some(arg => pattern.test(arg.text));
const words = (args: readonly Arg[]): readonly Arg[] => args.filter(arg => !arg.text.startsWith('-'));

const verbs: Readonly<Record<string, (call: Call) => CallOutput>> = {
  push: call => {
    const { args } = call;
    act(
      'send',
      call,
      `git push ${words(args)
        .map(arg => arg.text)
        .join(' ')}`.trim(),
    );
    if (
      has(
        args,
        /^(?:--force(?:-with-lease)?(?:=.*)?|--forc\w*|-[a-zA-Z]*f[a-zA-Z]*|--delete|--del\w*|-[a-zA-Z]*d[a-zA-Z]*|--mirror|--mi\w*|--prune|--pru\w*)$/,
      ) ||
      has(words(args).slice(1), /^[+:]/)
    )
      act('destroy', call, 'history on the other side');
    return nothing;
  },
  clone: call => {
    const [from, to] = words(call.args);
    act('fetch', call, `git clone ${from?.text ?? ''}`);
    if (from && from.text.startsWith('ext::')) call.host.unknown('an address that runs a program', from.span);
    const folder =
      to ??
      (from && {
        text:
          from.text
            .replace(/\/+$/, '')
            .replace(/\.git$/, '')
            .split(/[/:]/)
            .at(-1) ?? 'repository',
        span: from.span,
      });
    if (to) call.host.touch('create', to, call.state);
    const files = new Map(call.state.files);
    for (const path of folder ? call.host.resolve(folder.text, call.state) : []) if (path !== undefined) files.set(path, { fetched: true });
    return { text: '', state: { ...call.state, files } };
  },
  reset: call => {
    act(has(call.args, /^--(?:hard|har|ha|merge|keep)$/) ? 'discard' : 'writes', call, 'uncommitted changes');
    return nothing;
  },
  clean: call => {
    act(has(call.args, /^(?:-[a-zA-Z]*n[a-zA-Z]*|--dry-run|--dry\w*)$/) ? '' : 'discard', call, 'files that git does not track');
    return nothing;
  },
  checkout: call => {
    const { args } = call;
    const end = args.findIndex(arg => arg.text === '--');
    const named = words(end < 0 ? args : args.slice(0, end));
    const creates = has(args, /^(?:-[bB]|--orphan|-t|--track|--detach)$/);
    const paths =
      (end >= 0 && end < args.length - 1) ||
      (!creates && (named.length > 1 || has(named, /^\.{1,2}\/?$|\*|\uFDD2|^[\w.-]+(?:\/[\w.-]+)*\.(?:[a-z]{1,4}|json|lock|yaml|toml)$/)));
    act(
      paths || has(args, /^(?:-f|--force|--for\w*|-p|--patch|--theirs|--ours|-m)$/) ? 'discard' : 'writes',
      call,
      paths ? 'uncommitted changes' : 'git checkout',
    );
    return nothing;
  },
  switch: call => {
    act(has(call.args, /^(?:-f|--force|--discard-changes|--dis\w*|-C|--force-create)$/) ? 'discard' : 'writes', call, 'git switch');
    return nothing;
  },
  restore: call => {
    const staged = has(call.args, /^(?:--staged|-S|--stag\w*)$/);
    act(staged && !has(call.args, /^(?:--worktree|-W)$/) ? 'writes' : 'discard', call, 'uncommitted changes');
    return nothing;
  },
  rm: call => {
    act(has(call.args, /^--cached$/) ? 'writes' : has(call.args, /^(?:-[a-zA-Z]*f|--force)/) ? 'discard' : 'writes', call, 'git rm');
    return nothing;
  },
  stash: call => {
    const verb = words(call.args)[0]?.text ?? 'push';
    act(/^(?:drop|clear)$/.test(verb) ? 'discard' : /^(?:list|show)$/.test(verb) ? '' : 'writes', call, `git stash ${verb}`);
    return nothing;
  },
  branch: call => {
    const { args } = call;
    if (has(args, /^(?:-[a-zA-Z]*D|--delete|-d|-M|-C|-f|--force|--for\w*)$/))
      act(has(args, /^(?:-[a-zA-Z]*[DMC]|-f|--force|--for\w*)$/) ? 'discard' : 'writes', call, 'a branch');
    else if (
      words(args).length > 0 &&
      !has(args, /^(?:--(?:contains|merged|no-merged|list|points-at|sort|format|show-current)(?:=.*)?|-l|-a|-r|-vv?)$/)
    )
      act('writes', call, 'a branch');
    else if (has(args, /^(?:-m|-c|-u|--set-upstream-to.*|--unset-upstream|--edit-description)$/)) act('writes', call, 'a branch');
    return has(args, /^--show-current$/) ? { text: mark.token } : nothing;
  },
  tag: call => {
    const { args } = call;
    if (has(args, /^(?:-d|--delete|-f|--force)$/)) act('discard', call, 'a tag');
    else if (words(args).length > 0 && !has(args, /^(?:-l|--list|--contains|--points-at|--merged|-n\d*|--sort=.*|-v|--verify)$/))
      act('writes', call, 'a tag');
    return nothing;
  },
  worktree: call => {
    const verb = words(call.args)[0]?.text;
    act(
      verb === 'list' ? '' : verb === 'remove' && has(call.args, /^(?:-f|--force)$/) ? 'discard' : 'writes',
      call,
      `git worktree ${verb ?? ''}`,
    );
    const to = verb === 'add' ? words(call.args)[1] : undefined;
    if (to) call.host.touch('create', to, call.state);
    return nothing;
  },
  remote: call => {
    const [verb, , address] = words(call.args);
    act(
      verb === undefined || /^(?:show|get-url)$/.test(verb.text) ? '' : /^(?:update|prune)$/.test(verb.text) ? 'fetch' : 'writes',
      call,
      'git remote',
    );
    if (address && address.text.startsWith('ext::')) call.host.unknown('an address that runs a program', address.span);
    return nothing;
  },
  reflog: call => {
    const verb = words(call.args)[0]?.text;
    act(verb === 'expire' || verb === 'delete' ? 'discard' : '', call, 'git reflog');
    return nothing;
  },
  prune: call => (act(has(call.args, /^(?:-n|--dry-run)$/) ? '' : 'discard', call, 'objects that nothing points to'), nothing),
  gc: call => (act(has(call.args, /^--prune=(?:now|all)/) ? 'discard' : 'writes', call, 'git gc'), nothing),
  'update-ref': call => (act(has(call.args, /^(?:-d|--stdin|--delete)$/) ? 'discard' : 'writes', call, 'git update-ref'), nothing),
  'filter-branch': call => {
    call.host.unknown('git filter-branch, which runs commands over the whole history', call.span);
    act('discard', call, 'the history');
    return nothing;
  },
  'filter-repo': call => (act('discard', call, 'the history'), nothing),
  bisect: call => {
    const [verb, ...command] = call.args;
    if (verb?.text === 'run') call.host.run(command, call.state, nothing, call.span);
    act('writes', call, 'git bisect');
    return nothing;
  },
  rebase: call => {
    const at = call.args.findIndex(arg => /^(?:-x|--exec)$/.test(arg.text));
    const code = at >= 0 ? call.args[at + 1] : undefined;
    if (code) call.host.code('bash', code.text, call.state, nothing, code.span);
    act('writes', call, 'git rebase');
    return nothing;
  },
  difftool: call => (call.host.unknown('a program of the configuration', call.span), nothing),
  mergetool: call => (call.host.unknown('a program of the configuration', call.span), nothing),
  'send-email': call => (act('publish', call, 'git send-email'), nothing),
  'upload-pack': call => (act('fetch', call), nothing),
  daemon: call => (call.host.unknown('git daemon', call.span), nothing),
  credential: call => (call.host.effect({ kind: 'read', target: 'stored credentials', place: 'secret' }, call.span), { secret: true }),
  'credential-store': call => (
    call.host.effect({ kind: 'read', target: 'stored credentials', place: 'secret' }, call.span), { secret: true }
  ),
  'credential-cache': call => (
    call.host.effect({ kind: 'read', target: 'stored credentials', place: 'secret' }, call.span), { secret: true }
  ),
  lfs: call => {
    const verb = words(call.args)[0]?.text ?? '';
    act(/^(?:ls-files|status|env|version|track)$/.test(verb) ? '' : verb === 'push' ? 'send' : 'fetch', call, `git lfs ${verb}`);
    return nothing;
  },
  config: call => config(call),
  submodule: call => {
    const verb = words(call.args)[0]?.text ?? 'status';
    if (verb === 'foreach') {
      const code = words(call.args)
        .slice(1)
        .map(arg => arg.text)
        .join(' ');
      if (hasMark(code)) call.host.unknown('a command for each submodule', call.span);
      else call.host.code('bash', code, call.state, nothing, call.span);
    } else act(verb === 'status' || verb === 'summary' ? '' : verb === 'deinit' ? 'writes' : 'fetch', call, `git submodule ${verb}`);
    return nothing;
  },
  archive: call => {
    if (has(call.args, /^--remote/)) act('fetch', call, 'git archive');
    return nothing;
  },
};

/** Reading settings is a read; writing one that names a program decides what runs later. */
function config(call: Call): CallOutput {
  const { args, host, span, state } = call;
  const file = args.findIndex(arg => arg.text === '-f' || arg.text === '--file');
  const fileArg = args[file + 1];
  const rest = words(file >= 0 ? args.filter((_, i) => i !== file && i !== file + 1) : args);
  const subcommand = /^(?:get|set|list|unset|edit|rename-section|remove-section|get-all|get-regexp)$/.test(rest[0]?.text ?? '')
    ? rest[0]?.text
    : undefined;
  const [key, value] = subcommand ? rest.slice(1) : rest;
  const readsOnly =
    has(args, /^(?:--get\S*|-l|--list|--name-only|--show-\S+)$/) ||
    subcommand === 'get' ||
    subcommand === 'list' ||
    (subcommand === undefined && value === undefined && !has(args, /^--(?:unset|add|replace|edit|rename|remove)|^-e$/));
  if (readsOnly) {
    if (fileArg) host.touch('read', fileArg, state);
    return nothing;
  }
  if (has(args, /^(?:-e|--edit)$/) || subcommand === 'edit') host.unknown('an editor of the configuration', span);
  if (fileArg) host.touch('write', fileArg, state);
  if (has(args, /^--system$/)) act('privilege', call, 'git config --system');
  const name = key?.text ?? '';
  if (hasMark(name) || codeKeys.test(name)) {
    host.effect({ kind: 'configuration', target: `${name} = ${value?.text ?? ''}`, place: 'protected' }, span);
    if (value && !hasMark(value.text) && value.text.startsWith('!')) host.code('bash', value.text.slice(1), state, nothing, value.span);
  } else act('configure', call, `git config ${name}`);
  return nothing;
}

export const gitRules: readonly Rule[] = [
  {
    names: 'git',
    handler: git,
    level: 'read-only',
    match: [
      'git status',
      'git log --oneline -5',
      'git diff HEAD~1',
      'git rev-parse HEAD',
      'git -c core.pager=cat log',
      'git branch -a',
      'git stash list',
      'git config --get user.name',
    ],
    noMatch: [
      'git push --force',
      'git reset --hard',
      'git clean -fdx',
      'git checkout -- .',
      'git -c core.pager="sh -c id" log',
      'git -c alias.x="!rm -rf ~" x',
      'git config core.hooksPath /tmp/h',
      'git diff --ext-diff',
      'git log --output=.git/hooks/post-checkout',
      'git grep -O"sh -c id" x',
      'git clone --upload-pack="rm -rf ~" x',
      'git clone "ext::sh -c id" x',
      'git branch -D main',
      'git rebase -x "rm -rf ~" main',
    ],
  },
  { names: 'git-lfs tig gitk lazygit gitui', operands: 'skip*', level: 'read-only', match: ['tig'] },
  {
    names: 'hg svn bzr fossil jj',
    options: '* config=strange repository: R: cwd: C:',
    verbs: {
      status: '',
      st: '',
      log: '',
      diff: '',
      info: '',
      ls: '',
      cat: '',
      blame: '',
      annotate: '',
      branches: '',
      tags: '',
      heads: '',
      identify: '',
      id: '',
      parents: '',
      paths: '',
      manifest: '',
      summary: '',
      show: '',
      add: 'writes',
      commit: 'writes',
      ci: 'writes',
      branch: 'writes',
      update: 'writes',
      up: 'fetch',
      checkout: 'fetch',
      co: 'fetch',
      pull: 'fetch',
      clone: 'fetch',
      push: 'send',
      merge: 'writes',
      revert: 'discard',
      rm: 'writes',
      mv: 'writes',
      describe: 'writes',
      new: 'writes',
      abandon: 'discard',
      squash: 'writes',
      'git fetch': 'fetch',
      'git push': 'send',
      purge: 'discard',
      incoming: 'fetch',
      outgoing: 'fetch',
      switch: 'fetch',
    },
    level: 'read-only',
    match: ['hg status', 'svn info', 'hg log -l 3', 'jj log'],
    noMatch: ['hg --config alias.x=!id x', 'svn revert -R .'],
  },
];
