/** What an address of YouTube names. */
export type Wanted = { kind: 'video' | 'playlist'; id: string }

const hosts = /^((www|m|music)\.)?youtube(-nocookie)?\.com$|^youtu\.be$/
const pathsOfVideos = ['shorts', 'embed', 'live', 'v']
const videoId = /^[\w-]{11}$/
const listId = /^[\w-]{2,64}$/

/** The video or playlist an address names; a video of a playlist is the video. null: neither. */
export function youtubeAddress(url: URL): Wanted | null {
  if (!hosts.test(url.hostname)) return null
  const [first = '', second = ''] = url.pathname.split('/').filter(Boolean)
  const video =
    url.hostname === 'youtu.be' ? first : pathsOfVideos.includes(first) ? second : first === 'watch' ? url.searchParams.get('v') : null
  if (video && videoId.test(video)) return { kind: 'video', id: video }
  const list = ['playlist', 'watch'].includes(first) ? url.searchParams.get('list') : null
  return list && listId.test(list) ? { kind: 'playlist', id: list } : null
}

/** The address a video is known by. */
export const watchAddress = (id: string) => `https://www.youtube.com/watch?v=${id}`
