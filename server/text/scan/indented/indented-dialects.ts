/** Definitions in the languages that are scanned by indentation, as patterns for single lines. Pure data. */
import type { IndentedDialect } from './indented.js';
import * as text from './long-text.js';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const capitals = letters.toUpperCase();
const words = `${letters}${capitals}_`;
const brackets = [')', ']', '}'];

export const ruby: IndentedDialect = {
  first: words,
  closers: ['end', '}'],
  goesOn: ['rescue', 'ensure', 'else', 'elsif', 'when', 'in', 'then', ')', ']', '.', '&'],
  comments: ['#', '=begin', '__END__'],
  skip: text.rubyLine,
  rules: [
    {
      kind: 'function',
      first: 'dpm',
      pattern:
        /(?:(?:private|protected|public|module_function|private_class_method|memoize)\s+)?def\s+(?:(?:self|[A-Z]\w*)\.)?([A-Za-z_\x80-\xff][\w\x80-\xff]*(?:[?!]|=(?=\s?\())?|[-+*/<=>![\]~%&|^]+)/y,
    },
    { kind: 'class', first: 'c', pattern: /class\s+((?:::)?(?:[A-Z]\w*::)*)([A-Z]\w*)/y },
    { kind: 'module', first: 'm', pattern: /module\s+((?:[A-Z]\w*::)*)([A-Z]\w*)/y },
    { kind: 'class', first: capitals, pattern: /([A-Z]\w*)(?=\s*=\s*(?:Struct|Class|Data)\.(?:new|define)\b)/y, where: 'outside' },
    { kind: 'constant', first: capitals, pattern: /([A-Z]\w*)(?=\s*=(?![=~>]))/y, where: 'outside' },
    { kind: 'test', first: 'Rdcistf', pattern: /(?:RSpec\.)?(?:describe|context|it|specify|test|scenario|feature)[\s(]+["']([^"'\n]+)/y },
    { kind: 'test', first: 'Rd', pattern: /(?:RSpec\.)?describe[\s(]+([A-Z][\w:]*)/y },
    { kind: 'rule', first: 'tn', pattern: /(?:task|namespace)[\s(]+:?["']?(\w+)/y },
    { kind: 'function', first: 'd', pattern: /define_(?:singleton_)?method[\s(]+:?["']?(\w+[?!]?)/y },
  ],
};

export const elixir: IndentedDialect = {
  first: 'dtp@',
  closers: ['end'],
  goesOn: ['else', 'rescue', 'after', 'catch', 'do', ...brackets, '|'],
  comments: ['#'],
  skip: text.elixirLine,
  rules: [
    { kind: 'module', first: 'd', pattern: /defmodule\s+([A-Z][\w.]*)/y },
    { kind: 'interface', first: 'd', pattern: /defprotocol\s+([A-Z][\w.]*)/y },
    { kind: 'impl', first: 'd', pattern: /defimpl\s+([A-Z][\w.]*)/y },
    { kind: 'macro', first: 'd', pattern: /defmacrop?\s+(?!unquote)([a-z_]\w*[?!]?)/y },
    { kind: 'struct', first: 'd', pattern: /(defstruct|defexception)\b/y, leaf: true },
    { kind: 'function', first: 'd', pattern: /def(?:p|guard|guardp|delegate|n|np)?\s+(?!unquote\()([a-z_]\w*[?!]?)/y },
    { kind: 'test', first: 'tdp', pattern: /(?:test|describe|property)\s+"([^"\n]+)/y },
    { kind: 'type', first: '@', pattern: /@(?:type|typep|opaque)\s+(\w+)/y },
    { kind: 'declaration', first: '@', pattern: /@(?:macro)?callback\s+(\w+[?!]?)/y },
  ],
};

export const lua: IndentedDialect = {
  first: words,
  closers: ['end', '}'],
  goesOn: ['else', 'elseif', 'then', 'do', 'until', 'and', 'or', ')', ']'],
  comments: ['--'],
  skip: text.luaLine,
  rules: [
    { kind: 'function', first: 'lf', pattern: /(?:local\s+)?function\s+([\w.]+[.:])(\w+)/y },
    { kind: 'function', first: 'lf', pattern: /(?:local\s+)?function\s+(\w+)/y },
    { kind: 'function', pattern: /([\w.]+\.)(\w+)(?=\s*=\s*function\b)/y },
    { kind: 'function', pattern: /(?:local\s+)?(\w+)(?=\s*=\s*function\b)/y },
    { kind: 'variable', pattern: /(?:local\s+)?(\w+)(?=\s*=(?!=|\s*require\b))/y, where: 'margin' },
    { kind: 'test', first: 'di', pattern: /(?:describe|it)\s*\(\s*["']([^"'\n]+)/y },
  ],
};

export const julia: IndentedDialect = {
  first: words,
  closers: ['end'],
  goesOn: ['else', 'elseif', 'catch', 'finally', 'where', ...brackets],
  comments: ['#'],
  skip: text.juliaLine,
  rules: [
    { kind: 'module', pattern: /(?:bare)?module\s+(\w+)/y, section: true },
    { kind: 'function', pattern: /(?:@\w+\s+)?function\s+(?:[\w.]+\.)?([\w\x80-\xff!]+)/y },
    { kind: 'macro', pattern: /macro\s+(\w+)/y },
    { kind: 'struct', pattern: /(?:mutable\s+)?struct\s+(\w+)/y },
    { kind: 'type', pattern: /(?:abstract|primitive)\s+type\s+(\w+)/y },
    { kind: 'constant', pattern: /const\s+(\w+)/y, where: 'outside' },
    {
      kind: 'function',
      pattern: /(?:@\w+\s+)?(?:[\w.]+\.)?([a-z_]\w*!?)(?=\([^=\n]*\)\s*(?:::[^=\n]+)?(?:where\s[^=\n]+)?=(?!=))/y,
      where: 'outside',
    },
  ],
};

export const shell: IndentedDialect = {
  first: `${words}@`,
  closers: ['}', ')'],
  goesOn: ['{'],
  comments: ['#'],
  skip: text.shellLine,
  rules: [
    { kind: 'test', first: '@', pattern: /@test\s+["']([^"'\n]+)/y },
    { kind: 'function', pattern: /(?:function\s+)?([\w:.@-]+)(?=\s*\(\s*\))/y },
    { kind: 'function', first: 'f', pattern: /function\s+([\w:.@-]+)/y },
    { kind: 'constant', pattern: /(?:export\s+|readonly\s+|declare\s+(?:-\w+\s+)*)?([A-Z_][A-Z0-9_]*)(?=\+?=)/y, where: 'margin' },
  ],
};

export const haskell: IndentedDialect = {
  first: `${words}(`,
  closers: [],
  goesOn: brackets,
  comments: ['--', '#', '{-'],
  skip: text.haskellLine,
  clauses: true,
  rules: [
    { kind: 'module', first: 'm', pattern: /module\s+([A-Z][\w.]*)/y, where: 'margin', section: true },
    {
      kind: 'struct',
      first: 'dn',
      pattern: /(?:data|newtype)\s+(?:family\s+|instance\s+)?(?:[^\n=]*=>\s*)?([A-Z][\w']*)/y,
      where: 'margin',
    },
    { kind: 'type', first: 't', pattern: /type\s+(?:family\s+|instance\s+)?([A-Z][\w']*)/y, where: 'outside' },
    { kind: 'interface', first: 'c', pattern: /class\s+(?:[^\n]*=>\s*)?([A-Z][\w']*)/y, where: 'margin' },
    { kind: 'impl', first: 'i', pattern: /instance\s+(?:\{-#[^#]*#-\}\s*)?(?:[^\n]*=>\s*)?([A-Z][\w'.]*)/y, where: 'margin' },
    { kind: 'declaration', pattern: /([a-z_][\w']*|\([^\s\w()]+\)(?=\s))(?=(?:\s*,\s*[\w']+)*\s*::)/y, where: 'member' },
    {
      kind: 'function',
      pattern:
        /(?!(?:module|import|infix[lr]?|deriving|foreign|where|let|in|of|then|else|if|case|do|default)\b)([a-z_][\w']*)(?=\s[^=\n]*(?:=|\|)|(?:\s*,\s*[\w']+)*\s*::|\s*$)/y,
      where: 'member',
    },
    {
      kind: 'function',
      pattern:
        /(?!(?:module|import|infix[lr]?|deriving|foreign|where|pattern|default)\b)([a-z_][\w']*)(?=\s*(?:::|,)|\s+(?:[\w"'([{~!@]|=(?!=)|\|)|\s*$)/y,
      where: 'margin',
    },
    { kind: 'function', first: '(', pattern: /\(([^\s\w()]+)(?=\)\s*(?:::|[a-z_]))/y, where: 'margin' },
  ],
};

export const ocaml: IndentedDialect = {
  first: letters,
  closers: ['end', ';;'],
  goesOn: ['in', 'with', 'then', 'else', ...brackets, '|', '>'],
  comments: ['(*'],
  skip: text.ocamlLine,
  rules: [
    { kind: 'function', pattern: /(?:let|and)\s+(?:rec\s+|inline\s+|private\s+)*([a-z_][\w']*)/y, where: 'outside' },
    {
      kind: 'function',
      pattern: /(?:static\s+)?(?:abstract\s+)?(?:member|override|default|method)!?\s+(?:private\s+|inline\s+|virtual\s+)*(?:\w+\.)?(\w+)/y,
      where: 'outside',
    },
    { kind: 'interface', pattern: /module\s+type\s+([A-Z]\w*)/y },
    { kind: 'module', pattern: /module\s+(?:rec\s+|internal\s+)?([A-Z][\w.]*)/y },
    { kind: 'type', pattern: /(?:type|and)\s+(?:nonrec\s+|private\s+)?(?:'\w+\s+|\([^)\n]*\)\s+)?(\w+)/y, where: 'outside' },
    { kind: 'class', pattern: /class\s+(?:virtual\s+)?(?:\[[^\]\n]*\]\s*)?(\w+)/y },
    { kind: 'declaration', pattern: /(?:val|external)\s+(?:mutable\s+)?(\w+)/y, where: 'outside' },
    { kind: 'type', pattern: /exception\s+(\w+)/y, where: 'outside' },
  ],
};

export const erlang: IndentedDialect = {
  first: `${letters}-'`,
  closers: [],
  goesOn: ['end', ...brackets],
  comments: ['%'],
  clauses: true,
  rules: [
    { kind: 'module', pattern: /-module\s*\(\s*(\w+)/y, section: true },
    { kind: 'struct', pattern: /-record\s*\(\s*(\w+)/y },
    { kind: 'macro', pattern: /-define\s*\(\s*(\w+)/y },
    { kind: 'type', pattern: /-(?:type|opaque)\s+(\w+)/y },
    { kind: 'declaration', pattern: /-callback\s+(\w+)/y },
    { kind: 'function', pattern: /([a-z]\w*|'[^'\n]+')(?=\s*\()/y, where: 'margin' },
  ],
};

export const clojure: IndentedDialect = {
  first: '(',
  closers: [],
  goesOn: brackets,
  comments: [';'],
  rules: [
    { kind: 'module', pattern: /\(ns\s+(?:\^\S+\s+)*([^\s()[\]{}"]+)/y, leaf: true },
    { kind: 'interface', pattern: /\(defprotocol\s+(?:\^\S+\s+)*([^\s()[\]{}"]+)/y },
    { kind: 'class', pattern: /\((?:defrecord|deftype)\s+(?:\^\S+\s+)*([^\s()[\]{}"]+)/y },
    { kind: 'macro', pattern: /\(defmacro\s+(?:\^\S+\s+)*([^\s()[\]{}"]+)/y },
    { kind: 'test', pattern: /\(deftest\s+(?:\^\S+\s+)*([^\s()[\]{}"]+)/y },
    { kind: 'variable', pattern: /\((?:def|defonce)\s+(?:\^\S+\s+)*([^\s()[\]{}"]+)/y },
    { kind: 'function', pattern: /\([\w.-]*\/?def\w*-?\s+(?:\^\S+\s+)*([^\s()[\]{}":]+)/y },
  ],
};

export const r: IndentedDialect = {
  first: `${words}.`,
  closers: ['}', ')'],
  goesOn: ['{', 'else'],
  comments: ['#'],
  rules: [
    { kind: 'function', pattern: /([\w.]+)(?=\s*(?:<-|=)\s*function\b)/y },
    { kind: 'class', pattern: /(?:\w+\s*(?:<-|=)\s*)?(?:setClass|setRefClass|R6Class)\s*\(\s*["'](\w+)/y },
    { kind: 'function', pattern: /set(?:Method|Generic)\s*\(\s*["'](\w+)/y },
    { kind: 'variable', pattern: /([\w.]+)(?=\s*<-)/y, where: 'margin' },
  ],
};

export const perl: IndentedDialect = {
  first: letters,
  closers: ['}'],
  goesOn: ['{', ')'],
  comments: ['#'],
  skip: text.perlLine,
  rules: [
    { kind: 'module', pattern: /package\s+([\w:]+)/y, section: true },
    { kind: 'function', pattern: /(?:my\s+|async\s+)?sub\s+((?:\w+::)*)(\w+)/y },
    { kind: 'function', pattern: /(?:method|fun)\s+(\w+)/y },
    { kind: 'constant', pattern: /use\s+constant\s+(\w+)/y, leaf: true },
  ],
};

export const powershell: IndentedDialect = {
  first: `${letters}${capitals}[`,
  closers: ['}'],
  goesOn: ['{', ')'],
  comments: ['#'],
  skip: text.powershellLine,
  rules: [
    { kind: 'function', pattern: /(?:function|filter|workflow)\s+(?:\w+:)?([\w-]+)/iy },
    { kind: 'class', pattern: /class\s+(\w+)/iy },
    { kind: 'enum', pattern: /enum\s+(\w+)/iy },
    { kind: 'test', pattern: /(?:Describe|Context|It)\s+["']([^"'\n]+)/iy },
    { kind: 'function', pattern: /(?:(?:static|hidden)\s+)*\[[\w.[\]]+\]\s*(\w+)(?=\s*\()/iy, where: 'member' },
  ],
};

export const nim: IndentedDialect = {
  first: letters,
  closers: [],
  goesOn: brackets,
  comments: ['#'],
  skip: text.tripleLine,
  rules: [{ kind: 'function', pattern: /(?:proc|func|method|template|macro|iterator|converter)\s+`?([\w]+)/y }],
};

export const vim: IndentedDialect = {
  first: `${letters}F`,
  closers: ['endf', 'endfunction', 'enddef'],
  goesOn: ['\\'],
  comments: ['"', '#'],
  rules: [{ kind: 'function', pattern: /(?:export\s+)?(?:func?|functi?|functio|function|def)!?\s+([\w:#.<>]+)/iy }],
};

export const tcl: IndentedDialect = {
  first: letters,
  closers: ['}'],
  goesOn: ['{'],
  comments: ['#'],
  rules: [
    { kind: 'function', pattern: /proc\s+(?:::)?([\w:]+)/y },
    { kind: 'module', pattern: /namespace\s+eval\s+([\w:]+)/y },
  ],
};

export const visualBasic: IndentedDialect = {
  first: `${letters}${capitals}`,
  closers: ['End', 'end'],
  goesOn: [],
  comments: ["'"],
  rules: [
    {
      kind: 'class',
      pattern: /(?:(?:public|private|friend|partial|mustinherit|notinheritable)\s+)*(?:class|structure|interface)\s+(\w+)/iy,
    },
    { kind: 'module', pattern: /(?:(?:public|friend)\s+)*(?:module|namespace)\s+([\w.]+)/iy },
    {
      kind: 'function',
      pattern:
        /(?:(?:public|private|friend|protected|shared|overrides|overridable|async|static)\s+)*(?:sub|function|property(?:\s+(?:get|set|let))?)\s+(\w+)/iy,
    },
  ],
};

export const batch: IndentedDialect = {
  first: ':',
  closers: [],
  goesOn: [],
  comments: ['::'],
  rules: [{ kind: 'function', pattern: /:(\w[\w-]*)/y, section: true }],
};

export const cmake: IndentedDialect = {
  first: words,
  closers: ['endfunction', 'endmacro', 'ENDFUNCTION', 'ENDMACRO', ')'],
  goesOn: [],
  comments: ['#'],
  rules: [
    { kind: 'function', pattern: /function\s*\(\s*([\w${}-]+)/iy },
    { kind: 'macro', pattern: /macro\s*\(\s*(\w+)/iy },
    { kind: 'rule', pattern: /add_(?:executable|library|custom_target|test)\s*\(\s*(?:NAME\s+)?([\w${}:.-]+)/iy },
    { kind: 'variable', pattern: /(?:option|project)\s*\(\s*([\w.-]+)/iy },
  ],
};

export const makefile: IndentedDialect = {
  first: `${words}.$%0123456789`,
  closers: ['endef'],
  goesOn: [],
  comments: ['#'],
  skip: text.joinedLine,
  rules: [
    { kind: 'macro', pattern: /define\s+([\w.-]+)/y },
    { kind: 'variable', pattern: /(?:export\s+|override\s+)*([\w.-]+)(?=\s*(?:::?|\?|\+|!)?=)/y, where: 'margin', leaf: true },
    { kind: 'rule', pattern: /(?!\.PHONY)([^\s:=#]+)(?=(?:\s+[^\s:=#]+)*\s*::?(?!=))/y, where: 'margin' },
  ],
};

export const dockerfile: IndentedDialect = {
  first: 'Ff',
  closers: [],
  goesOn: [],
  comments: ['#'],
  skip: text.joinedLine,
  rules: [
    { kind: 'rule', pattern: /FROM\s+(?:--\S+\s+)*\S+\s+AS\s+([\w.-]+)/iy, section: true },
    { kind: 'rule', pattern: /FROM\s+(?:--\S+\s+)*([^\s\\]+)/iy, section: true },
  ],
};

export const ini: IndentedDialect = {
  first: `[${words}"0123456789.`,
  closers: [],
  goesOn: brackets,
  comments: ['#', ';'],
  skip: text.tripleLine,
  rules: [
    { kind: 'section', pattern: /\[\[?\s*([^\]\n]*[^\]\s])/y, where: 'margin', section: true },
    { kind: 'key', pattern: /"?([\w.@/-]+)(?="?\s*[=:](?:\s|["'[{\w]|$))/y, where: 'margin' },
  ],
};

export const yaml: IndentedDialect = {
  first: `${words}0123456789"'./$`,
  closers: [],
  goesOn: [...brackets, '-'],
  comments: ['#'],
  skip: text.yamlLine,
  maxDepth: 3,
  rules: [{ kind: 'key', pattern: /["']?([\w.$/@* -]*[\w.$/@*-])(?=["']?\s*:(?:\s|$))/y }],
};
