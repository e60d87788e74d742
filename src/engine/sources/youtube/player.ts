import { z } from 'zod'
import type { SourceContext, SourceResponse } from '../../source'
import { TranscriptFailure } from './failure'

const Track = z.object({
  baseUrl: z.string(),
  languageCode: z.string(),
  /** asr: made by a machine. */
  kind: z.string().optional(),
})
export type Track = z.infer<typeof Track>

const Player = z.object({
  playabilityStatus: z.object({ status: z.string(), reason: z.string().optional() }).optional(),
  videoDetails: z.object({ title: z.string().optional(), author: z.string().optional() }).optional(),
  microformat: z.object({ playerMicroformatRenderer: z.object({ publishDate: z.string().optional() }).optional() }).optional(),
  captions: z
    .object({
      playerCaptionsTracklistRenderer: z
        .object({
          captionTracks: z.array(Track).default([]),
          audioTracks: z.array(z.object({ defaultCaptionTrackIndex: z.number().optional() })).optional(),
        })
        .optional(),
    })
    .optional(),
})

/** What YouTube says of a video. */
export interface Video {
  title: string | null
  channel: string | null
  published: string | undefined
  tracks: Track[]
  /** Place of the track in the language of the video, where it is told. */
  ownTrack: number | undefined
}

/** The app of phones: the one client that is still told of captions without a proof of origin (measured by others in August 2026). */
const client = { clientName: 'ANDROID', clientVersion: '20.10.38', androidSdkVersion: 30, hl: 'en', gl: 'US' }

/** Asks the interface of the app about a video. Throws TranscriptFailure and what the gate throws. */
export async function askPlayer(id: string, { fetch }: SourceContext): Promise<Video> {
  const answer = await fetch('https://www.youtube.com/youtubei/v1/player?prettyPrint=false', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ context: { client }, videoId: id }),
  })
  return toVideo(readJson(answer))
}

/** Reads the same from the page of the video. Throws TranscriptFailure and what the gate throws. */
export async function readWatchPage(id: string, { fetch }: SourceContext): Promise<Video> {
  const answer = await fetch(`https://www.youtube.com/watch?v=${id}&hl=en`, { headers: { 'accept-language': 'en' } })
  checkStatus(answer)
  const found = objectAfter(new TextDecoder().decode(answer.bytes), 'ytInitialPlayerResponse')
  if (found === null) throw new TranscriptFailure('blocked', 'it asks for consent or for proof that a person is watching')
  return toVideo(found)
}

/** An answer as JSON. Throws TranscriptFailure. */
export function readJson(answer: SourceResponse): unknown {
  checkStatus(answer)
  try {
    return JSON.parse(new TextDecoder().decode(answer.bytes))
  } catch {
    throw new TranscriptFailure('blocked', 'its answer was not what was asked for')
  }
}

/** Throws TranscriptFailure where an answer is no success. */
export function checkStatus({ status }: SourceResponse): void {
  if (status === 429) throw new TranscriptFailure('throttled', 'status 429')
  if (status === 404) throw new TranscriptFailure('missing', 'status 404')
  if (status < 200 || status >= 300) throw new TranscriptFailure('blocked', `status ${status}`)
}

function toVideo(answer: unknown): Video {
  const parsed = Player.safeParse(answer)
  if (!parsed.success) throw new TranscriptFailure('blocked', 'its answer was not what was asked for')
  const { playabilityStatus, videoDetails, captions, microformat } = parsed.data
  checkPlayable(playabilityStatus)
  const list = captions?.playerCaptionsTracklistRenderer
  return {
    title: videoDetails?.title ?? null,
    channel: videoDetails?.author ?? null,
    published: microformat?.playerMicroformatRenderer?.publishDate?.slice(0, 10),
    tracks: list?.captionTracks ?? [],
    ownTrack: list?.audioTracks?.[0]?.defaultCaptionTrackIndex,
  }
}

function checkPlayable({ status, reason = '' }: { status?: string; reason?: string | undefined } = {}): void {
  if (status === undefined || status === 'OK') return
  const why = reason.replaceAll(/\s+/g, ' ').trim().slice(0, 200) || status
  if (/not a bot|confirm you|unusual traffic/i.test(why)) throw new TranscriptFailure('blocked', why)
  if (status === 'ERROR') throw new TranscriptFailure('missing', why)
  throw new TranscriptFailure('closed', /[.!?]$/.test(why) ? why : `${why}.`)
}

/** The object written after a name in a script: from its first brace to the one that closes it. null where there is none. */
function objectAfter(text: string, name: string): unknown {
  const assigned = new RegExp(`${name}\\s{0,5}=\\s{0,5}\\{`, 'g')
  for (const match of text.matchAll(assigned)) {
    const start = match.index + match[0].length - 1
    try {
      return JSON.parse(text.slice(start, endOfObject(text, start)))
    } catch {
      continue
    }
  }
  return null
}

function endOfObject(text: string, start: number): number {
  let depth = 0
  let quoted = false
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\') at++
    else if (letter === '"') quoted = !quoted
    else if (!quoted && letter === '{') depth++
    else if (!quoted && letter === '}' && --depth === 0) return at + 1
  }
  return text.length
}
