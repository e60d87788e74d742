/** A piece of JSON: characters `start` to `end`. Whatever is none of the others is a word: numbers, true, null and what has no business there. */
export interface JsonToken {
  kind: 'open' | 'close' | 'comma' | 'colon' | 'string' | 'word' | 'comment'
  start: number
  end: number
}

const signs: Record<string, JsonToken['kind']> = { '{': 'open', '[': 'open', '}': 'close', ']': 'close', ',': 'comma', ':': 'colon' }

/** The pieces of a text that is JSON, or nearly: comments and anything else come out as they stand, and nothing but white space is left out. */
export function* jsonTokens(text: string): Generator<JsonToken> {
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code === 0xa0 || code === 0xfeff) {
      at++
      continue
    }
    const character = text[at]!
    const start = at
    const sign = signs[character]
    if (sign) {
      at++
      yield { kind: sign, start, end: at }
    } else if (character === '"') {
      at = endOfString(text, at)
      yield { kind: 'string', start, end: at }
    } else if (character === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      at = endOfComment(text, at)
      yield { kind: 'comment', start, end: at }
    } else {
      do at++
      while (at < text.length && !isBorder(text.charCodeAt(at)))
      yield { kind: 'word', start, end: at }
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 92) at++
    // A string never goes past its line: where it seems to, its end is missing.
    else if (code === 34) return at + 1
    else if (code === 10) return at
  }
  return text.length
}

function endOfComment(text: string, start: number): number {
  const [close, extra] = text[start + 1] === '/' ? ['\n', 0] : ['*/', 2]
  const end = text.indexOf(close, start + 2)
  return end < 0 ? text.length : end + extra
}

/** White space and signs end a word. */
function isBorder(code: number): boolean {
  return code <= 32 || code === 34 || code === 44 || code === 58 || code === 91 || code === 93 || code === 123 || code === 125
}
