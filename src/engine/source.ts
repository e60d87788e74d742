import type { AppError } from '../contract/errors'

/*
 * What a file in sources/ exports: `export const source: Source`. Adding an origin of documents is adding one such file.
 */

/** A request to the outside. No cookies, no referrer, no keys: the gate adds its own name and nothing else. */
export interface SourceRequest {
  method?: 'GET' | 'POST'
  /** Only `accept`, `accept-language` and `content-type` pass the gate. */
  headers?: Record<string, string>
  body?: string
}

/** An answer read to its end, within the limits of the gate. */
export interface SourceResponse {
  /** Where the answer came from, after redirects. */
  url: string
  status: number
  /** Media type in lower case without parameters; '' where none was sent. */
  mediaType: string
  /** Character set the server named, in lower case, else null. */
  charset: string | null
  bytes: Uint8Array
}

/**
 * The only way out: core's gate. Any status is an answer.
 * Throws AppError: SOURCE_BLOCKED (address, redirect or type refused), SOURCE_UNREACHABLE, DOCUMENT_TOO_LARGE.
 */
export type SourceFetch = (url: string, request?: SourceRequest) => Promise<SourceResponse>

export interface SourceContext {
  fetch: SourceFetch
  /** Asks robots.txt about a page the user has not named. Throws SOURCE_BLOCKED where it says no or does not answer. */
  askRobots(url: string): Promise<void>
  signal: AbortSignal
}

export interface SourceInput {
  /** Address as the user gave it, http or https. */
  url: URL
  /** Language wanted, as a BCP 47 tag, where there is a choice. */
  language?: string | undefined
}

/** One document of a source, or why there is none. `origin` is what the same document is known by the next time. */
export type Fetched =
  | { name: string; origin: string; content: Uint8Array }
  /** `mistaken`: the mistake lies in what was asked for, so no document is kept of it. */
  | { name: string; origin: string; error: AppError; mistaken?: boolean }

export interface Source {
  /** Short name, also the name of the file: url, youtube … */
  id: string
  /** How sure this source is that an address is its own: 0 not, 1 as any other, 2 by its host and path. */
  recognises(url: URL): 0 | 1 | 2
  /** Fetches what the address leads to, one document at a time. What fails is told, not thrown; only an abort throws. */
  fetch(input: SourceInput, context: SourceContext): AsyncIterable<Fetched>
}
