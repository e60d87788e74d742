import { AppError } from '../../contract/errors'
import { formatOf } from '../formats'
import { identify } from './identify'

export interface PictureInput {
  /** Of the document, as the user knows it. */
  name: string
  /** Absolute path of the original or its copy. */
  file: string
  /** From 1. */
  page: number
  /** Pixels it may be wide and high. */
  most: number
}

const none = new AbortController().signal

/**
 * A page of a document as it looks, as JPEG. Throws PAGE_NOT_FOUND where there is no such page, FORMAT_UNSUPPORTED where pages of its
 * format are shown otherwise, and what opening the file throws.
 */
export async function pictureOf({ name, file, page, most }: PictureInput, signal: AbortSignal = none): Promise<Uint8Array> {
  const head = await identify(file, name)
  const document = await formatOf(head).open({ path: file, head }, { signal })
  try {
    if (!document.picture) throw new AppError('FORMAT_UNSUPPORTED', `There are no pictures of the pages of ${name}: open the original.`)
    if (page > document.pages) throw new AppError('PAGE_NOT_FOUND', `${name} has ${document.pages} pages; there is no page ${page}.`)
    return await document.picture(page, most)
  } finally {
    await document.close()
  }
}
