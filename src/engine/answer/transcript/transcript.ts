import type { Answer, ChatMessage } from '../../../contract/chat'
import type { Place } from '../../../contract/places'
import type { Transcript } from '../../../contract/transcript'
import { seen } from '../prompt'
import { onOneLine } from '../sentences'

/** A conversation as a file tells it. */
export function transcriptOf(messages: readonly ChatMessage[], about: Pick<Transcript, 'title' | 'workspace' | 'at'>): Transcript {
  const turns: Transcript['turns'] = []
  for (const { role, text, answer } of messages) {
    if (role === 'question') turns.push({ question: plain(text), answer: '', remark: 'Not answered.', unverified: [], sources: [] })
    else turns.push({ ...(turns.at(-1)?.remark === 'Not answered.' ? turns.pop()! : { question: '' }), ...answeredWith(text, answer) })
  }
  return { ...about, title: plain(about.title), turns }
}

function answeredWith(text: string, answer: Answer | undefined): Omit<Transcript['turns'][number], 'question'> {
  return {
    answer: plain(text),
    ...(answer?.understood ? { understood: plain(answer.understood) } : {}),
    remark: remarkOf(answer),
    unverified: (answer?.claims ?? []).filter((claim) => !claim.verified).map((claim) => plain(claim.text.replace(/\s*\[\d+\]/g, ''))),
    sources: (answer?.citations ?? []).map(({ n, name, page, place, quote }) => ({
      n,
      name: plain(name),
      place: plain(placeText(place, page)),
      quote: plain(onOneLine(quote)),
    })),
  }
}

function remarkOf(answer: Answer | undefined): string {
  if (!answer) return ''
  const who = answer.model === null ? 'Taken from the documents word for word.' : `Written by ${answer.model}.`
  const { length } = answer.claims
  const found = length > 0 ? ` ${answer.claims.filter((claim) => claim.verified).length} of ${length} claims found in their sources.` : ''
  const end = answer.error
    ? ` It broke off: ${answer.error.message}`
    : answer.stopped
      ? ' Stopped early.'
      : answer.cutOff
        ? ' Cut off at the longest answer.'
        : ''
  return plain(`${who}${found}${end}`)
}

/** Where something stands, in words. */
export function placeText(place: Place, page: number): string {
  if (place.kind === 'section' && place.path.length > 0) return `${place.path.join(' › ')}, page ${page}`
  if (place.kind === 'lines') return place.from === place.to ? `line ${place.from}` : `lines ${place.from}–${place.to}`
  if (place.kind === 'cells') return `${place.sheet} ${place.range}`
  if (place.kind === 'time') return `at ${Math.floor(place.seconds / 60)}:${String(Math.floor(place.seconds % 60)).padStart(2, '0')}`
  return place.kind === 'part' ? place.part : `page ${page}`
}

/** Without what shows nothing and what XML forbids. */
function plain(text: string): string {
  return seen(text.toWellFormed()).replaceAll(/[\uFFFE\uFFFF]/gu, '')
}
