import { z } from 'zod'
import { decodeEntities } from '../url/entities'

/** What is said from one moment to another. */
export interface Cue {
  startMs: number
  endMs: number
  text: string
}

const Json3 = z.object({
  events: z
    .array(
      z.object({
        tStartMs: z.number().optional(),
        dDurationMs: z.number().optional(),
        segs: z.array(z.object({ utf8: z.string().optional() })).optional(),
      }),
    )
    .default([]),
})

/** Most cues of one transcript: more than a day of talking. */
const maxCues = 50_000

/** How long a cue stands that does not say so. */
const usualMs = 4_000

/**
 * The cues of captions in any form YouTube sends: json3, srv3 (`<p t d>`, milliseconds) and the old one (`<text start dur>`, seconds).
 * null: none of these.
 */
export function parseCaptions(body: string): Cue[] | null {
  const text = body.trimStart()
  const raw = text.startsWith('{') ? readJson3(text) : text.startsWith('<') ? readXml(text) : null
  return raw && tidy(raw)
}

function readJson3(text: string): Cue[] | null {
  const parsed = Json3.safeParse(parseJson(text))
  if (!parsed.success) return null
  return parsed.data.events.slice(0, maxCues).map(({ tStartMs = 0, dDurationMs = usualMs, segs = [] }) => ({
    startMs: tStartMs,
    endMs: tStartMs + dDurationMs,
    text: segs.map((seg) => seg.utf8 ?? '').join(''),
  }))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Cut at the opening tags, so that the time it takes grows with the length and no more. */
function readXml(text: string): Cue[] | null {
  const old = /<transcript[\s>]/.test(text.slice(0, 500))
  if (!old && !/<timedtext[\s>]/.test(text.slice(0, 500))) return null
  const pieces = text.split(old ? /<text(?=\s)/ : /<p(?=\s)/).slice(1, maxCues + 1)
  return pieces.flatMap((piece) => {
    const open = piece.indexOf('>')
    if (open < 0 || open > 1_000) return []
    const tag = piece.slice(0, open)
    const said = (piece.slice(open + 1).split(old ? '</text' : '</p', 1)[0] as string).replaceAll(/<[^<>]{0,200}>/g, '')
    const start = numberIn(tag, old ? 'start' : 't')
    if (start === null) return []
    const factor = old ? 1_000 : 1
    const startMs = start * factor
    // The old form is escaped twice.
    const words = old ? decodeEntities(decodeEntities(said)) : decodeEntities(said)
    return [{ startMs, endMs: startMs + (numberIn(tag, old ? 'dur' : 'd') ?? usualMs / factor) * factor, text: words }]
  })
}

const attributes = {
  start: /\sstart="([\d.]{1,12})"/,
  dur: /\sdur="([\d.]{1,12})"/,
  t: /\st="([\d.]{1,12})"/,
  d: /\sd="([\d.]{1,12})"/,
}

function numberIn(tag: string, name: keyof typeof attributes): number | null {
  const found = attributes[name].exec(tag)?.[1]
  return found === undefined || Number.isNaN(Number(found)) ? null : Number(found)
}

/** In order, without what says nothing; a cue ends where the next one begins, for automatic captions roll over each other. */
function tidy(cues: Cue[]): Cue[] {
  const said = cues
    .map((cue) => ({
      ...cue,
      text: cue.text
        .replaceAll(/[\u200b\ufeff\r]/g, '')
        .replaceAll(/\s*\n\s*/g, '\n')
        .replaceAll(/[^\S\n]+/g, ' ')
        .trim(),
    }))
    .filter((cue) => cue.text !== '' && cue.startMs >= 0 && Number.isFinite(cue.endMs))
    .sort((a, b) => a.startMs - b.startMs)
  return said.map((cue, index) => {
    const next = said[index + 1]
    const end = next && next.startMs > cue.startMs ? Math.min(cue.endMs, next.startMs) : cue.endMs
    return { ...cue, startMs: Math.round(cue.startMs), endMs: Math.max(Math.round(end), Math.round(cue.startMs) + 1) }
  })
}
