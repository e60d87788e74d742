import type { Block } from '../../page'
import type { Language, Rule } from './rule'
import { scanLines, type CodeLine } from './scanLines'

/** Longest text that is taken apart, in characters; a longer one was not written by hand. */
const longest = 8 * 1024 * 1024
/** As much of a line as its beginning can tell. */
const lineLength = 400

interface Scope {
  rule: Rule
  label: string
  line: number
  indent: number
  depth: number
  /** Whether its braces have been opened. */
  opened: boolean
  ended: boolean
}

/**
 * The blocks of a source text: one a definition, with the comment above it, called by its place such as `class Foo › method bar`; what
 * stands between definitions has no label. Every line that is not empty is in exactly one.
 */
export function codeBlocks(text: string, language: Language): Block[] {
  if (text.length > longest || language.rules.length === 0) return [{ kind: 'code', start: 0, end: text.length }]
  const lines = scanLines(text, language.lexis)
  return blocksOf(text, lines, ownersOf(text, lines, language))
}

/** The label of every line. */
function ownersOf(text: string, lines: readonly CodeLine[], language: Language): string[] {
  const owners: string[] = []
  let scopes: Scope[] = []
  for (const [i, line] of lines.entries()) {
    const source = text.slice(line.start, Math.min(line.end, line.start + lineLength))
    const isTelling = line.indent >= 0 && !line.within
    if (isTelling) scopes = scopes.filter((scope) => !isOver(scope, line, source, i))
    const opened = isTelling && !line.comment ? definitionOn(source, line, scopes, language) : null
    if (opened) {
      scopes = scopes.filter((scope) => scope.indent < line.indent)
      const label = [...scopes.map((scope) => scope.label), opened.label].join(' › ')
      const around = scopes.map((scope) => scope.label).join(' › ')
      for (
        let above = i - 1;
        above >= 0 &&
        owners[above] === around &&
        belongsBelow(text.slice(lines[above]!.start, lines[above]!.end), lines[above]!, opened.rule);
        above--
      )
        owners[above] = label
      scopes.push({ ...opened, line: i })
    }
    owners.push(scopes.map((scope) => scope.label).join(' › '))
    for (const scope of scopes) follow(scope, line, source)
  }
  return owners
}

function definitionOn(source: string, line: CodeLine, scopes: readonly Scope[], { rules }: Language): Omit<Scope, 'line'> | null {
  const around = scopes.findLast((scope) => scope.indent < line.indent)
  if (around && !around.rule.holds) return null
  for (const rule of rules) {
    if (rule.within && (!around || (endOf(around.rule) === 'braces' && line.before !== around.depth + 1))) continue
    const found = rule.pattern.exec(source)
    if (!found) continue
    const name = found.slice(1).findLast((group) => group !== undefined && group !== found.groups?.kind) ?? ''
    const receiver = found.length > 2 && !found.groups ? found[1] : undefined
    const kind =
      around && /^(function|fn)$/.test(rule.kind) && /^(class|impl|trait|struct|interface|object|actor|extension)\b/.test(around.label)
        ? 'method'
        : (found.groups?.kind ?? rule.kind)
    const label = `${kind} ${receiver && receiver !== name ? `${receiver}.` : ''}${name}`.replace(/\s+/g, ' ').trim().slice(0, 120)
    return { rule, label, indent: line.indent, depth: line.before, opened: false, ended: false }
  }
  return null
}

function endOf(rule: Rule): NonNullable<Rule['ends']> {
  return rule.ends ?? 'braces'
}

/** Whether a definition was over before this line. */
function isOver(scope: Scope, line: CodeLine, source: string, index: number): boolean {
  if (scope.ended) return true
  const ends = endOf(scope.rule)
  if (ends === 'next' || line.indent > scope.indent) return false
  if (ends === 'indent') {
    // Words and signs that close or go on with what was opened above.
    if (!/^\s*(end\b|[)\]}]|else\b|elif\b|elseif\b|except\b|finally\b|rescue\b|ensure\b)/i.test(source)) return true
    scope.ended = /^\s*(end\b|[)\]}])/i.test(source)
    return false
  }
  return !scope.opened && index > scope.line && !/^\s*[{(:)]/.test(source)
}

/** What a line does to a definition that is open. */
function follow(scope: Scope, line: CodeLine, source: string): void {
  if (endOf(scope.rule) !== 'braces' || line.indent < 0) return
  if (line.after > scope.depth) scope.opened = true
  else if (scope.opened || /[{;]/.test(source)) scope.ended = true
}

/** Whether a line above a definition speaks of it: a comment, an attribute, a line of a template, another selector. */
function belongsBelow(source: string, line: CodeLine, rule: Rule): boolean {
  if (line.indent < 0) return false
  if (line.comment) return !source.startsWith('#!')
  const start = source.slice(0, lineLength)
  return /^\s*(@[\w.]+(?!.*\{\s*$)|#\[|\[[\w:]+.*\]\s*$|template\s*<|\.PHONY)/.test(start) || (rule.kind === '' && /,\s*$/.test(start))
}

function blocksOf(text: string, lines: readonly CodeLine[], owners: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (const [i, { start, end, indent }] of lines.entries()) {
    if (indent < 0) continue
    const label = owners[i]!
    const last = blocks.at(-1)
    const onlyCloses = end - start < 40 && /^[\s)\]};,]*(?:end\b[\s;]*)?$/.test(text.slice(start, end))
    if (last && ((last.label ?? '') === label || onlyCloses)) last.end = end
    else blocks.push({ kind: 'code', start, end, ...(label ? { label } : {}) })
  }
  return blocks
}
