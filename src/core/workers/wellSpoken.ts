import { isPlainWord } from '../../rpc/plainCalls'
import { type Port, type PortLike, toPort } from '../../rpc/port'

/** Longest word of a worker, in characters; pages and passages go by way of files, and the list of half a million documents stays below. */
const longestWord = 64 * 2 ** 20

/** A port that lets through nothing but answers of the form that is agreed; at the first other word, `onOther` is called. */
export function wellSpoken(port: PortLike, onOther: () => void): Port {
  const pipe = toPort(port)
  let silenced = false
  return {
    ...pipe,
    onMessage(listener) {
      pipe.onMessage((word) => {
        if (silenced) return
        if (isAnswer(word)) return listener(word)
        silenced = true
        onOther()
      })
    },
  }
}

/** Answers are JSON: the number of their call, what they are (nothing: the answer itself, 3: an event, 4: an end), and what they say. */
function isAnswer(word: unknown): boolean {
  if (typeof word !== 'string' || word.length > longestWord) return false
  // What a plain call is answered is parsed where it is awaited, and harms that call alone.
  if (isPlainWord(word)) return true
  try {
    const { i, t, p } = JSON.parse(word) as { i?: unknown; t?: unknown; p?: unknown }
    if (typeof i !== 'string' || (t !== undefined && t !== 2 && t !== 3 && t !== 4)) return false
    return t === 4 || (isRecord(p) && hasPlainBody(p))
  } catch {
    return false
  }
}

/** Bodies of forms and files are taken apart by their headers; no worker sends any. */
function hasPlainBody({ h }: Record<string, unknown>): boolean {
  if (h === undefined) return true
  if (!isRecord(h) || h['content-disposition'] !== undefined) return false
  const type = h['content-type']
  return type === undefined || (typeof type === 'string' && /^(text\/event-stream|application\/json)\b/.test(type))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
