/** Dialects of the indented scanner for hardware, scientific, business and logic languages, most of which ignore case. Pure data. */
import type { IndentedDialect } from './indented.js';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const letters = `${lower}${lower.toUpperCase()}`;

export const verilog: IndentedDialect = {
  first: letters,
  closers: ['endmodule', 'endfunction', 'endtask', 'endclass', 'endpackage', 'endinterface', 'end'],
  goesOn: ['begin'],
  comments: ['//'],
  rules: [
    { kind: 'module', pattern: /(?:macromodule|module|package|program|interface)\s+(?:automatic\s+|static\s+)?(\w+)/y },
    { kind: 'class', pattern: /(?:virtual\s+)?class\s+(\w+)/y },
    { kind: 'function', pattern: /(?:(?:virtual|static|extern|local|protected|pure)\s+)*(?:function|task)\s+[^;(\n]*?(\w+)(?=\s*[;(])/y },
  ],
};

export const vhdl: IndentedDialect = {
  first: letters,
  closers: ['end', 'END', 'End'],
  goesOn: ['begin', 'BEGIN', 'is', 'IS'],
  comments: ['--'],
  rules: [
    { kind: 'module', pattern: /(?:entity|package(?:\s+body)?|configuration|component)\s+(\w+)/iy },
    { kind: 'impl', pattern: /architecture\s+(\w+)/iy },
    { kind: 'function', pattern: /(?:(?:pure|impure)\s+)?(?:function|procedure)\s+"?(\w+)/iy },
    { kind: 'function', pattern: /(\w+)(?=\s*:\s*process\b)/iy },
  ],
};

export const fortran: IndentedDialect = {
  first: letters,
  closers: ['end', 'END', 'End'],
  goesOn: ['contains', 'CONTAINS'],
  comments: ['!', 'C ', 'c ', '*'],
  rules: [
    { kind: 'module', pattern: /(?:module(?!\s+procedure)|submodule\s*\([^)]*\)|program|block\s*data)\s+(\w+)/iy },
    { kind: 'type', pattern: /type(?:\s*,[^:\n]*)?(?:\s*::\s*|\s+)(\w+)/iy },
    { kind: 'interface', pattern: /(?:abstract\s+)?interface\s+(\w+)/iy },
    {
      kind: 'function',
      pattern:
        /(?:(?:pure|elemental|recursive|impure|module|integer|real|logical|complex|character|double\s+precision|type)\b[^!'"\n]{0,60}?)?\b(?:subroutine|function|entry)\s+(\w+)/iy,
    },
  ],
};

export const cobol: IndentedDialect = {
  first: `${letters}0123456789`,
  closers: [],
  goesOn: [],
  comments: ['*'],
  rules: [
    { kind: 'module', pattern: /(?:\d{6}\s+)?program-id\.\s+([\w-]+)/iy, section: true },
    { kind: 'module', pattern: /(?:\d{6}\s+)?([\w-]+)(?=\s+(?:section|division)\s*\.)/iy },
    { kind: 'function', pattern: /(?:\d{6}\s+)?((?!(?:end|exit|stop|goback|continue)\b)[a-z][\w-]*)(?=\.\s*$)/imy },
  ],
};

export const pascal: IndentedDialect = {
  first: letters,
  closers: ['end', 'END', 'End'],
  goesOn: ['begin', 'BEGIN', 'Begin', 'var', 'const'],
  comments: ['//', '{', '(*'],
  rules: [
    { kind: 'module', pattern: /(?:unit|program|library|package)\s+([\w.]+)/iy, section: true },
    { kind: 'class', pattern: /(\w+)(?=\s*=\s*(?:packed\s+)?(?:class|record|object|interface)\b)/iy },
    {
      kind: 'function',
      pattern: /(?:class\s+)?(?:procedure|function|constructor|destructor|operator)\s+(?:(\w+)\.)?(\w+)/iy,
    },
  ],
};

export const ada: IndentedDialect = {
  first: letters,
  closers: ['end', 'END', 'End'],
  goesOn: ['begin', 'is', 'private'],
  comments: ['--'],
  rules: [
    { kind: 'module', pattern: /(?:package(?:\s+body)?|(?:task|protected)(?:\s+type|\s+body)?)\s+([\w.]+)/iy },
    { kind: 'type', pattern: /(?:sub)?type\s+(\w+)/iy },
    { kind: 'function', pattern: /(?:(?:not\s+)?overriding\s+)?(?:procedure|function|entry)\s+"?([\w.]+)/iy },
  ],
};

export const lisp: IndentedDialect = {
  first: '(',
  closers: [],
  goesOn: [],
  comments: [';'],
  rules: [
    { kind: 'class', pattern: /\((?:cl:|cl-)?(?:defclass|defstruct|define-record-type|define-condition)\s+\(?([^\s()]+)/iy },
    { kind: 'module', pattern: /\((?:defpackage|define-library|module)\s+[#:"(]*([^\s()"]+)/iy },
    {
      kind: 'function',
      pattern: /\((?:cl:|cl-)?(?:def(?:un|method|generic|macro|subst)\*?|define(?:-syntax|-public|\*)?)\s+\(*([^\s()]+)/iy,
    },
    { kind: 'variable', pattern: /\((?:defvar|defparameter|defconst(?:ant)?|defcustom|defface)\s+([^\s()]+)/iy, leaf: true },
  ],
};

export const latex: IndentedDialect = {
  first: '\\',
  closers: [],
  goesOn: [],
  comments: ['%'],
  rules: [
    { kind: 'section', pattern: /\\(?:part|chapter|(?:sub)*section|paragraph)\*?(?:\[[^\]\n]*\])?\{([^}\n]+)/y, section: true },
    { kind: 'macro', pattern: /\\(?:re|provide)?newcommand\*?\{?\\(\w+)/y, leaf: true },
    { kind: 'macro', pattern: /\\(?:(?:re)?newenvironment\*?\{|def\\|DeclareMathOperator\*?\{\\)(\w+)/y, leaf: true },
  ],
};

export const prolog: IndentedDialect = {
  first: `${lower}:`,
  closers: [],
  goesOn: [],
  comments: ['%'],
  clauses: true,
  rules: [
    { kind: 'module', pattern: /:-\s*module\s*\(\s*(\w+)/y, leaf: true },
    { kind: 'function', pattern: /([a-z]\w*)(?=\s*(?:\(|:-|-->))/y, where: 'margin' },
  ],
};

export const matlab: IndentedDialect = {
  first: letters,
  closers: ['end'],
  goesOn: [],
  comments: ['%', '#'],
  rules: [
    { kind: 'class', pattern: /classdef\s+(?:\([^)\n]*\)\s*)?(\w+)/y },
    { kind: 'function', pattern: /function\s+(?:[^=\n(]*=\s*)?([\w.]+)/y },
  ],
};

export const objectiveC: IndentedDialect = {
  first: `${letters}_@-+#`,
  closers: ['@end', '}'],
  goesOn: ['{'],
  comments: ['//', '/*', '*'],
  rules: [
    { kind: 'class', pattern: /@(?:interface|implementation)\s+(\w+)/y, section: true, first: '@' },
    { kind: 'interface', pattern: /@protocol\s+(\w+)(?!\s*[;,\w])/y, section: true, first: '@' },
    { kind: 'method', pattern: /[-+]\s*(?:\([^)\n]*(?:\([^)\n]*\)[^)\n]*)*\)\s*)?(\w+)/y, where: 'margin', first: '-+' },
    { kind: 'macro', pattern: /#\s*define\s+(\w+)/y, leaf: true, first: '#' },
    { kind: 'enum', pattern: /typedef\s+NS_(?:ENUM|OPTIONS|CLOSED_ENUM)\s*\([^,\n]*,\s*(\w+)/y, first: 't' },
    { kind: 'struct', pattern: /(?:typedef\s+)?(?:struct|union|enum)\s+(\w+)(?=\s*\{)/y, where: 'margin' },
    {
      kind: 'function',
      pattern: /(?!(?:if|for|while|switch|return|else|do|typedef)\b)(?:[\w*]+[\s*]+)+(\w+)(?=\s*\([^;]*$)/my,
      where: 'margin',
    },
  ],
};

export const assembly: IndentedDialect = {
  first: `${letters}_.`,
  closers: [],
  goesOn: [],
  comments: [';', '#', '//', '@'],
  rules: [
    { kind: 'macro', pattern: /\.?macro\s+(\w+)/iy },
    { kind: 'function', pattern: /([A-Za-z_][\w.$@]*)(?=\s*:)/y, where: 'margin', section: true },
    { kind: 'function', pattern: /(\w+)(?=\s+proc\b)/iy, where: 'margin' },
  ],
};
