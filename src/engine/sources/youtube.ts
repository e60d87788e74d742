import { setTimeout } from 'node:timers/promises'
import { AppError } from '../../contract/errors'
import type { Fetched, Source, SourceContext } from '../source'
import { nameFrom } from './url/fileName'
import { toAppError, TranscriptFailure } from './youtube/failure'
import { maxVideos, type PlaylistVideo, readPlaylist } from './youtube/playlist'
import { fetchTranscript, type Transcript } from './youtube/transcript'
import { toWebVtt } from './youtube/webvtt'
import { watchAddress, youtubeAddress } from './youtube/youtubeAddress'

/** Pause between the videos of a playlist: who asks faster is soon refused. */
const pauseMs = 250

/** YouTube: the transcript of a video, or of each video of a playlist, as WebVTT. */
export const source: Source = {
  id: 'youtube',
  recognises: (url) => (youtubeAddress(url) ? 2 : 0),
  async *fetch({ url, language }, context) {
    const wanted = youtubeAddress(url)
    if (wanted?.kind === 'playlist') yield* playlist(wanted.id, { url, language }, context)
    else if (wanted) yield (await transcriptOf({ id: wanted.id, title: null }, language, context)).fetched
  },
}

interface Tried {
  fetched: Fetched
  failure?: TranscriptFailure
}

async function transcriptOf(video: PlaylistVideo, language: string | undefined, context: SourceContext): Promise<Tried> {
  try {
    return { fetched: documentOf(video, language, await fetchTranscript(video.id, language, context)) }
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof TranscriptFailure) {
      return { fetched: failed(video, toAppError(error), error.kind === 'missing'), failure: error }
    }
    if (error instanceof AppError) return { fetched: failed(video, error) }
    throw error
  }
}

function documentOf({ id, title }: PlaylistVideo, asked: string | undefined, { video, cues, language, automatic }: Transcript): Fetched {
  const name = video.title ?? title ?? `YouTube ${id}`
  const missing = asked && asked.toLowerCase().split('-')[0] !== language.toLowerCase().split('-')[0] ? asked : undefined
  const head = { title: name, channel: video.channel, address: watchAddress(id), published: video.published, language, automatic, missing }
  return { ...known({ id, title: name }), content: new TextEncoder().encode(toWebVtt(cues, head)) }
}

function failed(video: PlaylistVideo, error: AppError, mistaken = false): Fetched {
  return { ...known(video), error, mistaken }
}

function known({ id, title }: PlaylistVideo): { name: string; origin: string } {
  return { name: `${nameFrom(title ?? '') || `YouTube ${id}`}.vtt`, origin: watchAddress(id) }
}

/** The pages of the videos are not what the user named, so robots.txt is asked about them; once refused for haste, nobody is asked again. */
async function* playlist(
  id: string,
  { url, language }: { url: URL; language: string | undefined },
  context: SourceContext,
): AsyncGenerator<Fetched> {
  const whole = (error: AppError, mistaken = false): Fetched => ({ name: `YouTube playlist ${id}`, origin: url.href, error, mistaken })
  let listed: Awaited<ReturnType<typeof readPlaylist>>
  try {
    listed = await readPlaylist(id, context)
    await context.askRobots(watchAddress((listed.videos[0] as PlaylistVideo).id))
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof TranscriptFailure) return yield whole(toAppError(error), error.kind === 'missing')
    if (error instanceof AppError) return yield whole(error)
    throw error
  }
  let refused: TranscriptFailure | undefined
  for (const [index, video] of listed.videos.entries()) {
    if (index > 0 && !refused) await setTimeout(pauseMs, undefined, { signal: context.signal })
    const { fetched, failure } = refused ? { fetched: failed(video, toAppError(refused)) } : await transcriptOf(video, language, context)
    if (failure?.kind === 'throttled') refused = failure
    // What the playlist lists and YouTube no longer has is told, and stays in the library with its reason.
    yield 'error' in fetched ? { ...fetched, mistaken: false } : fetched
  }
  if (listed.more)
    yield whole(
      new AppError(
        'DOCUMENT_TOO_LARGE',
        `The playlist has more than ${maxVideos} videos; the first ${maxVideos} were taken. Add the others one by one.`,
      ),
    )
}
