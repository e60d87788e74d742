import { jsonTokens } from './tokens'

/** Letters written as numbers, and ends of lines and tabs written as letters; of the escapes, the others read well as they are. */
const escapes = /\\(?:u([\da-fA-F]{4})|([^u])|$)/g

/** The text of a JSON file with the letters its strings mean: a search would find neither `M\u00fcller` nor what follows a `\n`. */
export function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return text
    .replace(escapes, (whole, hexadecimal: string | undefined, letter: string | undefined) => {
      if (hexadecimal !== undefined) {
        const code = Number.parseInt(hexadecimal, 16)
        return code >= 0xa0 || (code >= 32 && code < 127 && code !== 34 && code !== 92) ? String.fromCharCode(code) : ' '
      }
      return letter === 'n' || letter === 'r' || letter === 't' ? ' ' : letter === '/' ? '/' : whole
    })
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}

/** Lines longer than this on average were written by a program for a program. */
const longLine = 400

/** Whether JSON has no lines to speak of. */
export function isMinified(source: string): boolean {
  const text = source.trimEnd()
  if (text.length <= longLine) return false
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return text.length / lines > longLine
}

/** Longest list or object that is left on one line, in characters. */
const inline = 100

/** Deeper than this, what is nested is no structure anybody could read, and is left in one line. */
const deepest = 200

/** JSON in lines: a value a line, short lists and objects whole; nothing but white space is changed. */
export function reindent(text: string): string {
  const parts: string[] = []
  let depth = 0
  /** Behind the end of what is being left on one line; 0 where lines are broken. */
  let inlineUntil = 0
  let fresh = true
  const newLine = () => {
    if (depth > deepest) return
    if (!fresh) parts.push('\n', '  '.repeat(Math.min(depth, 40)))
    fresh = true
  }
  let before = ''
  for (const { kind, start, end } of jsonTokens(text)) {
    const piece = text.slice(start, end)
    if (start >= inlineUntil) inlineUntil = 0
    if (kind === 'close' && inlineUntil === 0) {
      depth = Math.max(0, depth - 1)
      if (before !== 'open') newLine()
    } else if (before === 'comma' || before === 'comment' || (before === 'close' && kind !== 'comma' && kind !== 'close')) {
      if (inlineUntil > 0) parts.push(' ')
      else newLine()
    } else if (before === 'open' && kind !== 'close' && inlineUntil === 0) newLine()
    else if (before === 'colon' || ((before === 'word' || before === 'string') && (kind === 'word' || kind === 'string'))) parts.push(' ')
    parts.push(piece)
    fresh = false
    if (kind === 'open' && inlineUntil === 0) {
      const close = endOfShort(text, start)
      if (close > 0) inlineUntil = close
      else depth++
    }
    before = kind
  }
  return parts.join('')
}

/** Behind the end of a list or object that is short and holds no other of more than one; -1 for longer ones. */
function endOfShort(text: string, start: number): number {
  let depth = 0
  for (const token of jsonTokens(text.slice(start, start + inline))) {
    if (token.kind === 'comment') return -1
    if (token.kind === 'open' && ++depth > 2) return -1
    if (token.kind === 'close' && --depth === 0) return start + token.end
  }
  return -1
}
