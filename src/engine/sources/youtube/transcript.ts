import type { SourceContext } from '../../source'
import { type Cue, parseCaptions } from './cues'
import { TranscriptFailure } from './failure'
import { askPlayer, checkStatus, readWatchPage, type Track, type Video } from './player'

/** The transcript of a video, and what is known of the video. */
export interface Transcript {
  video: Video
  cues: Cue[]
  language: string
  automatic: boolean
}

/**
 * The transcript of a video, by the interface of the app, else by the page of the video. Throws TranscriptFailure with the more telling
 * of the two reasons, and what the gate throws.
 */
export async function fetchTranscript(id: string, language: string | undefined, context: SourceContext): Promise<Transcript> {
  const attempt = async (ask: typeof askPlayer) => readCaptions(await ask(id, context), language, context)
  try {
    return await attempt(askPlayer)
  } catch (first) {
    if (!(first instanceof TranscriptFailure) || first.kind === 'throttled') throw first
    return await attempt(readWatchPage).catch((second: unknown) => {
      throw second instanceof TranscriptFailure && first.kind === 'blocked' ? second : first
    })
  }
}

async function readCaptions(video: Video, language: string | undefined, { fetch }: SourceContext): Promise<Transcript> {
  const track = chooseTrack(video, language)
  if (!track) throw new TranscriptFailure('none', 'no captions')
  const answer = await fetch(captionsAddress(track))
  checkStatus(answer)
  // An empty answer without an error is how YouTube refuses who brings no proof of origin.
  if (answer.bytes.length === 0) throw new TranscriptFailure('blocked', 'it sent an empty transcript')
  const cues = parseCaptions(new TextDecoder().decode(answer.bytes))
  if (!cues) throw new TranscriptFailure('blocked', 'what it sent is no transcript')
  if (cues.length === 0) throw new TranscriptFailure('wordless', 'no words')
  return { video, cues, language: track.languageCode, automatic: isAutomatic(track) }
}

function captionsAddress({ baseUrl }: Track): string {
  const url = URL.parse(baseUrl, 'https://www.youtube.com')
  if (url?.protocol !== 'https:' || !/(^|\.)youtube\.com$/.test(url.hostname))
    throw new TranscriptFailure('blocked', 'its captions lie elsewhere')
  url.searchParams.set('fmt', 'json3')
  return url.href
}

const isAutomatic = (track: Track) => track.kind === 'asr'
const primary = (tag: string) => tag.toLowerCase().split('-')[0]

/** The track in the language asked for, else in the video's own; written captions before automatic ones, the exact tag before a relative. */
export function chooseTrack({ tracks, ownTrack }: Pick<Video, 'tracks' | 'ownTrack'>, asked: string | undefined): Track | null {
  const automatic = tracks.find(isAutomatic)?.languageCode
  const own = automatic ?? tracks[ownTrack ?? 0]?.languageCode
  for (const wanted of [asked, own]) {
    if (!wanted) continue
    const fitting = tracks.filter((track) => primary(track.languageCode) === primary(wanted))
    const sureness = (track: Track) => (isAutomatic(track) ? 0 : 2) + (track.languageCode.toLowerCase() === wanted.toLowerCase() ? 1 : 0)
    const [best] = fitting.sort((a, b) => sureness(b) - sureness(a))
    if (best) return best
  }
  return tracks[0] ?? null
}
