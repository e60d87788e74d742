import { describe, expect, it } from 'vitest'
import { joinLongBodies } from './longBodies'
import { parseMime } from './parseMime'

const lines = (count: number, line: (n: number) => string, end = '\n') => Array.from({ length: count }, (_, n) => line(n) + end).join('')
const long = lines(25_000, (n) => `Line ${n} of the log, sent as it is – Grüße.`)

describe('a message of very many lines', () => {
  it('is read as one of few lines is', async () => {
    for (const end of ['\n', '\r\n']) {
      const head = `From: a@example.com${end}Subject: Log${end}Content-Type: text/plain; charset=utf-8${end}${end}`
      const { text, subject } = await parseMime(Buffer.from(head + long.replaceAll('\n', end)))
      expect(subject).toBe('Log')
      expect(text?.trimEnd()).toBe(long.trimEnd())
    }
  })

  it('keeps the lines of each part, the bytes of each file, and what quoted lines mean', async () => {
    const quoted = lines(25_000, (n) => `Soft ${n} =\nbreak=20here`)
    const csv = lines(30_000, (n) => `${n};a;b`, '\r\n')
    const part = (head: string, body: string) => `--X-1\n${head}\n\n${body}\n`
    const mail = [
      'From: a@example.com\nSubject: Parts\nContent-Type: multipart/mixed; boundary="X-1"\n\nNobody reads this.\n',
      part('Content-Type: text/plain; charset=utf-8', `${long}-- \nSignature\n--not a boundary`),
      part('Content-Type: text/csv; name=a.csv\nContent-Disposition: attachment', csv),
      part('Content-Type: application/octet-stream; name=b.bin\nContent-Transfer-Encoding: base64', Buffer.from(csv).toString('base64')),
      part('Content-Type: text/plain; name=c.txt\nContent-Disposition: attachment\nContent-Transfer-Encoding: quoted-printable', quoted),
      '--X-1--\n',
    ].join('')
    const { text, attachments } = await parseMime(Buffer.from(mail))
    expect(text?.trimEnd()).toBe(`${long}-- \nSignature\n--not a boundary`)
    const [a, b, c] = attachments.map(({ content }) => Buffer.from(content).toString())
    expect(a?.replaceAll('\r\n', '\n').trimEnd()).toBe(csv.replaceAll('\r\n', '\n').trimEnd())
    expect(b).toBe(csv)
    expect(c?.trimEnd()).toBe(lines(25_000, (n) => `Soft ${n} break here`).trimEnd())
  })

  it('takes memory for its text, not for its lines', async () => {
    const mail = Buffer.from(`From: a@example.com\n\n${lines(400_000, () => 'x')}`)
    const before = process.memoryUsage.rss()
    const { text } = await parseMime(mail)
    expect(text?.length).toBeGreaterThan(790_000)
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 2 ** 20)
  })

  it('is left alone where its bodies are short', () => {
    const mail = Buffer.from(`From: a@example.com\n\n${lines(100, () => 'x')}`)
    expect(joinLongBodies(mail)).toBe(mail)
  })
})
