import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* How pages look that no browser draws: TIFF through host and worker. */

let library: LibraryHost
beforeAll(async () => {
  library = await openLibraryHost()
})
afterAll(() => library.close())

const page = (words: string) =>
  sharp(
    Buffer.from(
      `<svg width="1000" height="600"><rect width="1000" height="600" fill="#fff"/><text x="60" y="300" font-size="60">${words}</text></svg>`,
    ),
  )
    .png()
    .toBuffer()

it('the pages of a TIFF come as pictures, and what is asked wrongly is said', async () => {
  const sheets = await Promise.all([page('The lamp is green'), page('The door is open')])
  const scan = library.file(
    'scan.tif',
    await sharp(sheets, { join: { animated: true } })
      .tiff()
      .toBuffer(),
  )
  const note = library.file('note.txt', 'A plain note.')
  expect(await library.add(scan, note)).toMatchObject({ 'scan.tif': { status: 'ready', pages: 2 } })
  const { documents } = library.host.client
  const picture = async (document: string, number: number) =>
    Buffer.from((await documents.picture({ workspace: 'w', document, page: number, most: 500 })).jpeg, 'base64')
  const [first, second] = [await picture('scan.tif', 1), await picture('scan.tif', 2)]
  expect(await sharp(first).metadata()).toMatchObject({ format: 'jpeg', width: 500, height: 300 })
  expect(first.equals(second)).toBe(false)
  await expect(picture('scan.tif', 3)).rejects.toMatchObject({ code: 'PAGE_NOT_FOUND' })
  await expect(picture('note.txt', 1)).rejects.toMatchObject({ code: 'FORMAT_UNSUPPORTED' })
})
