import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { plainPage } from '../page'
import { codeBlocks } from './code/codeBlocks'
import { codeExtension } from './code/codeExtension'
import { languageOf } from './code/languages'

const labels = (extension: string, source: string) =>
  codeBlocks(source, languageOf(extension)).map(({ start, end, label }) => [label ?? '', source.slice(start, end).split('\n')[0]!.trim()])

describe('definitions are told apart, with what is said above them', () => {
  test('in TypeScript', () => {
    const source = `import { a } from 'a'

/** Adds. */
export async function add(one: number, two: number): Promise<number> {
  const trap = '} not the end {' // } neither
  const pattern = /[}"]{2}/
  return \`\${one}}\` ? one + two : 0
}

export const half = (value: number) => value / 2

@decorated
export class Foo<T> extends Bar {
  private kept = 1

  /** Grows. */
  async grow(by = 1): Promise<void> {
    if (by) {
      this.kept += by
    }
  }
  get size() {
    return this.kept
  }
}

describe('a thing', () => {
  it('works', () => {
    expect(1).toBe(1)
  })
})
run()
`
    expect(labels('ts', source)).toEqual([
      ['', "import { a } from 'a'"],
      ['function add', '/** Adds. */'],
      ['function half', 'export const half = (value: number) => value / 2'],
      ['class Foo', '@decorated'],
      ['class Foo › method grow', '/** Grows. */'],
      ['class Foo › method size', 'get size() {'],
      ['tests a thing', "describe('a thing', () => {"],
      ['tests a thing › test works', "it('works', () => {"],
      ['', 'run()'],
    ])
  })

  test('in Python, where a text of many lines looks like code', () => {
    const source = `"""Module.

def not_a_function():
"""
import os

@cached
# why
def rent(months):
    """Doc
def trap():
    """
    def inner():
        pass
    return months * 900

class Lease(Base):
    years = 1

    async def renew(self):
        pass

if __name__ == '__main__':
    rent(1)
`
    expect(labels('py', source)).toEqual([
      ['', '"""Module.'],
      ['function rent', '@cached'],
      ['class Lease', 'class Lease(Base):'],
      ['class Lease › method renew', 'async def renew(self):'],
      ['', "if __name__ == '__main__':"],
    ])
  })

  const others: [string, string, string[]][] = [
    [
      'c',
      '#include <x.h>\n#define MOST 3\n\n/* Adds } */\nstatic int add(int a, int b)\n{\n  if (a) { return "}"[0]; }\n  return a + b;\n}\n\nstruct point {\n  int x;\n};\nint later(int);\n',
      ['', 'macro MOST', 'function add', 'struct point', ''],
    ],
    [
      'cpp',
      'namespace a {\nclass Foo : public Bar {\n public:\n  Foo() {}\n  int size() const {\n    return 1;\n  }\n};\n}\nvoid Foo::grow() {\n}\n',
      ['namespace a', 'class Foo', 'class Foo › method Foo', 'class Foo › method size', 'function Foo::grow'],
    ],
    [
      'java',
      'package a;\n\npublic final class Foo extends Bar {\n  private int x = 1;\n\n  /** Gets. */\n  @Override\n  public List<String> get(int a) throws Broken {\n    for (;;) { call(a); }\n  }\n}\n',
      ['', 'class Foo', 'class Foo › method get'],
    ],
    [
      'cs',
      'namespace A\n{\n    public record Foo(int X);\n    public class Bar\n    {\n        public int Size { get; }\n        public async Task<int> RunAsync(int a)\n        {\n            return a;\n        }\n    }\n}\n',
      ['namespace A', 'namespace A › record Foo', 'namespace A › class Bar', 'namespace A › class Bar › method RunAsync'],
    ],
    [
      'kt',
      'data class Foo(val a: Int)\n\nclass Bar {\n    fun grow(by: Int): Int = by\n}\n\nfun top() {\n}\n',
      ['class Foo', 'class Bar', 'class Bar › method grow', 'function top'],
    ],
    [
      'swift',
      'struct Foo {\n    init(a: Int) {\n    }\n    func grow() -> Int {\n        1\n    }\n}\n',
      ['struct Foo', 'struct Foo › method init', 'struct Foo › method grow'],
    ],
    [
      'go',
      'package a\n\ntype Foo struct {\n\tX int\n}\n\n// Run runs.\nfunc (f *Foo) Run() error {\n\treturn `}`\n}\n\nfunc main() {}\n',
      ['', 'type Foo', 'func Foo.Run', 'func main'],
    ],
    [
      'rs',
      "use a;\n\n/// A thing.\n#[derive(Debug)]\npub struct Foo<'a> {\n    x: &'a str,\n}\n\nimpl<'a> Foo<'a> {\n    pub fn new() -> Self {\n        Foo { x: \"}\" }\n    }\n}\n\nfn main() {}\n",
      ['', 'struct Foo', "impl Foo<'a>", "impl Foo<'a> › method new", 'fn main'],
    ],
    [
      'rb',
      'module A\n  class Foo < Bar\n    # Grows.\n    def grow(by)\n      if by\n      end\n    end\n\n    def self.make = new\n  end\nend\n',
      ['module A', 'module A › class Foo', 'module A › class Foo › method grow', 'module A › class Foo › method make'],
    ],
    [
      'php',
      "<?php\nfinal class Foo {\n    public function get($a) {\n        return '}';\n    }\n}\nfunction top() {\n}\n",
      ['', 'class Foo', 'class Foo › method get', 'function top'],
    ],
    ['sh', '#!/bin/sh\n# Greets.\ngreet() {\n  cat <<EOF\nfoo() {\nEOF\n}\ngreet\n', ['', 'function greet', '']],
    ['lua', 'local M = {}\nfunction M.grow(by)\n  if by then\n    return 1\n  end\nend\nreturn M\n', ['', 'function M.grow', '']],
    ['r', 'x <- 1\ngrow <- function(by) {\n  by + 1\n}\ngrow(2)\n', ['', 'function grow', '']],
    ['scala', 'object Main extends App {\n  def grow(by: Int): Int = {\n    by\n  }\n}\n', ['object Main', 'object Main › method grow']],
    [
      'sql',
      '-- rents\nCREATE TABLE rents (\n  id int\n);\n\nINSERT INTO rents VALUES (1);\ncreate or replace function due() returns int as $$ select 1 $$;\n',
      ['CREATE TABLE rents', 'INSERT INTO rents', 'create or replace function due'],
    ],
    [
      'css',
      'a { color: red }\n\n/* big */\n.box > p:hover,\n.other {\n  margin: 0;\n}\n@media print {\n  .box {\n    display: none;\n  }\n}\n',
      ['a', '.other', '@media print', '@media print › .box'],
    ],
    [
      'yaml',
      'version: 3\nservices:\n  # the web\n  web:\n    image: x\n  db:\n    image: y\n',
      ['version', 'services', 'services › web', 'services › db'],
    ],
    ['toml', 'a = 1\n\n[tool.x]\nb = "[no]"\n\n[[more]]\nc = 2\n', ['', 'tool.x', 'more']],
    ['tex', '\\documentclass{article}\n\\section{One}\nText.\n% \\section{No}\n\\subsection*{Two}\nMore.\n', ['', 'One', 'Two']],
    ['dockerfile', 'ARG a\nFROM node AS build\nRUN x\nFROM scratch\nCOPY y\n', ['', 'FROM node AS build', 'FROM scratch']],
    ['mk', 'A = 1\n\nall: build\n\techo\n\nbuild:\n\tcc\n', ['', 'all', 'build']],
    ['diff', 'diff --git a/x.c b/x.c\n@@ -1 +1 @@\n-a\n+b\ndiff --git a/y.c b/y.c\n', ['x.c', 'y.c']],
    [
      'proto',
      'syntax = "proto3";\nmessage Foo {\n  int32 a = 1;\n}\nservice Bar {\n  rpc Run(Foo) returns (Foo);\n}\n',
      ['', 'message Foo', 'service Bar', 'service Bar › rpc Run'],
    ],
    ['ex', 'defmodule A do\n  def grow(by) do\n    by\n  end\nend\n', ['defmodule A', 'defmodule A › function grow']],
    ['xml', '<a>\n\n<b/>\n</a>', ['']],
  ]
  test.each(others)('in .%s', (extension, source, expected) => expect(labels(extension, source).map(([label]) => label)).toEqual(expected))
})

test('a passage names the definitions in it and the lines they stand on', async () => {
  const method = (name: string) => `    def ${name}(self):\n${'        self.count += 1  # one more of them\n'.repeat(24)}\n`
  const source = `class Counter:\n${method('first')}${method('second')}`
  const page = { ...plainPage(1, source, codeBlocks(source, languageOf('py'))), firstLine: 1 }
  const drafts = await Array.fromAsync(chunk([page], { document: 'd', name: 'counter.py', place: 'lines' }))
  expect(drafts.map(({ context, place }) => [context, place])).toEqual([
    ['counter › class Counter, class Counter › method first', { kind: 'lines', from: 1, to: 26 }],
    ['counter › class Counter › method second', { kind: 'lines', from: 28, to: 52 }],
  ])
})

test.each([
  ['src/Dockerfile', '', '', 'dockerfile'],
  ['Makefile', '', '', 'mk'],
  ['run', '', '#!/usr/bin/env python3', 'py'],
  ['run', '', '#!/bin/bash -e', 'sh'],
  ['run', '', '#!/usr/bin/env -S node --x', 'js'],
  ['x.kt', 'kt', '', 'kt'],
  ['notes', '', 'Hello', null],
  ['x.txt', 'txt', '', null],
])('%s is source by its name, extension or first line', (name, extension, firstLine, expected) =>
  expect(codeExtension(name, extension, firstLine)).toBe(expected),
)

const extensions = [
  'ts',
  'py',
  'c',
  'java',
  'go',
  'rs',
  'rb',
  'php',
  'sh',
  'lua',
  'sql',
  'css',
  'yaml',
  'toml',
  'tex',
  'clj',
  'hs',
  'ml',
  'vb',
  'pas',
  'tf',
  'xml',
  'diff',
]

test('whatever the source, every line with anything on it is in exactly one block', () => {
  const piece = fc.constantFrom(
    'class A {',
    'def f(x):',
    'function g() {',
    '}',
    '{',
    '(',
    ')',
    '"',
    "'",
    '`',
    '/*',
    '*/',
    '//',
    '#',
    '"""',
    '<<EOF',
    'EOF',
    '\n',
    '\n\n',
    '  ',
    '\t',
    '[a]',
    'key: 1',
    'end',
    'impl X',
    '@x',
    'return /x/',
    ';',
    '\\',
    'é',
  )
  fc.assert(
    fc.property(fc.constantFrom(...extensions), fc.array(piece, { maxLength: 60 }), (extension, pieces) => {
      const source = pieces.join('')
      const blocks = codeBlocks(source, languageOf(extension))
      let at = 0
      let rest = ''
      for (const { start, end } of blocks) {
        expect(start).toBeGreaterThanOrEqual(at)
        rest += source.slice(at, start)
        at = end
      }
      expect((rest + source.slice(at)).trim()).toBe('')
    }),
    { numRuns: 4_000, seed: 5 },
  )
})

describe('traps cost time linear to them', () => {
  const traps: [string, string][] = [
    ['stars', `int ${'*'.repeat(399)}\n`.repeat(300)],
    ['words', `${'public '.repeat(57)}(\n`.repeat(300)],
    ['brackets', '{[('.repeat(100_000)],
    ['quotes', `"'\`\n`.repeat(50_000)],
    ['slashes', `x = ${'/['.repeat(50_000)}\n`],
    ['open comments', '/*\n'.repeat(50_000)],
    ['classes in classes', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i % 300)}class A${i} {`).join('\n')],
    ['comments above', `${'# c\n'.repeat(100_000)}def f():\n  pass\n`],
    ['texts by name', '<<A\n'.repeat(50_000)],
    ['angles', `${'a<'.repeat(199)}\n`.repeat(300)],
    ['one line', `function a(){${'b();'.repeat(500_000)}}`],
  ]
  test.each(traps)('%s', (_name, source) => {
    const { user: before } = process.cpuUsage()
    for (const extension of ['ts', 'java', 'cpp', 'py', 'rs', 'sh', 'sql']) codeBlocks(source, languageOf(extension))
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10)
  })
})
