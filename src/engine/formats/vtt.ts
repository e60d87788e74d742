import type { Format } from '../format'
import { readTextFile } from './text/decodeText'
import { looksLikeTranscript } from './vtt/looksLikeTranscript'
import { parseCues } from './vtt/parseCues'
import { transcriptPage } from './vtt/transcriptPage'
import { withoutRolling } from './vtt/withoutRolling'

const extensions = new Set(['vtt', 'srt', 'sbv'])

/** Transcripts and subtitles (WebVTT, SRT, SBV, pasted from a player): what was said in paragraphs, cited by the moment it was said. */
export const format: Format = {
  id: 'vtt',
  mediaType: 'text/vtt',
  place: 'time',
  recognises(head) {
    if (head.encoding === null || (head.detected && head.detected.extension !== 'vtt') || !looksLikeTranscript(head)) return 0
    return extensions.has(head.extension) ? 3 : 2
  },
  async open({ path, head }) {
    const { notes, cues } = parseCues(await readTextFile(path, head.encoding))
    const page = transcriptPage({ notes, cues: withoutRolling(cues) })
    const published = /^Published: (\d{4}-\d\d-\d\d)$/m.exec(notes.join('\n'))?.[1]
    if (published) page.published = published
    return {
      pages: 1,
      read: async () => ({ page, needsOcr: false, blank: page.text === '' }),
      close: async () => {},
    }
  },
}
