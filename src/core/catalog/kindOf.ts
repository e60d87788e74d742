import type { DocumentKind } from '../../contract/scope'

/** What a media type says a document is; the first that fits counts. */
const kinds: [RegExp, DocumentKind][] = [
  [/^application\/pdf$/, 'pdf'],
  [/spreadsheet|ms-excel|^text\/(?:csv|tab-separated-values)$/, 'sheet'],
  [/presentation|powerpoint/, 'slides'],
  [/^message\/|mbox|ms-outlook/, 'mail'],
  [/wordprocessing|msword|opendocument\.text|\/rtf$|iwork/, 'document'],
  [/epub/, 'book'],
  [/^image\//, 'image'],
  [/html/, 'web'],
  [/^text\/vtt$|subrip/, 'transcript'],
  [/^text\/x-source$|json|xml$|javascript/, 'code'],
  [/zip$|x-tar$|gzip$/, 'archive'],
  [/^text\//, 'text'],
]

/** The kind of a document by its media type, so that a new format needs no entry of its own. */
export function kindOf(mediaType: string): DocumentKind {
  return kinds.find(([pattern]) => pattern.test(mediaType))?.[1] ?? 'other'
}
