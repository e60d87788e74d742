import { basename } from 'node:path'
import type { DocumentErrorCode } from '../../../../contract/errors'
import { identify } from '../../../ingest/identify'
import type { Page } from '../../../page'
import { formatOf } from '../../index'

const { signal } = new AbortController()

export interface ReadContainer {
  format: string
  pages: Page[]
  /** The text of all pages. */
  text: string
  children: { name: string; content?: Buffer; code?: DocumentErrorCode; message?: string }[]
}

/** A container read to the end, as a reader of documents does it: its pages, then what lies in it. */
export async function readContainer(
  path: string,
  { password, name = basename(path) }: { password?: string; name?: string } = {},
): Promise<ReadContainer> {
  const head = await identify(path, name)
  const format = formatOf(head)
  const document = await format.open({ path, head, ...(password === undefined ? {} : { password }) }, { signal })
  try {
    const pages: Page[] = []
    for (let page = 1; page <= document.pages; page++) pages.push((await document.read(page, { signal })).page)
    const children: ReadContainer['children'] = []
    for await (const child of document.children?.({ signal }) ?? []) {
      if ('error' in child) {
        children.push({ name: child.name, code: child.error.code as DocumentErrorCode, message: child.error.message })
        continue
      }
      const pieces: Uint8Array[] = []
      for await (const piece of child.content instanceof Uint8Array ? [child.content] : child.content) pieces.push(piece)
      children.push({ name: child.name, content: Buffer.concat(pieces) })
    }
    return { format: format.id, pages, text: pages.map((page) => page.text).join('\n\n'), children }
  } finally {
    await document.close()
  }
}

/** The code a container is refused with. */
export async function refusalOf(
  path: string,
  options: { password?: string; name?: string } = {},
): Promise<{ code: string; message: string }> {
  try {
    await readContainer(path, options)
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error(`${path} was read`)
}
