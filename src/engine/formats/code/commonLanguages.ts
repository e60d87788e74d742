import { rule, type Language } from './rule'
import type { Lexis } from './scanLines'

export const cLike: Lexis = { line: ['//'], block: [['/*', '*/']], quotes: `"'` }
export const script: Lexis = { line: ['#'], quotes: `"'`, heredocs: true }

const modifiers =
  '(?:(?:export|default|declare|public|private|protected|internal|fileprivate|open|static|final|abstract|sealed|partial|override|virtual|async|readonly|data|inner|case|implicit|unsafe|const|lateinit|suspend|inline|mutating|extern|pub(?:\\([^)]*\\))?|unsealed|strictfp|synchronized|transient|volatile|companion|indirect|required|convenience|dynamic|operator|infix|tailrec|external|annotation|value|expect|actual|lazy)\\s+)*'
const types = new RegExp(
  String.raw`^\s*(?:@\w+(?:\([^)]{0,200}\))?\s+)*${modifiers}(?<kind>class|interface|enum|struct|record|trait|object|protocol|extension|actor|mixin|union|@interface)(?:\s+class)?\s+([\w$.<>]+)`,
)
/** `Type name(` with anything before it but an assignment or a word that calls. */
const typedMethod = new RegExp(
  String.raw`^\s*(?:@\w+(?:\([^)]{0,200}\))?\s+)*(?!\[|(?:if|for|while|switch|catch|return|else|throw|new|using|lock|foreach|await|do|case|assert|yield|super|this)\b)${modifiers}(?:[\w$<>\[\],.?&*:]+\s+)*?([~\w$]+)\s*(?:<[^>()]{0,100}>)?\([^;=]*(?:[{,(]|\)\s*(?:throws\s[\w.,\s]+|const|override|noexcept|=>.*)?)?\s*\{?\s*\}?\s*$`,
)

export const javascript: Language = {
  lexis: { line: ['//'], block: [['/*', '*/']], quotes: `"'`, long: ['`'], patterns: true },
  rules: [
    rule(/^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?class\s+([\w$]+)/, 'class', { holds: true }),
    rule(/^\s*(?:export\s+)?(?:declare\s+)?(?:namespace|module)\s+([\w$.'"]+)\s*\{/, 'namespace', { holds: true }),
    rule(/^\s*(?:export\s+)?(?:declare\s+)?interface\s+([\w$]+)/, 'interface'),
    rule(/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+([\w$]+)/, 'enum'),
    rule(/^\s*(?:export\s+)?(?:declare\s+)?type\s+([\w$]+)\s*(?:<[^=]{0,200}>)?\s*=/, 'type'),
    rule(/^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?function\s*\*?\s*([\w$]+)/, 'function'),
    rule(
      /^\s*(?:export\s+)?(?:const|let|var)\s+([\w$]+)[^=]{0,200}=\s*(?:async\s*)?(?:function\b|\([^)]*\)?[^=]{0,100}(?:=>|$)|[\w$]+\s*=>)/,
      'function',
    ),
    rule(/^(?:export\s+)?(?:const|let|var)\s+([\w$]+)/, 'const'),
    rule(/^\s*(?:describe|context|suite)(?:\.\w+)*\(\s*['"`](.{1,300}?)['"`]\s*,/, 'tests', { holds: true }),
    rule(/^\s*(?:test|it)(?:\.\w+)*\(\s*['"`](.{1,300}?)['"`]\s*,/, 'test'),
    rule(
      /^\s*(?!(?:if|for|while|switch|catch|return|else|function|throw|new|await|do|typeof|super)\b)(?:(?:public|private|protected|static|async|get|set|override|readonly|abstract|declare)\s+)*\*?\s*(#?[\w$]+)\??\s*(?:<[^>]{0,200}>)?\((?![^)]*\)\s*[;.])/,
      'method',
      { within: true },
    ),
    rule(
      /^\s*(?:(?:public|private|protected|static|readonly)\s+)*(#?[\w$]+)\s*(?::[^=]{0,200})?=\s*(?:async\s*)?\([^)]*\)?[^=]{0,100}=>/,
      'method',
      { within: true },
    ),
  ],
}

export const typed: Language = {
  lexis: { ...cLike, long: ['"""'] },
  rules: [
    rule(/^\s*(?:file\s+)?namespace\s+([\w.:]+)/, 'namespace', { holds: true }),
    rule(types, 'class', { holds: true }),
    rule(/^\s*(?:.*\s)?(?:fun|func|def)\s+(?:<[^>]{0,100}>\s*)?([\w$.`<>]+|[^\w\s(]+)\s*[(<[:=]/, 'function'),
    rule(/^\s*(?:\w+\s+)*(init|deinit|constructor)\s*[(?{]/, 'method', { within: true }),
    rule(typedMethod, 'method', { within: true }),
  ],
}

export const c: Language = {
  lexis: cLike,
  rules: [
    rule(/^\s*(?:inline\s+)?namespace\s+([\w:]+)/, 'namespace', { holds: true }),
    rule(
      /^\s*(?:template\s*<[^>]{0,200}>\s*)?(?:typedef\s+)?(?<kind>class|struct|union|enum)(?:\s+class)?\s+(?:\w+\s+)?(?!final\b)([A-Za-z_][\w:]*)[^;()=]*$/,
      'struct',
      { holds: true },
    ),
    rule(/^\s*@(?<kind>interface|implementation|protocol)\s+(\w+)/, 'class', { holds: true, ends: 'next' }),
    rule(/^\s*[-+]\s*\([^)]{1,100}\)\s*(\w+)/, 'method'),
    rule(/^#\s*define\s+(\w+)/, 'macro', { ends: 'indent' }),
    rule(
      /^(?!(?:if|for|while|switch|return|else|do|case|typedef|extern\s+"C")\b)(?:[\w:<>,~[\]]+[\s*&]+)+?([~\w:]+|operator[^(\s]{1,4})\s*\([^;]*$/,
      'function',
    ),
    rule(
      /^\s+(?!(?:if|for|while|switch|return|else|do|case|new|delete|throw|catch)\b)(?:[\w:<>,~]+[\s*&]+)*?([~\w:]+)\s*\([^;]*\{[^;]*$/,
      'method',
      { within: true },
    ),
  ],
}

export const python: Language = {
  lexis: { line: ['#'], quotes: `"'`, long: ['"""', "'''"] },
  rules: [
    rule(/^\s*class\s+(\w+)/, 'class', { holds: true, ends: 'indent' }),
    rule(/^\s*(?:async\s+)?def\s+(\w+)/, 'function', { ends: 'indent' }),
    rule(/^(?:cdef|cpdef)\s.*?\b(\w+)\s*\(/, 'function', { ends: 'indent' }),
  ],
}

export const ruby: Language = {
  lexis: { ...script, block: [['=begin', '=end']] },
  rules: [
    rule(/^\s*(?<kind>class|module|defmodule|defprotocol|defimpl)\s+([\w:.]+)/, 'class', { holds: true, ends: 'indent' }),
    rule(/^\s*(?:describe|context|RSpec\.describe)\s+['"]?(.{1,60}?)['"]?\s*(?:,.*)?\sdo\b/, 'tests', { holds: true, ends: 'indent' }),
    rule(/^\s*(?:private\s+)?(?:def|defp|defmacro|it|test|sub)\s+(?:self\.)?['"]?([\w.?!=]+)/, 'function', { ends: 'indent' }),
  ],
}

export const withEnd: Language = {
  lexis: { line: ['--', '#', '%', '!'], quotes: `"'`, block: [['--[[', ']]']] },
  rules: [
    rule(/^\s*(?:module|struct|mutable\s+struct|classdef|program|type\s*,?.*::)\s+(\w+)/i, 'module', { holds: true, ends: 'indent' }),
    rule(
      /^\s*(?:local\s+)?(?:recursive\s+|pure\s+|elemental\s+)*(?:function|subroutine|macro)\s+(?:[^=(]{0,80}=\s*)?([\w.:!]+)/i,
      'function',
      { ends: 'indent' },
    ),
    rule(/^\s*(?:local\s+)?([\w.:]+)\s*=\s*function\b/, 'function', { ends: 'indent' }),
  ],
}

export const sections = (lexis: Lexis, pattern: RegExp, kind = ''): Language => ({ lexis, rules: [rule(pattern, kind, { ends: 'next' })] })
