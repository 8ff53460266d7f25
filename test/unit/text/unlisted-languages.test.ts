/** Languages with and without a row: all are code, and a name that one file holds is found there. */
import { expect, test } from 'vitest';
import { languageOf } from '../../../server/text/language/languages.js';
import { aSearch } from '../../kit/a-search.js';

const sources: Readonly<Record<string, string>> = {
  'rtl/uart.v': 'module uart(input clk);\n  reg [3:0] bit_index;\n  always @(posedge clk) bit_index <= 1;\nendmodule\n',
  'rtl/fifo.vhd':
    'entity fifo is\n  port (clk : in std_logic);\nend fifo;\narchitecture rtl of fifo is\n  signal fifoDepth : bit;\nbegin\nend rtl;\n',
  'src/old.f': '      SUBROUTINE DROTQX(N, DX)\nC     Rotate\n      INTEGER N\n      RETURN\n      END\n',
  'src/new.f90': 'module m\ncontains\n  subroutine rotateAxis(n)\n    integer, intent(in) :: n\n  end subroutine\nend module\n',
  'cbl/PAY.cbl': '       IDENTIFICATION DIVISION.\n       PROGRAM-ID. PAYROLL1.\n       PROCEDURE DIVISION.\n           STOP RUN.\n',
  'src/led.pas': 'unit Led;\ninterface\nprocedure PostEntryNow(const A: string);\nimplementation\nend.\n',
  'src/q.lisp': '(defun squareOf (x)\n  (* x 2))\n(defvar *y* 3)\n',
  'src/q.scm': '(define (addOne x)\n  (+ x 1))\n',
  'doc/paper.tex': '\\section{Intro}\nSome text \\citeAll{x}.\n\\newcommand{\\foo}{bar}\n',
  'db/pkg.pks': 'CREATE OR REPLACE PACKAGE p AS\n  PROCEDURE chargeFee(a NUMBER);\nEND p;\n/\n',
  'src/a.adb': 'with Ada.Text_IO;\nprocedure greetAll is\nbegin\n   null;\nend greetAll;\n',
  'src/fam.pl': ':- module(fam, []).\nancestorOf(X, Y) :- parent(X, Z), parent(Z, Y).\n',
  'src/x.m': '#import "V.h"\n@implementation V\n- (void)openVault:(NSString *)key {\n}\n@end\n',
  'src/y.m': 'function r = doubleIt(x)\n  r = x * 2;\nend\n',
  'src/boot.asm': 'section .text\nglobal bootLoop\nbootLoop:\n  mov eax, 1\n  ret\n',
  'src/x.d': 'import std.stdio;\nvoid writeTwice(int x) { writeln(x); }\n',
  'src/x.sas': 'data work.a;\n  set b;\n  netSum = x + 1;\nrun;\n',
  'src/x.pli': 'TEST: PROC OPTIONS(MAIN);\n  DCL recIndex FIXED BIN(31);\n  CALL X(1);\nEND TEST;\n',
  'src/x.rexx': '/* rexx */\nsay "hello"\nsayTwice: procedure\n  return 1\n',
  'src/x.abap': 'REPORT z.\nFORM fillTable.\n  WRITE 1.\nENDFORM.\n',
  'src/x.coq': 'Require Import List.\nTheorem plusZero : forall n, n = n.\nProof.\n  intros. reflexivity.\nQed.\n',
  'src/x.agda': 'module X where\nsucTwice : Nat -> Nat\nsucTwice n = suc n\n',
  'src/x.gms': 'Sets i / a, b /;\nParameter costMatrix(i);\ncostMatrix(i) = 3;\n',
  'src/x.nut': 'function copyLocal(a) {\n  local b = a;\n  return b;\n}\n',
  'src/x.apl': '∇ r←plusOne x\n  r←x+1\n∇\nz←plusOne 3\n',
};
const names =
  'bit_index fifoDepth DROTQX rotateAxis PAYROLL1 PostEntryNow squareOf addOne citeAll chargeFee greetAll ancestorOf openVault doubleIt bootLoop writeTwice netSum recIndex sayTwice fillTable plusZero sucTwice costMatrix copyLocal plusOne'.split(
    ' ',
  );
const noise = Object.fromEntries(
  Array.from({ length: 30 }, (_, n) => [
    `lib/n${n}.ts`,
    `/** Keeps the index of entry ${n}, its cost and its fee. */\nexport function entryIndex${n}(cost: string) {\n  return cost + '${n}';\n}\n`,
  ]),
);
const memory = aSearch(new Map(Object.entries({ ...sources, ...noise })));

test.each(Object.entries(sources))('%s is code, and its name is among the first ten results', (path, text) => {
  const name = names[Object.keys(sources).indexOf(path)]!;
  expect(text).toContain(name);
  expect(languageOf(path, Buffer.from(text)).kind).toBe('code');
  expect(memory.search(name).map(place => place.path)).toContain(path);
});

test.each([
  ['notes/plan', 'The plan for the next release is to finish the work on the index.\nWe will then look at the search and the panel.\n'],
  ['a.novel', 'It was the best of times, it was the worst of times,\nit was the age of wisdom, it was the age of foolishness,\n'],
  ['x.list', 'apples\npears\noranges\n'],
])('%s stays prose', (path, text) => expect(languageOf(path, Buffer.from(text)).kind).toBe('prose'));
