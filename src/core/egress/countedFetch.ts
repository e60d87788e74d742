import type { Tally } from './admit'

type FetchInput = Parameters<typeof globalThis.fetch>[0]

/** Bytes of the body of a request. */
export async function bodyBytes(input: FetchInput, body: RequestInit['body']): Promise<number> {
  if (typeof body === 'string') return Buffer.byteLength(body)
  if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer) return body.byteLength
  if (input instanceof Request && input.body) return (await input.clone().arrayBuffer()).byteLength
  return body ? (await new Response(body instanceof ReadableStream ? null : body).arrayBuffer()).byteLength : 0
}

/** Makes a request and tells its tally what came back, when it has been read or let go of. */
export async function countedFetch(input: FetchInput, init: RequestInit, tally: Tally): Promise<Response> {
  let response: Response
  try {
    response = await fetch(input, init)
  } catch (error) {
    tally.failed()
    throw error
  }
  if (!response.body) return response
  let bytes = 0
  const end = () => {
    tally.received(bytes)
    bytes = 0
  }
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        bytes += chunk.byteLength
        controller.enqueue(chunk)
      },
      flush: end,
      cancel: end,
    }),
  )
  const counted = new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers })
  return Object.defineProperty(counted, 'url', { value: response.url })
}
