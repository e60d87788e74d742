import type { IngestEvent, IngestInput } from '../../contract/worker'
import type { OpenDocument } from '../format'
import { recogniseWanted, type Wanted } from './extract'
import type { KeptPage } from './pageFile'
import { whileWorking } from './whileWorking'

/** A page that is being recognised. */
export interface Recognition {
  page: Promise<KeptPage>
  /** Called when it gives a sign of life. */
  alive: () => void
}

/** Begins to recognise a page or its pictures, while others are. */
export function startRecognising(document: OpenDocument, wanted: Wanted, input: IngestInput, signal: AbortSignal): Recognition {
  const { ocr, languages, threads } = input
  const recognition: Recognition = {
    alive: () => {},
    page: recogniseWanted(document, wanted, ocr, { signal, alive: () => recognition.alive(), languages, threads }),
  }
  // It may fail before it is waited for.
  recognition.page.catch(() => {})
  return recognition
}

/** Waits for the page that was begun first, telling so again and again: it may take longer than a reader may be silent. */
export async function* recognised(
  underWay: Recognition[],
  { done, total }: { done: number; total: number },
): AsyncGenerator<IngestEvent, KeptPage> {
  const stage = { type: 'stage', stage: 'recognising', done, total } as const
  yield stage
  const first = underWay[0]!
  const work = whileWorking((alive) => {
    for (const one of underWay) one.alive = alive
    return first.page
  })
  for (let step = await work.next(); ; step = await work.next()) {
    if (step.done) {
      underWay.shift()
      return step.value
    }
    yield stage
  }
}
