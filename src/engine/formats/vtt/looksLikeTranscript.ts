import type { FileHead } from '../../format'

const cue = /^\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?\s*-{1,2}\s?>\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}/
const shortCue = /^\s*\d:\d{2}:\d{2}\.\d{3},\d:\d{2}:\d{2}\.\d{3}\s*$/
const moment = /^\s*[[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[\])]?(?=\s|$|\p{L})/u

/** Whether a text is a transcript: cues with their times, or the moments a player shows at the beginning of its lines. */
export function looksLikeTranscript({ bytes, encoding }: FileHead): boolean {
  if (encoding === null) return false
  const wide = encoding.startsWith('utf-16') ? encoding : 'latin1'
  const start = new TextDecoder(wide).decode(bytes.subarray(0, 16 * 1024)).replace(/^\ufeff|^ï»¿/, '')
  if (/^WEBVTT(\s|$)/.test(start)) return true
  const lines = start.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  // The first cue stands at the very beginning, below its number at most.
  if (lines.slice(0, 3).some((line) => cue.test(line) || shortCue.test(line))) return true
  return areMoments(lines)
}

/** Moments count up from the first minute on; times of day do not begin there. */
function areMoments(lines: readonly string[]): boolean {
  const moments = lines.flatMap((line) => {
    const found = moment.exec(line)
    return found && Number(found[3]) < 60 ? [Number(found[1] ?? 0) * 3_600 + Number(found[2]) * 60 + Number(found[3])] : []
  })
  if (moments.length < 6 || moments.length < lines.length / 4 || moments[0]! > 60) return false
  return moments.every((seconds, i) => i === 0 || seconds >= moments[i - 1]!)
}
