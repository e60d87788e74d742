/** A sentence of a text: characters start to end, without white space around it. */
export interface Sentence {
  start: number
  end: number
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** A line this long was broken by the page, not by the author. */
const wrappedLine = 40
const abbreviation =
  /(?:^|[\s(“"])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|Nos|Art|Arts|Sec|Fig|Figs|Eq|Ch|Vol|pp?|cf|ca|vs|v|e\.g|i\.e|etc|al|Inc|Ltd|Co|Corp|Bros|approx|est|dept|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|\p{Lu})\.\s*$/u
const bullet = /^\s*(?:[-*•◦▪‣–—·]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s)/u

/** “Floor of the hall: July”: such lines below each other are a list. */
const label = /^\s*\p{Lu}[^.!?:;,]{1,60}:\s+\S/u

/** Sentences of a text in order. Lines the page broke are joined; blank lines, list items and table rows part sentences. */
export function sentencesOf(text: string): Sentence[] {
  return blocksOf(text).flatMap(({ start, end }) => {
    const flat = text.slice(start, end).replace(/\s/gu, ' ')
    const sentences: Sentence[] = []
    for (const part of segmenter.segment(flat)) {
      const last = sentences.at(-1)
      const goesOn =
        last && (abbreviation.test(flat.slice(last.start - start, last.end - start)) || /^[\p{Ll},;]/u.test(part.segment.trimStart()))
      const from = start + part.index
      if (goesOn) last.end = from + part.segment.length
      else sentences.push({ start: from, end: from + part.segment.length })
    }
    return sentences.map((sentence) => trimmedSentence(text, sentence)).filter((sentence) => sentence.end > sentence.start)
  })
}

/** Stretches of a text within which a sentence may go on from line to line. */
function blocksOf(text: string): Sentence[] {
  const blocks: Sentence[] = []
  let start = 0
  let lineStart = 0
  while (lineStart <= text.length) {
    const newline = text.indexOf('\n', lineStart)
    const lineEnd = newline < 0 ? text.length : newline
    const next = newline < 0 ? null : text.slice(newline + 1, nextLineEnd(text, newline + 1))
    if (next === null || !continuesOn(text.slice(lineStart, lineEnd), next)) {
      blocks.push({ start, end: lineEnd })
      start = lineEnd + 1
    }
    lineStart = lineEnd + 1
  }
  return blocks
}

function nextLineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function continuesOn(line: string, next: string): boolean {
  if (!line.trim() || !next.trim() || bullet.test(next) || /[|\t]/u.test(line + next)) return false
  if (label.test(line) && label.test(next)) return false
  if (/[.!?:;]["”’)\]]*\s*$/u.test(line)) return line.trim().length >= wrappedLine && !/:\s*$/u.test(line)
  return line.trim().length >= wrappedLine || /^\s*[\p{Ll}(]/u.test(next)
}

function trimmedSentence(text: string, { start, end }: Sentence): Sentence {
  const raw = text.slice(start, end)
  const lead = raw.length - raw.trimStart().length
  return { start: start + Math.min(lead, raw.length), end: end - (raw.length - raw.trimEnd().length) }
}

/** A piece of text on one line. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}
