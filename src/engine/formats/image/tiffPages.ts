import { open, type FileHandle } from 'node:fs/promises'
import { bigEndian, bytesAt, littleEndian, type TiffReader } from './tiffBytes'

/** A picture of a TIFF that is a page. */
export interface TiffPage {
  /** Its place among all pictures of the file, from 0. */
  index: number
  /** Where its list of entries begins. */
  at: number
  /** How much higher than wide its pixels are: 2 for a fax of low resolution, 1 where the file does not say. */
  pixelShape: number
}

export interface TiffPages {
  pages: TiffPage[]
  read: TiffReader
}

const tags = { subfileType: 254, across: 282, down: 283 }
/** Bits of the subfile type: a smaller copy of another picture, a mask for one. */
const noPage = 0b101
const mostPictures = 20_000
const mostEntries = 4_096
/** Shapes beyond are a mistake in the file. */
const mostShape = 3

/**
 * The pictures of a TIFF file that are pages, without thumbnails, the smaller copies of a pyramid, and masks.
 * Null where it is no TIFF whose list of pictures can be read (a BigTIFF, a damaged list).
 */
export async function tiffPages(path: string): Promise<TiffPages | null> {
  const file = await open(path)
  try {
    const head = await bytesAt(file, 0, 8)
    const little = head?.toString('latin1', 0, 2) === 'II'
    if (!head || (!little && head.toString('latin1', 0, 2) !== 'MM')) return null
    const read = little ? littleEndian : bigEndian
    if (read.short(head, 2) !== 42) return null
    const pages: TiffPage[] = []
    const seen = new Set<number>()
    let at = read.long(head, 4)
    for (let index = 0; at !== 0; index++) {
      if (seen.has(at) || index >= mostPictures) return null
      seen.add(at)
      const picture = await readPicture(file, at, read)
      if (!picture) return null
      if ((picture.type & noPage) === 0) pages.push({ index, at, pixelShape: picture.pixelShape })
      at = picture.next
    }
    return pages.length > 0 ? { pages, read } : null
  } finally {
    await file.close()
  }
}

async function readPicture(
  file: FileHandle,
  at: number,
  read: TiffReader,
): Promise<{ type: number; pixelShape: number; next: number } | null> {
  const count = await bytesAt(file, at, 2)
  const entries = count ? read.short(count, 0) : 0
  if (entries === 0 || entries > mostEntries) return null
  const list = await bytesAt(file, at + 2, 12 * entries + 4)
  if (!list) return null
  const values = new Map<number, number>()
  for (let entry = 0; entry < entries; entry++) values.set(read.short(list, 12 * entry), read.long(list, 12 * entry + 8))
  const across = await fractionAt(file, values.get(tags.across), read)
  const down = await fractionAt(file, values.get(tags.down), read)
  const shape = across > 0 && down > 0 ? across / down : 1
  return {
    type: values.get(tags.subfileType) ?? 0,
    pixelShape: shape <= mostShape && shape >= 1 / mostShape ? shape : 1,
    next: read.long(list, 12 * entries),
  }
}

async function fractionAt(file: FileHandle, at: number | undefined, read: TiffReader): Promise<number> {
  const bytes = at === undefined ? null : await bytesAt(file, at, 8)
  return bytes && read.long(bytes, 4) > 0 ? read.long(bytes, 0) / read.long(bytes, 4) : 0
}
