import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chunk } from '../ingest/chunk'
import { identify } from '../ingest/identify'
import type { Page } from '../page'
import { toWebVtt } from '../sources/youtube/webvtt'
import { formatOf } from './index'
import { format } from './vtt'
import { parseCues } from './vtt/parseCues'
import { transcriptPage } from './vtt/transcriptPage'
import { withoutRolling } from './vtt/withoutRolling'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'carrel-vtt-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const pageOf = (text: string): Page => {
  const { notes, cues } = parseCues(text)
  return transcriptPage({ notes, cues: withoutRolling(cues) })
}
const moments = ({ text, anchors = [] }: Page) =>
  anchors.map(({ start, place }, i) => [place.kind === 'time' && place.seconds, text.slice(start, anchors[i + 1]?.start).trim()])

test('every cue keeps its moment', () => {
  expect(moments(pageOf('WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n1:00:02.900 --> 1:00:04.000\nTwo.'))).toEqual([
    [1, 'One.'],
    [3602, 'Two.'],
  ])
})

test('a passage is cited by the moment of its first words, also from within a paragraph', async () => {
  const cues = Array.from(
    { length: 200 },
    (_, i) =>
      `${i + 1}\n00:${String(Math.floor(i / 20)).padStart(2, '0')}:${String((i % 20) * 3).padStart(2, '0')},000 --> 00:59:59,000\nWord ${i} is said here and now`,
  )
  const page = pageOf(cues.join('\n\n'))
  const drafts = await Array.fromAsync(chunk([page], { document: 'd', name: 'talk.srt', place: format.place }))
  expect(drafts.length).toBeGreaterThan(4)
  for (const draft of drafts) {
    const first = Number(/Word (\d+)/.exec(draft.text)![1])
    expect(draft.place).toEqual({ kind: 'time', seconds: Math.floor(first / 20) * 60 + (first % 20) * 3 })
  }
})

describe('captions that repeat themselves', () => {
  test('rolling upwards, each line is said once', () => {
    const text =
      'WEBVTT\n\n00:00.000 --> 00:02.000\none two three\n\n00:02.000 --> 00:02.010\none two three\n\n00:02.010 --> 00:04.000\none two three\nfour five six\n\n00:04.000 --> 00:06.000\nfour five six\nseven'
    expect(pageOf(text).text).toBe('one two three four five six seven')
  })

  test('typed live, each word is said once', () => {
    const text =
      '1\n00:00:00,000 --> 00:00:01,000\nthe rent\n\n2\n00:00:01,000 --> 00:00:02,000\nthe rent is due\n\n3\n00:00:02,000 --> 00:00:03,000\nthe rent is due today'
    expect(pageOf(text).text).toBe('the rent is due today')
  })

  test('what is said again later is kept', () => {
    const text = '1\n00:00:00,000 --> 00:00:01,000\nla la la\n\n2\n00:00:03,000 --> 00:00:04,000\nla la la'
    expect(pageOf(text).text).toBe('la la la la la la')
  })
})

test('a transcript as it is fetched is read back: title, note, words and moments', async () => {
  const head = {
    title: 'Boilers & <valves>',
    channel: 'Home',
    address: 'https://www.youtube.com/watch?v=abcdefghijk',
    language: 'en',
    automatic: false,
  }
  const cues = [
    { startMs: 0, endMs: 2_000, text: 'Press <here> & there.' },
    { startMs: 61_500, endMs: 63_000, text: 'Done.' },
  ]
  const path = join(folder, 'v.vtt')
  await writeFile(path, toWebVtt(cues, head))
  const identified = await identify(path, 'v.vtt')
  expect(formatOf(identified).id).toBe('vtt')
  const { signal } = new AbortController()
  const { page } = await (await format.open({ path, head: identified }, { signal })).read(1, { signal })
  expect(page.title).toBe('Boilers & <valves>')
  expect(page.text).toContain('Channel: Home')
  expect(moments(page)).toEqual([
    [0, 'Press <here> & there.'],
    [61, 'Done.'],
  ])
})

describe('what is a transcript', () => {
  const yes: [string, string][] = [
    ['a.txt', 'WEBVTT\n\n00:01.000 --> 00:02.000\nOne.'],
    ['b.srt', '\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nOne.\r\n'],
    ['c.txt', '1\n00:00:01,000 --> 00:00:02,000\nOne.'],
    ['d.txt', '0:00\nwelcome\n0:05\nto the\n0:09\ncourse\n0:15\nof\n0:20\nboilers\n1:01\nbye'],
  ]
  test.each(yes)('%s', async (name, text) => {
    await writeFile(join(folder, name), text)
    expect(formatOf(await identify(join(folder, name), name)).id).toBe('vtt')
  })

  const no: [string, string][] = [
    ['day.txt', '9:00 Welcome\n9:30 Talk\n10:00 Tea\n10:30 Talk\n11:00 Walk\n12:00 Lunch\n13:00 Talk'],
    ['chat.txt', '12:01 Ann: hi\n12:02 Bob: hi\n12:02 Ann: so\n12:03 Bob: well\n12:04 Ann: yes\n12:05 Bob: no'],
    ['log.txt', '00:00:01 start\n00:00:05 stop\n00:00:02 start again\n00:00:09 stop\n00:00:10 a\n00:00:11 b\n00:00:12 c'],
    ['empty.srt', 'There is no cue in this file at all.'],
  ]
  test.each(no)('not %s', async (name, text) => {
    await writeFile(join(folder, name), text)
    expect(formatOf(await identify(join(folder, name), name)).id).toBe('text')
  })
})

test('whatever the damage, blocks and anchors lie within the text and in order', () => {
  const piece = fc.constantFrom(
    'WEBVTT\n',
    '\n',
    '\n\n',
    '1\n',
    '00:01.000 --> 00:02.000\n',
    '00:00:01,000 --> 00:00:02,000',
    ' --> ',
    '0:05 ',
    'NOTE\n',
    'STYLE',
    '<v Ann>',
    '</v>',
    '<',
    '&amp;',
    'word ',
    'word. ',
    '99:99:99',
    '- a',
    '\ufdd0',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const { text, blocks, anchors = [] } = pageOf(pieces.join(''))
      let at = 0
      for (const { start, end } of blocks) {
        expect(start).toBeGreaterThanOrEqual(at)
        expect(end).toBeGreaterThan(start)
        at = end
      }
      expect(at).toBe(text.length)
      for (const [i, { start }] of anchors.entries()) expect(start).toBeGreaterThan(anchors[i - 1]?.start ?? -1)
    }),
    { numRuns: 2_000, seed: 3 },
  )
})

test.each([
  ['cues', '1\n00:00:01,000 --> 00:00:02,000\nword word\n\n'.repeat(50_000)],
  ['words in one cue', `1\n00:00:01,000 --> 00:00:02,000\n${'word '.repeat(200_000)}\n\n`.repeat(3)],
  ['open tags', `1\n00:00:01,000 --> 00:00:02,000\n${'<v '.repeat(100_000)}`],
  ['digits', `1\n${'0:'.repeat(200_000)} --> 00:00:02,000\nx`],
])('%s by the ten thousand cost time linear to them', (_name, text) => {
  const { user: before } = process.cpuUsage()
  pageOf(text)
  expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(5)
})
