import { plainLine, type Line } from './plainLine'

/** Something that is said, from a moment on. */
export interface Cue {
  seconds: number
  /** When it goes away; as `seconds` where the file does not say. */
  until: number
  speaker?: string
  text: string
}

export interface Transcript {
  /** Lines of the notes above the first cue, such as `Title: …`. */
  notes: string[]
  cues: Cue[]
}

const stamp = String.raw`(?:(\d{1,3})\s?:\s?)?(\d{1,3})\s?:\s?(\d{1,2})(?:\s?[.,:]\s?(\d{1,3}))?`
/** WebVTT, SRT: `00:01:02.500 --> 00:01:04.000`, with whatever arrow; SBV: `0:01:02.500,0:01:04.000`. */
const timing = new RegExp(String.raw`^\s*${stamp}\s*(?:-{1,3}\s?>|→|=>)\s*(?:${stamp})?|^\s*${stamp},${stamp}\s*$`)
/** Pasted from a player: a moment at the beginning of a line, with or without the words behind it. */
const pasted = new RegExp(String.raw`^\s*[[(]?\s*${stamp}\s*[\])]?(?:\s*[-–—|]\s+|\s*$|\s+|(?=\p{L}))(.*)$`, 'u')

const mark = /^\ufeff?WEBVTT(?:[ \t].*)?$/

/** The cues of a transcript in any of its plain forms; times that cannot be read are those of the cue before. */
export function parseCues(text: string): Transcript {
  const lines = text.split('\n')
  return lines.some((line) => timing.test(line)) ? fromFile(lines) : fromPlayer(lines)
}

interface OpenCue {
  seconds: number
  until: number
  lines: string[]
}

function fromFile(lines: readonly string[]): Transcript {
  const transcript: Transcript = { notes: [], cues: [] }
  const isVtt = mark.test(lines[0]!)
  let open: OpenCue | null = null
  let section: 'note' | 'other' | null = null
  for (let i = isVtt ? headEnd(lines) : 0; i < lines.length; i++) {
    const line = lines[i]!
    const times = timesOf(line, transcript.cues.at(-1)?.seconds ?? 0)
    // In WebVTT a line of spaces belongs to its cue, and nothing but an empty one ends it.
    const isEmpty = isVtt ? line === '' : line.trim() === ''
    if (times || isEmpty) {
      if (open) pushCue(transcript.cues, open)
      open = times ? { ...times, lines: [] } : null
      section = null
    } else if (open) open.lines.push(line)
    else if (section === 'note') transcript.notes.push(line.trim())
    else if (/^(NOTE|STYLE|REGION)\b/.test(line)) section = line.startsWith('NOTE') && isFirst(transcript) ? 'note' : 'other'
    // Anything else here is the number or the name of a cue.
  }
  if (open) pushCue(transcript.cues, open)
  return transcript
}

/** Only the first note speaks of the transcript as a whole. */
function isFirst({ notes, cues }: Transcript): boolean {
  return notes.length === 0 && cues.length === 0
}

function fromPlayer(lines: readonly string[]): Transcript {
  const transcript: Transcript = { notes: [], cues: [] }
  let open: OpenCue | null = null
  for (const line of lines) {
    const found = pasted.exec(line)
    if (found) {
      if (open) pushCue(transcript.cues, open)
      const seconds = secondsOf(found.slice(1, 5))
      open = { seconds, until: seconds, lines: [found[5]!] }
    } else if (open) open.lines.push(line)
    else if (line.trim() !== '') transcript.notes.push(line.trim())
  }
  if (open) pushCue(transcript.cues, open)
  return transcript
}

/** Lines of the head, up to the first empty one; what it says of the file is not said in it. */
function headEnd(lines: readonly string[]): number {
  let i = 1
  while (i < lines.length && lines[i]!.trim() !== '' && !timing.test(lines[i]!)) i++
  return i
}

function timesOf(line: string, before: number): { seconds: number; until: number } | null {
  const found = timing.exec(line)
  if (found) {
    const isSbv = found[10] !== undefined
    const seconds = secondsOf(isSbv ? found.slice(9, 13) : found.slice(1, 5))
    return { seconds, until: Math.max(seconds, secondsOf(isSbv ? found.slice(13, 17) : found.slice(5, 9))) }
  }
  const isBroken = line.length < 100 && /^[^-]{0,30}\d[^-]{0,30}-->/.test(line)
  return isBroken ? { seconds: before, until: before } : null
}

function secondsOf(parts: readonly (string | undefined)[]): number {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0'] = parts
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`)
}

function pushCue(cues: Cue[], { seconds, until, lines }: OpenCue): void {
  // The number of the next cue stands right above its times where no empty line parts them.
  const own =
    lines.length > 1 && /^\d{1,6}$/.test(lines.at(-1)!.trim()) && Number(lines.at(-1)) === cues.length + 2 ? lines.slice(0, -1) : lines
  const said: Line[] = own.map(plainLine).filter(({ text }) => text !== '')
  let cue: Cue | null = null
  for (const { speaker, text } of said) {
    // Two who speak in one cue have a dash each.
    if (cue && (speaker === undefined || speaker === cue.speaker)) cue.text += /^[-–—] ?\p{L}/u.test(text) ? `\n${text}` : ` ${text}`
    else {
      cue = { seconds, until, text, ...(speaker === undefined ? {} : { speaker }) }
      cues.push(cue)
    }
  }
}
