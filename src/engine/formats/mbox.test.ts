import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readContainer, refusalOf } from './mail/testing/readContainer'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-mbox-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function file(content: string, name = `${++count}.mbox`): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const opening = (n: number) => `From ann@example.com Mon Jan ${String(1 + (n % 28)).padStart(2)} 10:00:00 2024\n`
const message = (n: number, text = `Text ${n}.`) => `${opening(n)}From: Ann <ann@example.com>\nSubject: Message ${n}\n\n${text}\n\n`

describe('a mailbox', () => {
  it('is divided where a message opens, not where a line only begins so', async () => {
    const text = 'From here on nothing is left.\n\nFrom time to time at 10:00 it rains.\n>From Monday on: sun.\n>>From quoted.'
    const { children } = await readContainer(file(message(1, text) + message(2)))
    expect(children.map((child) => child.name)).toEqual(['0001 Message 1.eml', '0002 Message 2.eml'])
    expect(children[0]?.content?.toString()).toBe(
      `From: Ann <ann@example.com>\nSubject: Message 1\n\n${text.replace('>From M', 'From M').replace('>>From', '>From')}\n\n`,
    )
  })

  it('is found with any line ends, and under any name', async () => {
    const { format, children } = await readContainer(file((message(1) + message(2)).replaceAll('\n', '\r\n'), 'Sent'))
    expect(format).toBe('mbox')
    expect(children).toHaveLength(2)
    expect((await readContainer(file(message(1), 'a.eml'))).format).toBe('eml')
  })

  it('is divided right wherever the pieces it is read in end', async () => {
    const long = 'x'.repeat(997)
    const messages = Array.from({ length: 3_000 }, (_, n) => message(n + 1, n % 7 === 0 ? long : long.slice(0, 700 + (n % 13))))
    const path = file(messages.join(''))
    const { children, text } = await readContainer(path)
    expect(children).toHaveLength(3_000)
    expect(
      children.every((child, n) => child.content?.toString().startsWith(`From: Ann <ann@example.com>\nSubject: Message ${n + 1}\n`)),
    ).toBe(true)
    expect(children.map((child) => child.content?.toString()).join('')).toBe(
      messages.map((one) => one.slice(one.indexOf('\n') + 1)).join(''),
    )
    expect(text).toContain('3,000 messages.')
    expect(text).toContain('| 3000 |  | Ann | Message 3000 |')
  })

  it('of any size is listed a part at a time, and never read whole', { timeout: 60_000 }, async () => {
    const path = join(folder, 'large.mbox')
    const handle = openSync(path, 'w')
    writeSync(handle, message(1))
    ftruncateSync(handle, 300 * 2 ** 20)
    writeSync(handle, `\n\n${message(2)}`, 300 * 2 ** 20)
    closeSync(handle)
    const before = process.memoryUsage.rss()
    const { identify } = await import('../ingest/identify')
    const { format } = await import('./mbox')
    const { signal } = new AbortController()
    const document = await format.open({ path, head: await identify(path, 'large.mbox') }, { signal })
    const texts: string[] = []
    for (let page = 1; page <= document.pages; page++) texts.push((await document.read(page, { signal })).page.text)
    await document.close()
    expect(texts.map((text) => text.match(/Message \d/)?.[0])).toEqual(['Message 1', undefined, undefined, undefined, 'Message 2'])
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 2 ** 20)
  })

  it('is found by its opening line and one header, and its messages are messages', async () => {
    const coded = Buffer.from('The cellar is dry.').toString('base64')
    const bare = (header: string, text: string) => `${opening(1)}${header}\n\n${text}\n\n`
    const box = file(bare('Subject: one\nContent-Transfer-Encoding: base64', coded) + bare('Subject: two', 'Two.'), 'box')
    const { format, children } = await readContainer(box)
    expect([format, children.map(({ name }) => name)]).toEqual(['mbox', ['0001 one.eml', '0002 two.eml']])
    const texts: string[] = []
    for (const { name, content } of children) texts.push((await readContainer(file(content!.toString(), name))).text)
    expect(texts).toEqual(['one\n\nThe cellar is dry.', 'two\n\nTwo.'])
  })

  it('gives a message too whose opening line is damaged', async () => {
    const { children } = await readContainer(file(`Frm ann@example.com\n${message(1).slice(opening(1).length)}${message(2)}`))
    expect(children.map((child) => child.name)).toEqual(['0001 Message 1.eml', '0002 Message 2.eml'])
    expect(children[0]?.content?.toString()).toContain('Text 1.')
  })

  it('without a whole message is refused, without any it is a text', async () => {
    expect((await refusalOf(file(`A note.\n${opening(1)}No header.\n`))).code).toBe('DOCUMENT_CORRUPT')
    expect((await readContainer(file('Nothing of the kind.\n'))).format).toBe('text')
  })
})
