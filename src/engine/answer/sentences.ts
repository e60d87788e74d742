/** A sentence of a text: characters start to end, without white space around it. */
export interface Sentence {
  start: number
  end: number
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** A line this long was broken by the page, not by the author. */
const wrappedLine = 40
/** Narrower columns than this are lists. */
const narrowest = 15
/** Letters have many widths: a line may be this much shorter than another and still be full. */
const ragged = 0.1
const english =
  'Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|No|Nos|Art|Arts|Sec|Fig|Figs|Eq|Ch|Vol|pp?|cf|ca|vs|v|e\\.g|i\\.e|etc|al|Inc|Ltd|Co|Corp|Bros|approx|est|dept|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec'
const german =
  'gem|Abs|Nr|Nrn|bzw|z\\.\\s?B|d\\.\\s?h|u\\.\\s?a|o\\.\\s?g|i\\.\\s?d\\.\\s?R|vgl|inkl|exkl|zzgl|ggf|evtl|sog|lt|Str|Tel|Hr|Fr|Hrn|Mio|Mrd|Ziff|Bd|Aufl|Hrsg|Abb|Kap|Jg|S|jährl|monatl|einschl|abzgl|Okt|Dez|Mrz'
const others =
  'Mme|Mlle|MM|av|env|p\\.\\s?ex|chap|Sra|Srta|Ud|Uds|núm|pág|págs|sig|sigg|dott|avv|pag|pagg|blz|bijv|o\\.\\s?a|m\\.\\s?b\\.\\s?t|nr|dhr|mevr|Sta|Exmo'
const abbreviation = new RegExp(`(?:^|[\\s(“"„«])(?:${english}|${german}|${others}|\\p{L})\\.\\s*$`, 'u')
/** “am 3. März”, “zum 1.”: a number with a point is the third, not the end. */
const ordinal = /(?:^|\s)(?:am|vom|zum|bis|ab|seit|der|die|das|dem|den|des|im|beim|und|oder|nach|vor|per|den|d\.)\s+\d{1,2}\.\s*$/iu
const beforeMonth = /(?:^|\s)\d{1,2}\.\s*$/u
const month =
  /^\s*(?:Jan|Jän|Feb|Mär|Mrz|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec|Jahrhundert|Lebensjahr|Obergeschoss|Stock|Etage|Quartal|Halbjahr|Auflage|Absatz|Kapitel)\p{L}*/u
/** “… one year.[26]”: marks of notes after a sentence, which are no part of it. */
const noteMarks = /(?<=[.!?。！？]["”’)]*)(?:\[\^?\w{1,8}\]|\u{fffc})+/gu
const bullet = /^\s*(?:[-*•◦▪‣–—·]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s)/u

/** “Floor of the hall: July”: such lines below each other are a list. */
const label = /^\s*\p{Lu}[^.!?:;,]{1,60}:\s+\S/u

/** Sentences of a text in order. Lines the page broke are joined; blank lines, list items and table rows part sentences. */
export function sentencesOf(text: string): Sentence[] {
  return blocksOf(text).flatMap(({ start, end }) => {
    const flat = text
      .slice(start, end)
      .replace(/\s/gu, ' ')
      .replace(noteMarks, (marks) => ' '.repeat(marks.length))
    const sentences: Sentence[] = []
    for (const part of segmenter.segment(flat)) {
      const last = sentences.at(-1)
      const goesOn = last && isBroken(flat.slice(last.start - start, last.end - start), part.segment)
      const from = start + part.index
      if (goesOn) last.end = from + part.segment.length
      else sentences.push({ start: from, end: from + part.segment.length })
    }
    return sentences.map((sentence) => trimmedSentence(text, sentence)).filter((sentence) => sentence.end > sentence.start)
  })
}

/** Whether what stands before a supposed end of a sentence is none. */
function isBroken(before: string, after: string): boolean {
  if (abbreviation.test(before) || /^[\p{Ll},;]/u.test(after.trimStart())) return true
  return ordinal.test(before) || (beforeMonth.test(before) && month.test(after))
}

/** Stretches of a text within which a sentence may go on from line to line. */
function blocksOf(text: string): Sentence[] {
  const blocks: Sentence[] = []
  let start = 0
  let lineStart = 0
  let column: Column | null = null
  while (lineStart <= text.length) {
    const lineEnd = endOfLine(text, lineStart)
    const line = text.slice(lineStart, lineEnd)
    const next = lineEnd === text.length ? null : text.slice(lineEnd + 1, endOfLine(text, lineEnd + 1))
    if (!column || lineStart >= column.end) column = columnFrom(text, lineStart)
    if (next === null || !continuesOn(line, next, column)) {
      blocks.push({ start, end: lineEnd })
      start = lineEnd + 1
    }
    lineStart = lineEnd + 1
  }
  return blocks
}

/** Lines one below the other. */
interface Column {
  /** Characters of the longest line. */
  width: number
  /** Three lines or more with the end of a sentence among them: text, not a list. */
  isText: boolean
  end: number
}

/** The lines from here to the next empty one. */
function columnFrom(text: string, from: number): Column {
  let [at, width, lines, hasEnd] = [from, 0, 0, false]
  while (at <= text.length) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end).trim()
    if (!line) break
    width = Math.max(width, line.length)
    hasEnd ||= /[.!?]["”’)\]]*(?:\s|$)/u.test(line) && !/[|\t]/u.test(line)
    lines += 1
    at = end + 1
  }
  return { width, isText: hasEnd && lines > 2, end: Math.max(at, from + 1) }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function continuesOn(line: string, next: string, column: Column): boolean {
  if (!line.trim() || !next.trim() || bullet.test(next) || /[|\t]/u.test(line + next)) return false
  if (label.test(line) && label.test(next)) return false
  const isWrapped = line.trim().length >= wrappedLine || isFull(line.trim(), next.trim(), column)
  if (/[.!?:;]["”’)\]]*\s*$/u.test(line)) return isWrapped && !/:\s*$/u.test(line)
  return isWrapped || /^\s*[\p{Ll}(]/u.test(next)
}

/** No sentence ends with these. */
const dangling =
  /(?:,|(?:^|\s)(?:a|an|the|of|in|on|at|by|to|for|with|from|and|or|is|are|was|were|der|die|das|dem|den|des|ein|eine|einer|eines|im|am|vom|zum|zur|von|bei|mit|und|oder|ist|sind|le|la|les|de|du|des|et|el|los|las|y|il|lo|e|di|del|della|het|een|van|en))$/iu

/** Whether a line of a narrow column had no room for the first word of the next one, or breaks off. */
function isFull(line: string, next: string, { width, isText }: Column): boolean {
  if (!isText || width < narrowest) return false
  return dangling.test(line) || line.length + 1 + /^\S*/u.exec(next)![0].length > width * (1 - ragged)
}

function trimmedSentence(text: string, { start, end }: Sentence): Sentence {
  const raw = text.slice(start, end).replace(/(?<=[.!?。！？]["”’)]*)(?:\[\^?\w{1,8}\])+\s*$/u, '')
  const lead = raw.length - raw.trimStart().length
  return { start: start + Math.min(lead, raw.length), end: start + raw.trimEnd().length }
}

/** A piece of text on one line. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}
