import { AppError, isAppError } from '../contract/errors'
import type { IngestEvent, WorkerContract } from '../contract/worker'
import { transcriptPdf } from '../engine/answer/transcript/pdf'
import { collect } from '../engine/ingest/collect'
import { ingest } from '../engine/ingest/pipeline'
import { pictureOf } from '../engine/ingest/pictureOf'
import type { Handlers } from '../rpc/handlers'

/** What an ingest worker does for each `ingest.*` procedure of the worker contract. */
export const ingestHandlers: Handlers<WorkerContract['ingest']> = {
  collect: (input, { signal }) => collect(input, { signal }),
  picture: async (input, { signal }) => ({ jpeg: Buffer.from(await pictureOf(input, signal)).toString('base64') }),
  print: async ({ transcript }) => ({ pdf: (await transcriptPdf(transcript)).toString('base64') }),
  read: (input, { signal }) => short(ingest(input, { signal })),
}

/** Longest sentence that is told of a page or a document, in characters: a reader may quote the whole of a damaged file. */
const longestMessage = 2_000

/** Events and the error they end with, without sentences that nobody would read to the end. */
async function* short(events: AsyncGenerator<IngestEvent>): AsyncGenerator<IngestEvent> {
  try {
    for await (const event of events)
      yield 'message' in event && event.message !== undefined ? { ...event, message: shortened(event.message) } : event
  } catch (error) {
    if (!(error instanceof Error) || error.message.length <= longestMessage) throw error
    throw isAppError(error)
      ? new AppError(error.code, shortened(error.message), { details: error.details })
      : Object.assign(new Error(shortened(error.message)), { name: error.name })
  }
}

function shortened(message: string): string {
  return message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`
}
