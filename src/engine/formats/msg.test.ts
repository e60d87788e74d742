import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readContainer, refusalOf } from './mail/testing/readContainer'
import { rtfBody } from './mail/rtfBody'

const offer = join(import.meta.dirname, 'fixtures/msg/offer.msg')
let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-msg-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function file(content: Uint8Array): string {
  const path = join(folder, `${++count}.msg`)
  writeFileSync(path, content)
  return path
}

describe('a message saved by Outlook', () => {
  it('gives its attachments and the messages within it, which can be read as files of their own', async () => {
    const { children } = await readContainer(offer)
    expect(children.map((child) => child.name)).toEqual(['terms.txt', 'Enquiry.msg'])
    expect(children[0]?.content?.toString()).toBe('Payment within thirty days.')
    const inner = await readContainer(file(children[1]?.content as Buffer))
    expect(inner.text).toBe(
      'Enquiry\n\nFrom: Ben Ode <ben@example.com>\nTo: Ann Lee <ann@example.com>\nDate: Tue, 05 Mar 2024 13:00:00 GMT\n\nHow much is it?',
    )
  })

  it('is found by its content where it is called something else', async () => {
    expect((await readContainer(offer, { name: 'offer.bin' })).format).toBe('msg')
  })

  it('is refused where a chain of its sectors goes in circles, or it is cut off', async () => {
    const bytes = readFileSync(offer)
    const fat = (bytes.readUInt32LE(76) + 1) * 512
    const directory = bytes.readUInt32LE(48)
    const circle = Buffer.from(bytes)
    circle.writeUInt32LE(directory, fat + directory * 4)
    const tree = Buffer.from(bytes)
    tree.writeUInt32LE(
      tree.readUInt32LE((directory + 1) * 512 + 76),
      (directory + 1) * 512 + tree.readUInt32LE((directory + 1) * 512 + 76) * 128 + 68,
    )
    const huge = Buffer.from(bytes)
    for (let at = (directory + 1) * 512; at < (directory + 2) * 512; at += 128)
      if (huge[at + 66] === 2) huge.writeUInt32LE(0x7fff_0000, at + 120)
    for (const broken of [circle, tree, huge, bytes.subarray(0, 1_500)])
      expect((await refusalOf(file(broken))).code).toBe('DOCUMENT_CORRUPT')
  })
})

describe('a body in compressed RTF', () => {
  it('is unpacked as its specification shows it', () => {
    const example = '2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423 20af32068656c090020627705b06c647d0a800fa0'
    expect(rtfBody(Buffer.from(example.replaceAll(' ', ''), 'hex'))).toEqual({ text: 'hello world', html: null })
  })

  it('gives its text without the parts that are none', () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\generator x;}{\info{\title t}}\uc1 \'cf\'f0\'e8\par\u8364?\emdash\tab{\b bold}\{\}}`
    const head = Buffer.alloc(16)
    head.write('MELA', 8, 'latin1')
    expect(rtfBody(Buffer.concat([head, Buffer.from(rtf)])).text).toBe('При\n\n€— bold{}')
  })

  it('that is damaged is no text', () => {
    expect(rtfBody(Buffer.from('short'))).toEqual({ text: null, html: null })
    expect(rtfBody(Buffer.alloc(64))).toEqual({ text: null, html: null })
  })
})
