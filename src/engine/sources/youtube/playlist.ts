import type { SourceContext } from '../../source'
import { TranscriptFailure } from './failure'
import { readJson } from './player'

export interface PlaylistVideo {
  id: string
  title: string | null
}

/** Most videos taken from one playlist, and most pages of it. */
export const maxVideos = 200
const maxPages = 10

const client = { clientName: 'WEB', clientVersion: '2.20260114.08.00', hl: 'en', gl: 'US' }

/** The videos of a playlist in their order, at most 200, and whether there are more. Throws TranscriptFailure and what the gate throws. */
export async function readPlaylist(id: string, context: SourceContext): Promise<{ videos: PlaylistVideo[]; more: boolean }> {
  const videos = new Map<string, PlaylistVideo>()
  let next: { browseId: string } | { continuation: string } = { browseId: `VL${id}` }
  for (let page = 0; page < maxPages; page++) {
    const found = look(await browse(next, context))
    for (const video of found.videos) if (!videos.has(video.id)) videos.set(video.id, video)
    if (!found.continuation || videos.size > maxVideos) return cut(videos, false)
    next = { continuation: found.continuation }
  }
  return cut(videos, true)
}

function cut(videos: Map<string, PlaylistVideo>, unread: boolean): { videos: PlaylistVideo[]; more: boolean } {
  if (videos.size === 0) throw new TranscriptFailure('missing', 'the playlist is empty, private or gone')
  return { videos: [...videos.values()].slice(0, maxVideos), more: unread || videos.size > maxVideos }
}

async function browse(what: object, { fetch }: SourceContext): Promise<unknown> {
  const answer = await fetch('https://www.youtube.com/youtubei/v1/browse?prettyPrint=false', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ context: { client }, ...what }),
  })
  return readJson(answer)
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null
const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key as string] : undefined), value)
const textAt = (value: unknown, ...path: (string | number)[]): string | null => {
  const found = at(value, ...path)
  return typeof found === 'string' && found !== '' ? found : null
}

/** Deepest nesting that is looked into. */
const maxDepth = 60

/**
 * Videos and the key to the next page, wherever they stand: YouTube changed their place and their names in 2026 (playlistVideoRenderer
 * became lockupViewModel), and will again.
 */
function look(answer: unknown): { videos: PlaylistVideo[]; continuation: string | null } {
  const videos: PlaylistVideo[] = []
  let continuation: string | null = null
  const visit = (value: unknown, depth: number): void => {
    if (!isObject(value) || depth > maxDepth) return
    const video = videoOf(value)
    if (video) return void videos.push(video)
    const more = value.continuationItemRenderer ?? value.continuationItemViewModel
    if (more) continuation ??= tokenIn(more, depth)
    else for (const inner of Object.values(value)) visit(inner, depth + 1)
  }
  visit(answer, 0)
  return { videos, continuation }
}

function videoOf(value: Json): PlaylistVideo | null {
  const old = value.playlistVideoRenderer
  const lockup = value.lockupViewModel
  const id = textAt(old, 'videoId') ?? (at(lockup, 'contentType') === 'LOCKUP_CONTENT_TYPE_VIDEO' ? textAt(lockup, 'contentId') : null)
  if (!id || !/^[\w-]{11}$/.test(id)) return null
  const title =
    textAt(old, 'title', 'runs', 0, 'text') ??
    textAt(old, 'title', 'simpleText') ??
    textAt(lockup, 'metadata', 'lockupMetadataViewModel', 'title', 'content')
  return { id, title }
}

function tokenIn(value: unknown, depth: number): string | null {
  if (!isObject(value) || depth > maxDepth) return null
  const own = textAt(value, 'continuationCommand', 'token')
  if (own) return own
  for (const inner of Object.values(value)) {
    const found = tokenIn(inner, depth + 1)
    if (found) return found
  }
  return null
}
