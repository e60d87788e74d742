import { describe, expect, test } from 'vitest'
import { encryptedPdf } from './pdf/testing/encryptedPdf'
import { assemblePdf, withoutTrailer } from './pdf/testing/handmadePdf'
import { openBytes, readBytes } from './pdf/testing/openBytes'

const text = 'The quarterly figure is 4711 euros.'

describe.each(['rc4-40', 'aes-256'] as const)('a PDF encrypted with %s', (encryption) => {
  const file = encryptedPdf(text, Buffer.from('geheim'), encryption)

  test('asks for its password', async () => {
    await expect(openBytes(file)).rejects.toMatchObject({
      code: 'DOCUMENT_PASSWORD',
      message: expect.stringContaining('Enter the password'),
    })
  })

  test('says that a password is wrong', async () => {
    const wrong = { code: 'DOCUMENT_PASSWORD', message: expect.stringContaining('wrong'), details: { wrong: true } }
    await expect(openBytes(file, { password: 'Geheim' })).rejects.toMatchObject(wrong)
  })

  test('opens with it', async () => {
    const [reading] = await readBytes(file, { password: 'geheim' })
    expect(reading!.page.text).toBe(text)
  })

  test.each<[string, BufferEncoding, string]>([
    ['one byte a character', 'latin1', 'æøå'],
    ['UTF-8', 'utf8', 'æøå'],
    ['UTF-8 of more than Latin letters', 'utf8', 'пароль 密码'],
    ['UTF-8, typed in parts', 'utf8', 'café'],
  ])('opens with one beyond ASCII written as %s', async (_, encoding, password) => {
    const protectedFile = encryptedPdf(text, Buffer.from(password.normalize('NFC'), encoding), encryption)
    const [reading] = await readBytes(protectedFile, { password: password.normalize('NFD') })
    expect(reading!.page.text).toBe(text)
  })

  test('whose password is empty opens without asking, and with any', async () => {
    const open = encryptedPdf(text, Buffer.alloc(0), encryption)
    for (const options of [{}, { password: 'whatever' }]) {
      const [reading] = await readBytes(open, options)
      expect(reading!.page.text).toBe(text)
    }
  })

  test('and refused by PDFium opens with pdf.js', async () => {
    const open = withoutTrailer(file)
    await expect(openBytes(open)).rejects.toMatchObject({ code: 'DOCUMENT_PASSWORD' })
    await expect(openBytes(open, { password: 'no' })).rejects.toMatchObject({ details: { wrong: true } })
    const [reading] = await readBytes(open, { password: 'geheim' })
    expect(reading!.page.text).toBe(text)
  })
})

test.each([
  ['rights management', '<< /Filter /FooBar.WebAccess /V 99 /R 99 >>'],
  ['a certificate', '<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 2 /Length 128 /Recipients [(xx)] >>'],
])('a PDF encrypted by %s is said to be encrypted, not damaged', async (_, encrypt) => {
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>'
  const pages = ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>']
  const locked = assemblePdf([catalog, ...pages, encrypt], '/ID [<30313233> <30313233>] /Encrypt 4 0 R')
  await expect(openBytes(locked)).rejects.toMatchObject({
    code: 'FORMAT_UNSUPPORTED',
    message: expect.stringContaining('encrypted'),
  })
})
