/** Every language that Vibe knows by name. Ids are stored in segments: append, never renumber. Pure data. */
import type { SyntaxName } from './syntax.js';

export type LanguageKind = 'code' | 'prose' | 'data';

/** One row: id, identifier in editors, label, kind, syntax, extensions, then other ways to recognise it. Lists are separated by spaces. */
export interface LanguageRow {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly kind: LanguageKind;
  readonly syntax: SyntaxName;
  readonly extensions: string;
  readonly filenames?: string;
  readonly interpreters?: string;
  /** Further words that a `lang:` filter accepts. */
  readonly aliases?: string;
}

type More = Pick<LanguageRow, 'filenames' | 'interpreters' | 'aliases'>;
// Takes 6 parameters because each call is a row of the table below and reads as one.
const code = (id: number, name: string, label: string, syntax: SyntaxName, extensions: string, more: More = {}): LanguageRow => ({
  id,
  name,
  label,
  kind: 'code',
  syntax,
  extensions,
  ...more,
});
// Takes 6 parameters because `code` does.
const data = (id: number, name: string, label: string, syntax: SyntaxName, extensions: string, more: More = {}): LanguageRow => ({
  ...code(id, name, label, syntax, extensions, more),
  kind: 'data',
});
// Takes 6 parameters because `code` does.
const prose = (id: number, name: string, label: string, syntax: SyntaxName, extensions: string, more: More = {}): LanguageRow => ({
  ...code(id, name, label, syntax, extensions, more),
  kind: 'prose',
});

export const languageTable = [
  prose(0, 'plaintext', 'Plain text', 'none', 'txt text log adoc asciidoc org', {
    filenames: 'LICENSE LICENCE COPYING NOTICE AUTHORS CONTRIBUTORS MAINTAINERS README CHANGELOG CHANGES NEWS TODO INSTALL CODEOWNERS',
    aliases: 'text',
  }),
  code(1, 'typescript', 'TypeScript', 'javascript', 'ts mts cts', { interpreters: 'deno ts-node tsx bun' }),
  code(2, 'typescriptreact', 'TSX', 'javascript', 'tsx'),
  code(3, 'javascript', 'JavaScript', 'javascript', 'js mjs cjs es6', { interpreters: 'node nodejs', filenames: 'Jakefile' }),
  code(4, 'javascriptreact', 'JSX', 'javascript', 'jsx'),
  code(5, 'python', 'Python', 'python', 'py pyi pyw pyx pxd bzl star', {
    filenames: 'SConstruct SConscript wscript BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel Snakefile',
    interpreters: 'python python2 python3 pypy',
  }),
  code(6, 'go', 'Go', 'go', 'go', { aliases: 'golang' }),
  code(7, 'rust', 'Rust', 'rust', 'rs'),
  code(8, 'java', 'Java', 'java', 'java'),
  code(9, 'kotlin', 'Kotlin', 'kotlin', 'kt kts', { interpreters: 'kotlin' }),
  code(10, 'c', 'C', 'c', 'c h'),
  code(11, 'cpp', 'C++', 'c', 'cc cpp cxx c++ hh hpp hxx h++ ipp inl tpp tcc cu cuh ino mm', { aliases: 'c++' }),
  code(12, 'csharp', 'C#', 'csharp', 'cs csx', { aliases: 'c#' }),
  code(13, 'ruby', 'Ruby', 'ruby', 'rb rake gemspec ru podspec jbuilder erb', {
    filenames: 'Rakefile Gemfile Guardfile Vagrantfile Podfile Fastfile Brewfile Capfile',
    interpreters: 'ruby jruby rake',
  }),
  code(14, 'php', 'PHP', 'php', 'php phtml php5 php7 inc', { interpreters: 'php' }),
  code(15, 'swift', 'Swift', 'swift', 'swift', { interpreters: 'swift' }),
  code(16, 'scala', 'Scala', 'scala', 'scala sc sbt', { interpreters: 'scala' }),
  code(17, 'elixir', 'Elixir', 'elixir', 'ex exs', { filenames: 'mix.lock', interpreters: 'elixir' }),
  code(18, 'erlang', 'Erlang', 'erlang', 'erl hrl escript', { filenames: 'rebar.config', interpreters: 'escript' }),
  code(19, 'haskell', 'Haskell', 'haskell', 'hs hsc lhs hs-boot', { interpreters: 'runhaskell runghc stack' }),
  code(20, 'ocaml', 'OCaml', 'ocaml', 'ml mli mll mly'),
  code(21, 'lua', 'Lua', 'lua', 'lua rockspec', { interpreters: 'lua luajit' }),
  code(22, 'zig', 'Zig', 'zig', 'zig zon'),
  code(23, 'shellscript', 'Shell', 'shell', 'sh bash zsh ksh fish bats ebuild', {
    filenames: '.bashrc .bash_profile .bash_aliases .profile .zshrc .zshenv .zprofile PKGBUILD APKBUILD configure bashrc zshrc',
    interpreters: 'sh bash zsh ksh dash ash fish bats',
    aliases: 'shell sh bash',
  }),
  code(24, 'powershell', 'PowerShell', 'powershell', 'ps1 psm1 psd1', { interpreters: 'pwsh powershell' }),
  code(25, 'sql', 'SQL', 'sql', 'sql psql pgsql mysql plsql ddl dml'),
  prose(26, 'markdown', 'Markdown', 'markup', 'md markdown mdown mdx mkd rmd qmd', { aliases: 'md' }),
  prose(27, 'restructuredtext', 'reStructuredText', 'none', 'rst rest'),
  data(28, 'json', 'JSON', 'json', 'json jsonc json5 jsonl ndjson geojson webmanifest code-workspace ipynb avsc har map', {
    filenames: '.babelrc .eslintrc .prettierrc .jshintrc composer.lock',
  }),
  data(29, 'yaml', 'YAML', 'yaml', 'yaml yml cff', { filenames: '.clang-format .clang-tidy .clangd', aliases: 'yml' }),
  data(30, 'toml', 'TOML', 'toml', 'toml', { filenames: 'Cargo.lock poetry.lock uv.lock Pipfile' }),
  data(31, 'ini', 'INI', 'ini', 'ini cfg conf properties editorconfig desktop service prefs gitconfig', {
    filenames: '.editorconfig .gitconfig .gitmodules .flake8 .pylintrc .coveragerc',
  }),
  data(
    32,
    'xml',
    'XML',
    'markup',
    'xml xsd xsl xslt svg plist csproj fsproj vbproj props targets nuspec resx xaml pom wsdl rss atom storyboard xib',
  ),
  data(33, 'html', 'HTML', 'markup', 'html htm xhtml ejs hbs mustache njk jinja jinja2 j2 twig tmpl gohtml heex eex leex'),
  data(34, 'css', 'CSS', 'css', 'css'),
  data(35, 'scss', 'SCSS', 'scss', 'scss sass less styl'),
  code(36, 'vue', 'Vue', 'component', 'vue'),
  code(37, 'svelte', 'Svelte', 'component', 'svelte astro'),
  code(38, 'dart', 'Dart', 'dart', 'dart', { interpreters: 'dart' }),
  code(39, 'r', 'R', 'r', 'r', { filenames: '.Rprofile', interpreters: 'Rscript' }),
  code(40, 'julia', 'Julia', 'julia', 'jl', { interpreters: 'julia' }),
  code(41, 'perl', 'Perl', 'perl', 'pl pm t pod psgi', { filenames: 'cpanfile', interpreters: 'perl' }),
  code(42, 'groovy', 'Groovy', 'groovy', 'groovy gradle gvy', { filenames: 'Jenkinsfile', interpreters: 'groovy' }),
  code(43, 'clojure', 'Clojure', 'clojure', 'clj cljs cljc edn bb', { interpreters: 'bb clojure', aliases: 'clj' }),
  code(44, 'makefile', 'Makefile', 'hash', 'mk mak make', {
    filenames: 'Makefile makefile GNUmakefile Kbuild BSDmakefile',
    interpreters: 'make',
  }),
  code(45, 'dockerfile', 'Dockerfile', 'hash', 'dockerfile containerfile', { filenames: 'Dockerfile Containerfile' }),
  code(46, 'cmake', 'CMake', 'cmake', 'cmake', { filenames: 'CMakeLists.txt' }),
  code(47, 'proto', 'Protocol Buffers', 'c', 'proto', { aliases: 'protobuf' }),
  code(48, 'graphql', 'GraphQL', 'graphql', 'graphql gql graphqls'),
  code(49, 'terraform', 'Terraform', 'terraform', 'tf tfvars hcl nomad', { filenames: '.terraform.lock.hcl' }),
  code(50, 'objective-c', 'Objective-C', 'c', 'm', { aliases: 'objc' }),
  code(51, 'assembly', 'Assembly', 'c', 's asm'),
  code(52, 'vim', 'Vim script', 'none', 'vim', { filenames: '.vimrc .gvimrc' }),
  code(53, 'starlark', 'Starlark', 'python', 'sky bazel'),
  code(54, 'nix', 'Nix', 'terraform', 'nix'),
  code(55, 'fsharp', 'F#', 'ocaml', 'fs fsi fsx', { aliases: 'f#' }),
  code(56, 'visualbasic', 'Visual Basic', 'none', 'vb bas vbs', { aliases: 'vb' }),
  code(57, 'solidity', 'Solidity', 'java', 'sol'),
  code(58, 'nim', 'Nim', 'python', 'nim nims'),
  code(59, 'crystal', 'Crystal', 'ruby', 'cr'),
  code(60, 'bat', 'Batch', 'none', 'bat cmd'),
  code(61, 'wgsl', 'Shader', 'c', 'wgsl glsl vert frag comp hlsl metal'),
  data(62, 'csv', 'CSV', 'none', 'csv tsv'),
  code(63, 'tcl', 'Tcl', 'hash', 'tcl', { interpreters: 'tclsh wish expect' }),
  code(64, 'othercode', 'Code', 'none', ''),
  code(65, 'verilog', 'Verilog', 'c', 'v vh sv svh', { aliases: 'systemverilog' }),
  code(66, 'vhdl', 'VHDL', 'ada', 'vhd vhdl'),
  code(67, 'fortran', 'Fortran', 'fortran', 'f for ftn f77 f90 f95 f03 f08 fpp'),
  code(68, 'cobol', 'COBOL', 'none', 'cbl cob cobol cpy ccp'),
  code(69, 'pascal', 'Pascal', 'pascal', 'pas pp dpr dpk lpr', { aliases: 'delphi objectpascal', interpreters: 'instantfpc' }),
  code(70, 'ada', 'Ada', 'ada', 'adb ads ada'),
  code(71, 'lisp', 'Lisp', 'clojure', 'lisp lsp cl el asd', {
    aliases: 'commonlisp common-lisp elisp emacs-lisp',
    interpreters: 'sbcl clisp',
  }),
  code(72, 'scheme', 'Scheme', 'clojure', 'scm ss rkt sld', { aliases: 'racket', interpreters: 'guile racket csi' }),
  code(73, 'latex', 'LaTeX', 'erlang', 'tex sty ltx bib dtx', { aliases: 'tex' }),
  code(74, 'prolog', 'Prolog', 'erlang', 'pro prolog plt', { interpreters: 'swipl' }),
  code(75, 'matlab', 'MATLAB', 'erlang', 'mlx', { aliases: 'octave', interpreters: 'octave' }),
  code(76, 'd', 'D', 'java', 'd di', { aliases: 'dlang', interpreters: 'rdmd' }),
  code(77, 'awk', 'AWK', 'hash', 'awk', { interpreters: 'awk gawk mawk' }),
  code(78, 'elm', 'Elm', 'haskell', 'elm'),
  code(79, 'forth', 'Forth', 'none', 'fth 4th forth'),
  code(80, 'smalltalk', 'Smalltalk', 'none', 'st'),
  code(81, 'abap', 'ABAP', 'none', 'abap'),
  code(82, 'apex', 'Apex', 'java', 'apex trigger'),
  code(83, 'haxe', 'Haxe', 'java', 'hx'),
  code(84, 'coffeescript', 'CoffeeScript', 'hash', 'coffee', { filenames: 'Cakefile' }),
  code(85, 'gdscript', 'GDScript', 'python', 'gd'),
] as const satisfies readonly LanguageRow[];

export type LanguageName = (typeof languageTable)[number]['name'];
