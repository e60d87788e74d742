import { open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { WebCore } from './core'
import { encodeName } from './files'
import { HttpError } from './refusal'

/** Answers GET of `/archives/ID` with an archive that was made for it, once: sent whole, it is kept no longer. Throws AppError: BAD_REQUEST. */
export async function sendArchive(
  request: IncomingMessage,
  response: ServerResponse,
  { path, core }: { path: string; core: WebCore },
): Promise<void> {
  const archive = core.archiveOf(path.slice('/archives/'.length))
  if (!archive) throw new HttpError(404, 'BAD_REQUEST', 'There is no such archive, or it was fetched already. Export the workspace again.')
  const file = await open(archive.path, 'r')
  try {
    const { size } = await file.stat()
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeName(archive.name)}`,
      'content-length': size,
    })
    if (request.method === 'HEAD') return void response.end()
    await pipeline(file.createReadStream({ autoClose: false }), response)
  } finally {
    await file.close()
  }
  await archive.done()
}
