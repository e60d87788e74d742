import { AppError } from '../../contract/errors'
import type { FileHead, Format } from '../format'
import { plainPage, type Page } from '../page'
import { misbehave, wait, type Mischief } from './trial/misbehave'

const extension = 'carrel-trial'
const marker = '{"carrelTrial":'

/** What a trial file asks its reader to do, as JSON behind the marker: `{"carrelTrial": {"pages": 3, …}}`. */
interface Trial extends Mischief {
  /** Pages to give; 1 unless said. */
  pages?: number
  /** Milliseconds opening takes, waiting. */
  msToOpen?: number
  /** Milliseconds each page takes, waiting. */
  msPerPage?: number
  /** Text of each page; `#` becomes the page number. */
  text?: string
  /** Pages (from 1) at which to misbehave; every page when absent. */
  at?: number[]
  /** Page that ends the process. */
  crashOnPage?: number
  /** Page that never comes. */
  silentOnPage?: number
  /** Page that cannot be read. */
  failOnPage?: number
  /** Characters of the reason it gives. */
  reasonLength?: number
}

/**
 * A reader that misbehaves on demand, to try out what becomes of a document whose reader hangs, dies or eats memory.
 * It reads only files that are called .carrel-trial and say so in their first bytes.
 */
export const format: Format = {
  id: 'trial',
  mediaType: 'application/x-carrel-trial',
  place: 'page',
  recognises: (head) => (head.extension === extension && startsWithMarker(head) ? 3 : 0),
  async open({ head }, { signal: stop }) {
    const trial = parseTrial(head)
    if (trial.msToOpen) await wait(trial.msToOpen, stop)
    return {
      pages: trial.pages ?? 1,
      async read(page, { signal }) {
        await misbehaveAt(trial, page, signal)
        if (trial.msPerPage) await wait(trial.msPerPage, signal)
        if (trial.failOnPage === page)
          throw new AppError('DOCUMENT_CORRUPT', `Page ${page} was asked to fail.${'!'.repeat(trial.reasonLength ?? 0)}`)
        return { page: pageOf(trial, page), needsOcr: false, blank: false }
      },
      close: async () => {},
    }
  },
}

function startsWithMarker(head: FileHead): boolean {
  return new TextDecoder('latin1').decode(head.bytes.subarray(0, marker.length)) === marker
}

function parseTrial(head: FileHead): Trial {
  try {
    return (JSON.parse(new TextDecoder().decode(head.bytes)) as { carrelTrial: Trial }).carrelTrial
  } catch (cause) {
    throw new AppError('DOCUMENT_CORRUPT', 'The trial file is not valid JSON: correct it.', { cause })
  }
}

function pageOf(trial: Trial, page: number): Page {
  const text = (trial.text ?? 'Page # of a trial.').replaceAll('#', String(page))
  return plainPage(page, text, [{ kind: 'paragraph', start: 0, end: text.length }])
}

async function misbehaveAt(trial: Trial, page: number, signal: AbortSignal): Promise<void> {
  if (trial.crashOnPage === page) process.abort()
  if (trial.silentOnPage === page) await wait(Infinity, signal)
  if (!trial.at || trial.at.includes(page)) await misbehave(trial, signal)
}
