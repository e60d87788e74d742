/** How a language writes what is no code in it. */
export interface Lexis {
  /** What begins a comment to the end of the line. */
  line?: readonly string[]
  /** What begins and what ends a comment of any length. */
  block?: readonly (readonly [open: string, close: string])[]
  /** Quotes of strings within a line, with backslashes as escapes. */
  quotes?: string
  /** Quotes of strings of any length, the longest first. */
  long?: readonly string[]
  /** Whether `/` after a sign may begin a pattern. */
  patterns?: boolean
  /** Whether `<<NAME` begins a text up to a line that says NAME. */
  heredocs?: boolean
}

/** A line of code: characters `start` to `end` (without the line break). */
export interface CodeLine {
  start: number
  end: number
  /** Columns before its first character that is no space; -1 for an empty line. */
  indent: number
  /** Whether it begins within a string or a comment. */
  within: boolean
  /** Whether there is nothing but comment on it. */
  comment: boolean
  /** Open braces, brackets and parentheses before and behind it, never below 0. */
  before: number
  after: number
}

/** The lines of a source text with what they begin in; in one pass, so that no trap of quotes or braces costs more than a wrong border. */
export function scanLines(text: string, lexis: Lexis): CodeLine[] {
  const lines: CodeLine[] = []
  let state: State = { depth: 0, until: null, heredoc: null }
  let start = 0
  while (start < text.length) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    const line: CodeLine = {
      start,
      end,
      indent: indentOf(text, start, end),
      within: state.until !== null,
      comment: false,
      before: state.depth,
      after: 0,
    }
    state = scanLine(text.slice(start, end), line, state, lexis)
    line.after = state.depth
    lines.push(line)
    start = end + 1
  }
  return lines
}

interface State {
  depth: number
  /** What ends the string or comment that is open. */
  until: string | null
  heredoc: string | null
}

function scanLine(source: string, line: CodeLine, { depth, until, heredoc }: State, lexis: Lexis): State {
  if (heredoc !== null) {
    line.within = true
    return source.trim() === heredoc ? { depth, until: null, heredoc: null } : { depth, until, heredoc }
  }
  /** Signs that open nothing on this line, so that they are looked after once only. */
  const idle = new Set<string>()
  let code = false
  let at = 0
  let last = ''
  while (at < source.length) {
    if (until !== null) {
      const close = source.indexOf(until, at)
      if (close < 0) break
      at = close + until.length
      until = null
      continue
    }
    const character = source[at]!
    if (character === ' ' || character === '\t') {
      at++
      continue
    }
    if (lexis.line?.some((mark) => source.startsWith(mark, at) && isCommentHere(source, at, mark))) break
    const comment = lexis.block?.find(([open]) => source.startsWith(open, at))
    if (comment) {
      until = comment[1]
      at += comment[0].length
      continue
    }
    code = true
    const quote = lexis.long?.find((mark) => source.startsWith(mark, at))
    const mayBePattern = lexis.patterns && character === '/' && (last === '' || '=(,:;!&|?{[+'.includes(last))
    if (quote) {
      until = quote
      at += quote.length
    } else if ((lexis.quotes?.includes(character) || mayBePattern) && !idle.has(character)) {
      const end = character === '/' ? endOfPattern(source, at) : endOfString(source, at)
      if (end < 0) idle.add(character)
      // What opens to the end of the line is a string; an apostrophe or a slash that opens nothing is itself.
      at = end < 0 ? (character === '"' ? source.length : at + 1) : end
    } else {
      if ('{[('.includes(character)) depth++
      else if ('}])'.includes(character)) depth = Math.max(0, depth - 1)
      at++
    }
    last = character
  }
  line.comment = !code && line.indent >= 0
  const opened =
    lexis.heredocs && code && until === null ? /<<[-~]?\s?(["']?)([A-Za-z_]\w{0,40})\1/.exec(source.slice(0, 400))?.[2] : undefined
  return { depth, until, heredoc: opened ?? null }
}

/** In shells and the like, `#` begins a comment only where a word may begin. */
function isCommentHere(source: string, at: number, mark: string): boolean {
  return mark !== '#' || at === 0 || /[\s;(){}&|,]/.test(source[at - 1]!)
}

/** Behind the quote that ends a string; -1 where none does on this line. */
function endOfString(source: string, start: number): number {
  const quote = source[start]!
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === quote) return at + 1
  }
  return -1
}

function endOfPattern(source: string, start: number): number {
  let inClass = false
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at]
    if (character === '\\') at++
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '/' && !inClass) return at + 1
  }
  return -1
}

function indentOf(text: string, start: number, end: number): number {
  let columns = 0
  for (let at = start; at < end; at++) {
    const character = text[at]
    if (character === ' ') columns++
    else if (character === '\t') columns += 4
    else return columns
  }
  return -1
}
