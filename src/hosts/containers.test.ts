import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { officeFile, relations } from '../engine/formats/docx/testing/officeFile'
import { encryptedPdf } from '../engine/formats/pdf/testing/encryptedPdf'
import { makeZip } from '../engine/formats/zip/testing/makeZip'
import { type LibraryHost, openLibraryHost } from './testing/libraryHost'

/* Mail and archives in a real host with real worker processes. */

const workspace = 'w'
const fixtures = join(import.meta.dirname, '../engine/formats/fixtures')
const pdf = readFileSync(join(fixtures, 'pdf/report.pdf'))
const docx = readFileSync(join(fixtures, 'docx/lease.docx'))

let library: LibraryHost
beforeAll(async () => void (library = await openLibraryHost()))
afterAll(async () => {
  await library.close()
  expect(library.logged.filter((line) => 'error' in line)).toEqual([])
})

interface Attached {
  name: string
  content: string | Uint8Array
}
function mail(subject: string, text: string, attachments: readonly Attached[] = []): string {
  const parts = attachments.map(({ name, content }) => {
    const body = Buffer.from(content as string)
      .toString('base64')
      .replace(/.{76}/g, '$&\n')
    return `--B\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="${name}"\n\n${body}\n`
  })
  const start = `From: Ann <ann@example.com>\nTo: ben@example.com\nSubject: ${subject}\nMIME-Version: 1.0\n`
  return `${start}Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\n${text}\n${parts.join('')}--B--\n`
}
const trial = (instructions: object) => JSON.stringify({ carrelTrial: instructions })
const statusesOf = (documents: Record<string, { status: string }>) =>
  Object.fromEntries(Object.entries(documents).map(([name, one]) => [name, one.status]))
const within = async (container: string) =>
  (await library.library()).filter(([name]) => name === container || name.startsWith(`${container}/`))

describe('a mail with attachments', () => {
  const annex = (words: string) => [
    { name: 'annex.pdf', content: pdf },
    { name: 'lease.docx', content: docx },
    { name: 'note.txt', content: `The attached note says ${words}.` },
  ]

  it('becomes a document for itself and for each of them, found under their own names', async () => {
    const path = library.file('offer.eml', mail('An offer', 'The body says bathyscaphe.', annex('chrysoprase')))
    const added = await library.add(path)
    expect(statusesOf(added)).toEqual({
      'offer.eml': 'ready',
      'offer.eml/annex.pdf': 'ready',
      'offer.eml/lease.docx': 'ready',
      'offer.eml/note.txt': 'ready',
    })
    const own = await library.document('offer.eml')
    expect(own.parent).toBeUndefined()
    for (const name of ['annex.pdf', 'lease.docx', 'note.txt']) expect((await library.document(`offer.eml/${name}`)).parent).toBe(own.id)
    expect(await library.search('bathyscaphe')).toEqual(['offer.eml'])
    expect(await library.search('chrysoprase')).toEqual(['offer.eml/note.txt'])
    expect((await library.document('offer.eml/annex.pdf')).pages).toBeGreaterThan(0)

    expect(await library.add(path)).toEqual(added)
    expect((await within('offer.eml')).map(([name]) => name)).toEqual(Object.keys(added))
  })

  it('follows its file: what is new is read, what has changed is replaced, what is gone is removed', async () => {
    const before = await library.document('offer.eml/annex.pdf')
    const changed = [
      annex('')[0]!,
      { name: 'note.txt', content: 'The attached note says heliodor.' },
      { name: 'more.txt', content: 'Something more.' },
    ]
    await library.add(library.file('offer.eml', mail('An offer', 'The body says bathysphere.', changed)))
    expect(await within('offer.eml')).toEqual([
      ['offer.eml', 'ready'],
      ['offer.eml/annex.pdf', 'ready'],
      ['offer.eml/note.txt', 'ready'],
      ['offer.eml/more.txt', 'ready'],
    ])
    expect(await library.document('offer.eml/annex.pdf')).toEqual(before)
    expect(await library.search('chrysoprase')).toEqual([])
    expect(await library.search('heliodor')).toEqual(['offer.eml/note.txt'])
    expect(await library.search('bathyscaphe')).toEqual([])
  })

  it('does not bring back what was removed from it, until it is added again', async () => {
    const path = library.file('kept.eml', mail('Kept', 'The body.', [{ name: 'note.txt', content: 'This note says spessartine.' }]))
    await library.add(path)
    const { job } = await library.host.client.documents.remove({ workspace, documents: ['kept.eml/note.txt'] })
    await library.ended(job)
    const { job: again } = await library.host.client.documents.retry({ workspace, documents: ['kept.eml'] })
    await library.ended(again)
    expect(await within('kept.eml')).toEqual([['kept.eml', 'ready']])
    expect(await library.search('spessartine')).toEqual([])
    expect(await library.add(path)).toMatchObject({ 'kept.eml/note.txt': { status: 'ready' } })
    expect(await library.search('spessartine')).toEqual(['kept.eml/note.txt'])
    await library.ended((await library.host.client.documents.remove({ workspace, documents: ['kept.eml'] })).job)
  })

  it('goes with everything in it, off the disk too', async () => {
    const { job } = await library.host.client.documents.remove({ workspace, documents: ['offer.eml'] })
    expect(await within('offer.eml')).toEqual([])
    await library.ended(job)
    for (const word of ['heliodor', 'bathysphere']) expect(library.filesWith(word)).toEqual([])
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })
})

describe('containers within containers', () => {
  it('are opened down to the innermost document', async () => {
    const inner = makeZip([{ name: 'deep/secret.txt', content: 'The innermost word is labradorite.' }])
    const added = await library.add(
      library.file(
        'outer.zip',
        makeZip([{ name: 'post.eml', content: mail('Post', 'See the archive.', [{ name: 'papers.zip', content: inner }]) }]),
      ),
    )
    expect(statusesOf(added)).toEqual({
      'outer.zip': 'ready',
      'outer.zip/post.eml': 'ready',
      'outer.zip/post.eml/papers.zip': 'ready',
      'outer.zip/post.eml/papers.zip/deep/secret.txt': 'ready',
    })
    expect(await library.search('labradorite')).toEqual(['outer.zip/post.eml/papers.zip/deep/secret.txt'])
  })

  it('end at the eighth, and say so', async () => {
    let innermost = 'From: a@example.com\nSubject: innermost\n\nHere.\n'
    for (let n = 0; n < 12; n++) innermost = `From: a@example.com\nSubject: ${n}\nContent-Type: message/rfc822\n\n${innermost}`
    const added = await library.add(library.file('nested.eml', innermost))
    expect(Object.keys(added)).toHaveLength(10)
    const [last] = Object.entries(added).toSorted(([a], [b]) => b.length - a.length)
    expect(last?.[1]).toMatchObject({ status: 'failed', code: 'DOCUMENT_TOO_DEEP' })
    expect(Object.values(added).filter((one) => one.status === 'ready-partly')).toHaveLength(1)
  })

  it('do not fail with what is in them, nor keep it from being read', async () => {
    const added = await library.add(
      library.file(
        'mixed.zip',
        makeZip([
          { name: 'broken.pdf', content: '%PDF-1.7\nnothing' },
          { name: 'crash.carrel-trial', content: trial({ crashOnPage: 1 }) },
          { name: 'damaged.txt', content: 'x'.repeat(100), claims: 5 },
          { name: 'good.txt', content: 'A good file.' },
        ]),
      ),
    )
    expect(added['mixed.zip']).toMatchObject({ status: 'ready-partly', message: expect.stringContaining('damaged.txt') })
    expect(added['mixed.zip/broken.pdf']).toMatchObject({ status: 'failed', code: 'DOCUMENT_CORRUPT' })
    expect(added['mixed.zip/crash.carrel-trial']).toMatchObject({ status: 'failed', code: 'READER_CRASHED' })
    expect(added['mixed.zip/damaged.txt']).toMatchObject({ status: 'failed', code: 'DOCUMENT_CORRUPT' })
    expect(added['mixed.zip/good.txt']).toMatchObject({ status: 'ready' })
  })
})

describe('a password', () => {
  const password = 'Wolkenkuckucksheim-7'
  const unlock = async (document: string, with_ = password) =>
    Object.fromEntries(
      (
        await library.ended((await library.host.client.documents.unlock({ workspace, document, password: with_ })).job)
      ).result.documents.map((one) => [one.name, one]),
    )
  const encryptedZip = async (plain: readonly Attached[], secret: readonly Attached[]) => {
    const writer = new ZipWriter(new Uint8ArrayWriter())
    const bytes = ({ content }: Attached) => new Uint8ArrayReader(Buffer.from(content as string))
    for (const one of plain) await writer.add(one.name, bytes(one))
    for (const one of secret) await writer.add(one.name, bytes(one), { password })
    return writer.close()
  }

  it('opens a document in an archive, and is kept nowhere', async () => {
    const added = await library.add(
      library.file(
        'vault.zip',
        makeZip([{ name: 'vault.pdf', content: encryptedPdf('The vault holds andalusite.', Buffer.from(password), 'aes-256') }]),
      ),
    )
    expect(statusesOf(added)).toEqual({ 'vault.zip': 'ready', 'vault.zip/vault.pdf': 'needs-password' })
    expect((await unlock('vault.zip/vault.pdf', 'wrong'))['vault.zip/vault.pdf']?.status).toBe('needs-password')
    expect((await unlock('vault.zip/vault.pdf'))['vault.zip/vault.pdf']?.status).toBe('ready')
    expect(await library.search('andalusite')).toEqual(['vault.zip/vault.pdf'])
    await expect(unlock('vault.zip/vault.pdf')).rejects.toMatchObject({ code: 'JOB_STATE' })
  })

  it('opens an archive, whose documents are then read', async () => {
    const added = await library.add(library.file('closed.zip', await encryptedZip([], [{ name: 'a.txt', content: 'It says prehnite.' }])))
    expect(statusesOf(added)).toEqual({ 'closed.zip': 'needs-password' })
    expect(statusesOf(await unlock('closed.zip'))).toEqual({ 'closed.zip': 'ready', 'closed.zip/a.txt': 'ready' })
    expect(await library.search('prehnite')).toEqual(['closed.zip/a.txt'])
  })

  it('opens what is closed in an archive that is open in part, by the name of either', async () => {
    const open = { name: 'open.txt', content: 'It says kyanite.' }
    const secret = (word: string) => ({ name: 'secret.txt', content: `It says ${word}.` })
    const partly = async (name: string, word: string) => {
      const added = await library.add(library.file(name, await encryptedZip([open], [secret(word)])))
      expect(statusesOf(added)).toEqual({ [name]: 'ready-partly', [`${name}/open.txt`]: 'ready', [`${name}/secret.txt`]: 'needs-password' })
      expect(added[name]?.message).toMatch(/secret\.txt \(It is encrypted: unlock it/)
    }
    await partly('one.zip', 'sodalite')
    expect(statusesOf(await unlock('one.zip/secret.txt'))).toMatchObject({ 'one.zip': 'ready', 'one.zip/secret.txt': 'ready' })
    expect(await library.search('sodalite')).toEqual(['one.zip/secret.txt'])
    await partly('two.zip', 'larimar')
    expect(statusesOf(await unlock('two.zip', 'wrong'))).toMatchObject({
      'two.zip': 'ready-partly',
      'two.zip/secret.txt': 'needs-password',
    })
    expect(statusesOf(await unlock('two.zip'))).toMatchObject({ 'two.zip': 'ready', 'two.zip/secret.txt': 'ready' })
    await library.ended((await library.host.client.documents.retry({ workspace, documents: ['two.zip'] })).job)
    expect(await within('two.zip')).toEqual([
      ['two.zip', 'ready'],
      ['two.zip/open.txt', 'ready'],
      ['two.zip/secret.txt', 'ready'],
    ])
  })

  it('is in no file of the data folder and in no line of the log', () => {
    expect(library.filesWith('closed.zip')).not.toEqual([])
    for (const spelling of [
      password,
      Buffer.from(password, 'utf16le'),
      Buffer.from(password).toString('base64'),
      Buffer.from(password).toString('hex'),
    ])
      expect(library.filesWith(spelling)).toEqual([])
    expect(JSON.stringify(library.logged)).not.toContain(password)
  })
})

describe('a container under way', { timeout: 90_000 }, () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `${n}.txt`, content: `File number ${n} of a larger archive.` }))

  it('can be cancelled in the middle, leaves nothing behind, and goes on when it is tried again', async () => {
    const slow = { name: 'slow.carrel-trial', content: trial({ pages: 400, msPerPage: 50 }) }
    const job = await library.submit(library.file('cancelled.zip', makeZip([...many(60), slow])))
    await library.until(async () => (await within('cancelled.zip')).length > 20)
    await library.host.client.jobs.cancel({ workspace, job })
    await library.until(async () => (await within('cancelled.zip')).every(([, status]) => status === 'ready' || status === 'cancelled'))
    expect((await within('cancelled.zip')).some(([, status]) => status === 'cancelled')).toBe(true)
    await library.until(async () => JSON.stringify(await library.verify()).includes('"ok":true'))
    await library.add(library.file('cancelled.zip', makeZip(many(60))))
    const now = await within('cancelled.zip')
    expect(now).toHaveLength(61)
    expect(now.every(([, status]) => status === 'ready')).toBe(true)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })

  it('loses and doubles nothing when its reader is killed', async () => {
    const job = await library.submit(library.file('killed.zip', makeZip(many(60))))
    await library.until(async () => (await within('killed.zip')).length > 20)
    for (const pid of library.host.core.workerPids().ingest) process.kill(pid, 'SIGKILL')
    await library.ended(job)
    const aside = (await within('killed.zip')).filter(([, status]) => status !== 'ready').map(([name]) => name)
    if (aside.length > 0) await library.ended((await library.host.client.documents.retry({ workspace, documents: aside })).job)
    const names = (await within('killed.zip')).map(([name]) => name)
    expect(new Set(names).size).toBe(61)
    expect(names).toHaveLength(61)
    expect(await library.verify()).toMatchObject({ ok: true, problems: [] })
  })

  it('takes what is in it along when it is removed while it is read', async () => {
    await library.submit(library.file('removed.zip', makeZip(many(60))))
    await library.until(async () => (await within('removed.zip')).length > 20)
    await library.ended((await library.host.client.documents.remove({ workspace, documents: ['removed.zip'] })).job)
    expect(await within('removed.zip')).toEqual([])
    await library.until(async () => JSON.stringify(await library.verify()).includes('"ok":true'))
  })
})

describe('the pictures of a document', () => {
  const drawn = (svg: string) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300">${svg}</svg>`)).png().toBuffer() // prettier-ignore
  const paper = '<rect width="900" height="300" fill="white"/>'
  const rings = [40, 80, 120].map((r) => `<circle cx="450" cy="150" r="${r}" fill="none" stroke="black" stroke-width="6"/>`).join('')
  const words = '<text x="40" y="160" font-size="64" font-family="sans-serif">Gudgeon pin</text>'

  it('are documents below it where something is written in them, and none where nothing is', async () => {
    const body =
      '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>The text says amethyst.</w:t></w:r></w:p></w:body></w:document>'
    const file = officeFile({
      'word/document.xml': body,
      'word/_rels/document.xml.rels': relations({ a: ['image', 'media/label.png'], b: ['image', 'media/sign.png'] }),
      'word/media/label.png': await drawn(paper + words),
      'word/media/sign.png': await drawn(paper + rings),
    })
    const added = await library.add(library.file('pictured.docx', file))
    expect(statusesOf(added)).toEqual({ 'pictured.docx': 'ready', 'pictured.docx/label.png': 'ready' })
    expect(await within('pictured.docx')).toEqual([['pictured.docx', 'ready'], ['pictured.docx/label.png', 'ready']]) // prettier-ignore
    expect(await library.search('gudgeon')).toEqual(['pictured.docx/label.png'])
    expect(await library.verify()).toMatchObject({ ok: true })
  })
})
