import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { createKeyRingSecrets } from './secrets'
import { answers, recorded, reset } from './testing/electronRecorder'

const key = 'sk-very-secret-0123456789'
let folder = ''
const file = () => join(folder, 'keys.json')

beforeEach(() => {
  reset()
  folder = mkdtempSync(join(tmpdir(), 'carrel-keys-'))
})

/** Whether a text stands in any file of the folder, in any of the forms a leak would have. */
function leaks(text: string): boolean {
  const forms = [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('base64')),
    Buffer.from(Buffer.from(text).toString('hex')),
  ]
  return readdirSync(folder).some((name) => forms.some((form) => readFileSync(join(folder, name)).includes(form)))
}

test('a key is found again by the next start, and never stands in a file', async () => {
  await createKeyRingSecrets(file()).set('model:a', key)
  expect(await createKeyRingSecrets(file()).get('model:a')).toBe(key)
  expect(leaks(key)).toBe(false)
  expect(statSync(file()).mode & 0o077).toBe(0)
})

test('a removed key is gone, the others stay', async () => {
  const secrets = createKeyRingSecrets(file())
  await secrets.set('a', key)
  await secrets.set('b', 'other')
  await secrets.remove('a')
  await secrets.remove('never there')
  expect([await secrets.get('a'), await secrets.get('b')]).toEqual([null, 'other'])
})

test.each([
  ['no encryption at all', { encryptionAvailable: false }],
  ['a password that everybody knows', { storageBackend: 'basic_text' }],
  ['a store nobody has named', { storageBackend: 'unknown' }],
])('with %s nothing is saved, and the reason says what to do', async (_name, state) => {
  Object.assign(answers, state)
  const secrets = createKeyRingSecrets(file())
  expect(secrets.available()).toBe(false)
  await expect(secrets.set('a', key)).rejects.toMatchObject({ code: 'SECRETS_UNAVAILABLE', message: expect.stringContaining('key ring') })
  expect(existsSync(file())).toBe(false)
})

test('a key that cannot be decrypted any more is none, and is kept in case the key ring comes back', async () => {
  writeFileSync(file(), JSON.stringify({ a: Buffer.from('encrypted by another').toString('base64') }))
  const before = readFileSync(file(), 'utf8')
  expect(await createKeyRingSecrets(file()).get('a')).toBeNull()
  expect(readFileSync(file(), 'utf8')).toBe(before)
})

test('a key is encrypted anew when the key ring asks for it', async () => {
  const secrets = createKeyRingSecrets(file())
  await secrets.set('a', key)
  answers.shouldReEncrypt = true
  recorded.calls.length = 0
  expect(await secrets.get('a')).toBe(key)
  expect(recorded.calls).toEqual(['encrypt'])
})
