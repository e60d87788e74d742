import type { Cue } from './cues'

/** What the head of a transcript says. */
export interface TranscriptHead {
  title: string
  channel: string | null
  address: string
  language: string
  /** Whether the captions were made by a machine. */
  automatic: boolean
  /** Language that was asked for and is not there. */
  missing?: string | undefined
  published?: string | undefined
}

/** A transcript as WebVTT: what it is of stands in a note above it. The same transcript gives the same bytes. */
export function toWebVtt(cues: readonly Cue[], head: TranscriptHead): string {
  const note = [
    ['Title', head.title],
    ['Channel', head.channel],
    ['Address', head.address],
    ['Published', head.published],
    [
      'Captions',
      `${head.language}, ${head.automatic ? 'automatic' : 'written'}${head.missing ? `; there are none in ${head.missing}` : ''}`,
    ],
  ].flatMap(([name, value]) => (value ? [`${name}: ${inNote(value)}`] : []))
  const blocks = cues.map(({ startMs, endMs, text }) => `${clock(startMs)} --> ${clock(endMs)}\n${escaped(text)}`)
  return `WEBVTT\nKind: captions\nLanguage: ${head.language}\n\nNOTE\n${note.join('\n')}\n\n${blocks.join('\n\n')}\n`
}

/** A note ends at an empty line and may not hold an arrow. */
function inNote(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('-->', '->').trim()
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function clock(ms: number): string {
  const part = (value: number, digits: number) => String(value).padStart(digits, '0')
  const seconds = Math.floor(ms / 1_000)
  return `${part(Math.floor(seconds / 3_600), 2)}:${part(Math.floor(seconds / 60) % 60, 2)}:${part(seconds % 60, 2)}.${part(ms % 1_000, 3)}`
}
