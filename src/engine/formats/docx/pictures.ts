import { AppError, isAppError } from '../../../contract/errors'
import type { Child } from '../../format'
import type { Page } from '../../page'
import { mayShowWriting } from '../image/maySayMore'
import type { OfficePackage } from './officePackage'
import { ofType, relationsOf, type Relation } from './relations'

/** Most pictures that are taken out of one document, and the largest. */
const mostPictures = 500
const maxPictureBytes = 64 * 1024 * 1024

const readable = /\.(png|jpe?g|gif|bmp|tiff?|webp)$/i

interface PictureContext {
  signal: AbortSignal
}

/**
 * The pictures of an office document that may show writing, each a document of its own to be recognised: screens, scans, charts pasted as
 * pictures, but neither icons nor photographs. `isShown` tells the parts whose pictures count, which leaves out those of layouts, headers and footers.
 */
export async function* pictures(pack: OfficePackage, isShown: (part: string) => boolean, context: PictureContext): AsyncGenerator<Child> {
  const found = new Set<string>()
  for (const part of pack.names().filter(isShown)) {
    const relations = await relationsOf(pack, part, context).catch(() => new Map<string, Relation>())
    context.signal.throwIfAborted()
    for (const { target } of ofType(relations, 'image')) if (readable.test(target) && pack.has(target)) found.add(target)
  }
  yield* pictureChildren([...found], (name) => gathered(pack.content(name, context)), context)
}

/** Pictures by their names in a file, those that show no writing left out; one that cannot be read comes with the reason. */
export async function* pictureChildren(
  names: readonly string[],
  read: (name: string) => Promise<Uint8Array | null>,
  { signal }: PictureContext,
): AsyncGenerator<Child> {
  let taken = 0
  for (const name of names.filter((one) => readable.test(one))) {
    signal.throwIfAborted()
    const base = name.slice(name.lastIndexOf('/') + 1)
    try {
      const content = await read(name)
      if (!content || !(await mayShowWriting(content))) continue
      if (++taken > mostPictures) return yield { name: 'further pictures', error: tooMany() }
      yield { name: base, content, picture: true }
    } catch (error) {
      signal.throwIfAborted()
      if (!isAppError(error)) throw error
      yield { name: base, error: error as AppError }
    }
  }
}

/** A page without text names the pictures that are read below it, so that a document of scans is found and says where its text is. */
export async function withPictures(page: Page, shown: () => AsyncIterable<Child>): Promise<Page> {
  if (page.text !== '') return page
  const names: string[] = []
  for await (const { name } of shown()) names.push(name)
  if (names.length === 0) return page
  const text = `${names.length === 1 ? 'A picture' : 'Pictures'}: ${names.join(', ')}`
  return { ...page, text, blocks: [{ kind: 'caption', start: 0, end: text.length }] }
}

async function gathered(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of content) {
    length += piece.length
    if (length > maxPictureBytes)
      throw new AppError('DOCUMENT_TOO_LARGE', 'The picture is larger than 64 MB: save it by itself, smaller, and add that.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function tooMany(): AppError {
  return new AppError(
    'DOCUMENT_TOO_LARGE',
    `Only the first ${mostPictures} pictures in it are read: save the others by themselves and add those you need.`,
  )
}
