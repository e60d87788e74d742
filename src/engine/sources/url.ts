import { AppError } from '../../contract/errors'
import type { Fetched, Source, SourceInput, SourceResponse } from '../source'
import { beginningOf, readableAlone } from './url/charset'
import { fileNameOf } from './url/fileName'
import { canonicalAddress, plainAddress } from './url/pageAddress'
import { readPageHead } from './url/pageHead'

/** What a program that reads documents asks for, best first. */
const wanted = 'text/html, application/xhtml+xml, application/pdf, text/plain, */*;q=0.8'

/** Any web page or file on the web: kept as it was sent, named after its title, known by the address it calls its own. */
export const source: Source = {
  id: 'url',
  recognises: () => 1,
  async *fetch(input, { fetch, signal }) {
    try {
      const headers = { accept: wanted, ...(input.language ? { 'accept-language': input.language } : {}) }
      yield documentOf(await fetch(input.url.href, { headers }), input)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof AppError)) throw error
      yield failed(input, error, error.code === 'SOURCE_BLOCKED')
    }
  },
}

function documentOf(answer: SourceResponse, input: SourceInput): Fetched {
  const { status, mediaType, charset, bytes } = answer
  if (status < 200 || status >= 300) return failed(input, refusal(status, input.url.host), status === 404 || status === 410)
  const url = new URL(answer.url)
  if (bytes.length === 0)
    return failed(input, new AppError('DOCUMENT_EMPTY', `${url.host} sent an empty page. Open it in a browser and save it as a file.`))
  const isPage = /^(text\/html|application\/xhtml\+xml|)$/.test(mediaType)
  const head = isPage ? readPageHead(beginningOf(bytes, charset)) : { title: null, canonical: null }
  return {
    name: fileNameOf(url, { title: head.title, mediaType }),
    origin: canonicalAddress(answer.url, head.canonical),
    content: readableAlone(bytes, { mediaType, charset }),
  }
}

function failed({ url }: SourceInput, error: AppError, mistaken = false): Fetched {
  // What has no title yet goes by where it was looked for.
  const name = `${url.host}${url.pathname}`.replace(/\/+$/, '')
  return { name, origin: plainAddress(url.href), error, mistaken }
}

/** What a status that is no success means to the user. */
function refusal(status: number, host: string): AppError {
  if (status === 404 || status === 410)
    return new AppError('SOURCE_UNREACHABLE', `${host} has no such page (${status}). Check the address.`)
  if (status === 401 || status === 403 || status === 407 || status === 451)
    return new AppError(
      'SOURCE_BLOCKED',
      `${host} does not give this page to everybody (${status}). Open it in a browser, save it and add the file.`,
    )
  if (status === 429)
    return new AppError('SOURCE_BLOCKED', `${host} was asked too often (429). Retry in an hour, or save the page and add the file.`)
  return new AppError('SOURCE_UNREACHABLE', `${host} answered with an error (${status}). Retry later, or save the page and add the file.`)
}
