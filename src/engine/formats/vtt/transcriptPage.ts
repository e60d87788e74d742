import type { Anchor } from '../../../contract/documents'
import { plainPage, type Block, type Page } from '../../page'
import type { Cue, Transcript } from './parseCues'

/** A paragraph ends with a sentence once it has this many characters, and in any case at twice and a bit. */
const paragraphLength = 400
const longestParagraph = 900
/** Silence after which a new paragraph begins. */
const pauseSeconds = 4

/** The one page of a transcript: what was said in paragraphs, each cue with its moment, below what the notes say of it. */
export function transcriptPage({ notes, cues }: Transcript): Page {
  const parts: string[] = []
  const blocks: Block[] = []
  const anchors: Anchor[] = []
  let length = 0
  const put = (text: string) => {
    parts.push(text)
    length += text.length
  }
  const begin = (kind: Block['kind']) => {
    if (length > 0) put('\n\n')
    const block: Block = { kind, start: length, end: length, ...(kind === 'heading' ? { level: 1 } : {}) }
    blocks.push(block)
    return block
  }
  const title = notes.map((note) => /^title:\s*(.+)$/i.exec(note)?.[1]).find((one) => one !== undefined)
  const others = notes.filter((note) => !/^title:/i.test(note))
  const add = (kind: Block['kind'], text: string) => {
    const block = begin(kind)
    put(text)
    block.end = length
  }
  if (title) add('heading', title)
  if (others.length > 0) add('paragraph', others.join('\n'))
  let open: Block | null = null
  let before: Cue | null = null
  for (const cue of cues) {
    const isNew = !open || !before || startsParagraph(before, cue, length - open.start, parts.at(-1) ?? '')
    if (isNew || !open) open = begin('paragraph')
    else put(' ')
    anchors.push({ start: length, place: { kind: 'time', seconds: Math.floor(cue.seconds) } })
    const names = cue.speaker !== undefined && (isNew || cue.speaker !== before?.speaker)
    put(names ? `${cue.speaker}: ${cue.text}` : cue.text)
    open.end = length
    before = cue
  }
  const page = plainPage(1, parts.join(''), blocks)
  return { ...page, ...(anchors.length > 0 ? { anchors } : {}), ...(title ? { title } : {}) }
}

function startsParagraph(before: Cue, cue: Cue, length: number, last: string): boolean {
  if (cue.speaker !== undefined && cue.speaker !== before.speaker) return true
  if (/^(>>|[-–—] )/.test(cue.text)) return true
  const pause = cue.seconds - Math.max(before.until, before.seconds)
  // Without ends, a pause cannot be told from a long sentence.
  if (before.until > before.seconds && pause > pauseSeconds) return true
  return length > longestParagraph || (length > paragraphLength && /[.!?…。！？]["'”’»)\]]?$/u.test(last))
}
