import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tool from 'officecrypto-tool'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decryptOffice } from './decryptOffice'
import { storeArchive } from './testing/storeArchive'

const archive = storeArchive(new Map([['word/document.xml', Buffer.from('<w:document/>')]]))

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-decrypt-'))
  path = join(folder, 'a.docx')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each([
  ['agile', undefined],
  ['standard', 'standard'],
] as const)('a document encrypted in the %s way', (_, type) => {
  const encrypted = tool.encrypt(archive, { password: 'open sésame', ...(type ? { type } : {}) })

  test('is opened by its password', async () => {
    await writeFile(path, encrypted)
    expect(await decryptOffice({ path, password: 'open sésame' })).toEqual(archive)
  })

  test('asks for a password, and says when it is the wrong one', async () => {
    await writeFile(path, encrypted)
    await expect(decryptOffice({ path })).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD', message: expect.stringContaining('give its') })
    await expect(decryptOffice({ path, password: 'open sesame' })).rejects.toMatchObject({
      code: 'DOCUMENT_PASSWORD',
      message: expect.stringContaining('not the right one'),
    })
  })
})

test('what is only protected against changes opens without asking', async () => {
  await writeFile(path, tool.encrypt(archive, { password: 'VelvetSweatshop' }))
  expect(await decryptOffice({ path })).toEqual(archive)
})

test('a file that asks for a billion rounds of hashing is refused at once', async () => {
  const bytes = tool.encrypt(archive, { password: 'a' })
  bytes.write('999999', bytes.indexOf('spinCount="') + 'spinCount="'.length, 'latin1')
  bytes.write('9999"', bytes.indexOf('spinCount="') + 'spinCount="999999'.length, 'latin1')
  await writeFile(path, bytes)
  const started = performance.now()
  await expect(decryptOffice({ path, password: 'a' })).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('an encrypted file that is cut off is damaged', async () => {
  const bytes = tool.encrypt(archive, { password: 'a' })
  await writeFile(path, bytes.subarray(0, 2560))
  await expect(decryptOffice({ path, password: 'a' })).rejects.toMatchObject({ code: 'DOCUMENT_CORRUPT' })
})

test('a compound file without an encrypted document is none', async () => {
  const { CFB } = await import('xlsx')
  const file = CFB.utils.cfb_new()
  CFB.utils.cfb_add(file, 'WordDocument', Buffer.from('text'))
  await writeFile(path, CFB.write(file, { type: 'buffer' }) as Buffer)
  expect(await decryptOffice({ path, password: 'a' })).toBeNull()
})
