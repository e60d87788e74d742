import { c, cLike, javascript, python, ruby, script, sections, typed, withEnd } from './commonLanguages'
import { rule, type Language } from './rule'

const byLanguage: [extensions: string, language: Language][] = [
  ['js mjs cjs jsx ts mts cts tsx vue svelte astro', javascript],
  ['java cs kt kts scala groovy gradle swift dart', typed],
  ['c h cc cpp cxx hpp hh hxx ino m mm cu glsl hlsl metal', c],
  ['py pyw pyi pyx', python],
  ['rb rake gemspec ex exs cr', ruby],
  ['lua jl f f90 f95 for matlab', withEnd],
  [
    'go',
    {
      lexis: { ...cLike, long: ['`'] },
      rules: [
        rule(/^func\s+(?:\(\s*\w*\s*\*?([\w.]+)[^)]*\)\s*)?(\w+)/, 'func'),
        rule(/^type\s+(\w+)/, 'type'),
        rule(/^(?:var|const)\s+(\w+|\()/, 'var'),
      ],
    },
  ],
  [
    'rs',
    {
      lexis: cLike,
      rules: [
        rule(/^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*\{/, 'mod', { holds: true }),
        rule(/^\s*(?:unsafe\s+)?impl\b(?:<[^{]{0,200}?>)?\s*([^{]{1,120}?)\s*(?:where\b.*)?\{?\s*$/, 'impl', { holds: true }),
        rule(/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+)?trait\s+(\w+)/, 'trait', { holds: true }),
        rule(/^\s*(?:pub(?:\([^)]*\))?\s+)?(?<kind>struct|enum|union|type)\s+(\w+)/, 'struct'),
        rule(/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:default\s+|const\s+|async\s+|unsafe\s+|extern\s+(?:"[^"]*"\s+)?)*fn\s+(\w+)/, 'fn'),
        rule(/^\s*macro_rules!\s*(\w+)/, 'macro'),
      ],
    },
  ],
  [
    'zig',
    {
      lexis: { line: ['//'], quotes: `"'` },
      rules: [
        rule(/^\s*(?:pub\s+)?(?:export\s+|inline\s+)*fn\s+(\w+)/, 'fn'),
        rule(/^(?:pub\s+)?const\s+(\w+)\s*=\s*(?:struct|enum|union)/, 'struct', { holds: true }),
      ],
    },
  ],
  [
    'php',
    {
      lexis: { line: ['//', '#'], block: [['/*', '*/']], quotes: `"'`, heredocs: true },
      rules: [
        rule(/^\s*(?:abstract\s+|final\s+|readonly\s+)*(?<kind>class|interface|trait|enum)\s+(\w+)/, 'class', { holds: true }),
        rule(/^\s*(?:(?:public|private|protected|static|final|abstract)\s+)*function\s+&?(\w+)/, 'function'),
      ],
    },
  ],
  [
    'sh bash zsh ksh fish',
    {
      lexis: script,
      rules: [rule(/^\s*(?:function\s+)?([\w.:-]+)\s*\(\)\s*\{?/, 'function'), rule(/^\s*function\s+([\w.:-]+)/, 'function')],
    },
  ],
  [
    'pl pm t',
    { lexis: script, rules: [rule(/^package\s+([\w:]+)/, 'package', { ends: 'next', holds: true }), rule(/^\s*sub\s+(\w+)/, 'sub')] },
  ],
  [
    'ps1 psm1',
    {
      lexis: { line: ['#'], block: [['<#', '#>']], quotes: `"'` },
      rules: [rule(/^\s*(?:function|filter|class)\s+([\w:-]+)/i, 'function')],
    },
  ],
  [
    'r',
    {
      lexis: { line: ['#'], quotes: `"'` },
      rules: [rule(/^\s*([\w.]+)\s*(?:<-|=)\s*function\b/, 'function'), rule(/^\s*setMethod\(\s*["'](\w+)/, 'method')],
    },
  ],
  [
    'sql',
    {
      lexis: { line: ['--'], block: [['/*', '*/']], quotes: `"'` },
      rules: [
        rule(
          /^\s*((?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:temp\w*\s+|unique\s+|materialized\s+|external\s+)*(?:table|view|function|procedure|index|trigger|type|schema|database|sequence|role)\s+(?:if\s+(?:not\s+)?exists\s+)?[\w."`[\]]+)/i,
          '',
          { ends: 'next' },
        ),
        rule(/^\s*(insert\s+into\s+[\w."`[\]]+|update\s+[\w."`[\]]+\s+set|delete\s+from\s+[\w."`[\]]+)/i, '', { ends: 'next' }),
        rule(/^(with|select)\b/i, '', { ends: 'next' }),
      ],
    },
  ],
  [
    'css scss sass less',
    {
      lexis: { block: [['/*', '*/']], line: ['//'], quotes: `"'` },
      rules: [
        rule(/^\s*(@(?:media|supports|layer|container)[^{]{0,120}?)\s*\{/, '', { holds: true }),
        rule(/^\s*([^{};@\s][^{};]{0,120}?)\s*\{/, ''),
        rule(/^\s*(@[\w-]+[^{;]{0,120}?)\s*\{/, ''),
      ],
    },
  ],
  [
    'yaml yml',
    {
      lexis: { line: ['#'], quotes: `"'` },
      rules: [
        rule(/^(["']?[\w./$][\w./ $-]{0,80}["']?)\s*:(?:\s|$)/, '', { holds: true, ends: 'indent' }),
        rule(/^(?: {1,4}|\t)(["']?[\w./$][\w./ $-]{0,80}["']?)\s*:(?:\s|$)/, '', { within: true, ends: 'indent' }),
      ],
    },
  ],
  [
    'toml ini cfg conf properties editorconfig desktop service reg',
    sections({ line: ['#', ';'] }, /^\s*\[{1,2}\s*([^\]\r\n]{1,120}?)\s*\]{1,2}/),
  ],
  [
    'tex sty cls ltx',
    sections({ line: ['%'] }, /^\s*\\(?:part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]]*\])?\{([^}]{1,120})/),
  ],
  [
    'hs elm',
    {
      lexis: { line: ['--'], block: [['{-', '-}']], quotes: '"' },
      rules: [
        rule(/^(?:data|newtype|class|instance|type)\s+(.{1,60}?)(?:\s*(?:=|where|::)|$)/, '', { ends: 'next' }),
        rule(/^(\w[\w']*)\s*::/, '', { ends: 'next' }),
      ],
    },
  ],
  [
    'ml mli fs fsx',
    {
      lexis: { line: ['//'], block: [['(*', '*)']], quotes: '"' },
      rules: [
        rule(/^\s*module\s+(\w+)/, 'module', { holds: true, ends: 'indent' }),
        rule(/^\s*(?:let|and|type)\s+(?:rec\s+|inline\s+|private\s+)*(\w+)/, '', { ends: 'indent' }),
      ],
    },
  ],
  [
    'clj cljs lisp el scm rkt',
    { lexis: { line: [';'], quotes: '"' }, rules: [rule(/^\(\s*(?:def\w*|define\S*|ns)\s+\(?([^\s()]{1,80})/, 'def')] },
  ],
  ['erl hrl', sections({ line: ['%'], quotes: '"' }, /^([a-z]\w*)\(.*\)\s*(?:when\b.*)?->/, 'function')],
  [
    'vb bas vbs',
    {
      lexis: { line: ["'"], quotes: '"' },
      rules: [
        rule(/^\s*(?:\w+\s+)*(?:class|module|structure)\s+(\w+)/i, 'class', { holds: true, ends: 'indent' }),
        rule(/^\s*(?:(?:public|private|friend|shared|overrides|protected)\s+)*(?:sub|function|property)\s+(\w+)/i, 'function', {
          ends: 'indent',
        }),
      ],
    },
  ],
  [
    'pas pp dpr',
    {
      lexis: {
        line: ['//'],
        block: [
          ['{', '}'],
          ['(*', '*)'],
        ],
        quotes: "'",
      },
      rules: [rule(/^\s*(?:procedure|function|constructor|destructor)\s+([\w.]+)/i, 'procedure', { ends: 'next' })],
    },
  ],
  [
    'tf hcl',
    {
      lexis: { line: ['#', '//'], block: [['/*', '*/']], quotes: '"', heredocs: true },
      rules: [rule(/^(\w+(?:\s+"[^"]{1,60}")*)\s*\{/, '')],
    },
  ],
  [
    'proto graphql gql prisma thrift',
    {
      lexis: { line: ['//', '#'], block: [['/*', '*/']], quotes: '"', long: ['"""'] },
      rules: [
        rule(
          /^\s*(?:extend\s+)?(?<kind>message|service|enum|type|interface|input|union|scalar|query|mutation|fragment|model|struct|oneof)\s+(\w+)/,
          '',
          { holds: true },
        ),
        rule(/^\s*rpc\s+(\w+)/, 'rpc'),
      ],
    },
  ],
  ['diff patch', sections({}, /^(?:diff --git a\/|Index: |--- (?:a\/)?)(\S{1,200})/)],
  ['bat cmd', sections({}, /^:([\w-]+)/)],
  ['mk makefile make', sections({ line: ['#'] }, /^([\w./%$() -]{1,80}?)\s*:(?!=)/)],
  ['cmake', { lexis: { line: ['#'], quotes: '"' }, rules: [rule(/^\s*(?:function|macro)\s*\(\s*(\w+)/i, 'function', { ends: 'next' })] }],
  ['dockerfile containerfile', sections({ line: ['#'] }, /^(FROM\s.{1,100})/i)],
  ['asm s', sections({ line: [';', '#'] }, /^([A-Za-z_.$][\w.$]*):/)],
  ['xml xsd xsl xslt svg plist wsdl rss atom kml gpx xaml csproj html5', { lexis: { block: [['<!--', '-->']], quotes: '' }, rules: [] }],
  [
    'jsonc json5 hjson nix coffee sol tcl awk sed vim lock csv-schema gitignore gitattributes env dockerignore npmrc bib',
    { lexis: { line: ['#', '//'], quotes: `"'` }, rules: [] },
  ],
]

const languages: ReadonlyMap<string, Language> = new Map(
  byLanguage.flatMap(([extensions, language]) => extensions.split(' ').map((extension) => [extension, language] as const)),
)

/** How a language is taken apart; files of unknown ones are lines. */
export function languageOf(extension: string): Language {
  return languages.get(extension) ?? { lexis: {}, rules: [] }
}

/** Whether an extension is that of source code. */
export function isCode(extension: string): boolean {
  return languages.has(extension)
}
