import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { t } from '../src/renderer/texts'
import { type Fact, factsOf, fileOf, type Kind, kinds, liesOf } from '../src/hosts/testing/seededQuotes'
import { expect, test } from './app'
import { runJson } from './host'
import { conversation } from './pages/conversation'
import { library } from './pages/library'
import { settings } from './pages/settings'
import { inkUnder, source, wordsUnder } from './pages/source'
import { switcher } from './pages/switcher'
import { type ScriptedModelServer, startScriptedModelServer } from './scriptedModelServer'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

/** All 100 quotes and 20 false ones with CARREL_LONG=1; else two and one of each document. */
const long = process.env['CARREL_LONG'] === '1'
const factsTried = (kind: Kind) =>
  long ? factsOf(kind) : [factsOf(kind)[3 * kinds.indexOf(kind)]!, factsOf(kind)[17 - kinds.indexOf(kind)]!]
const liesTried = (kind: Kind) => liesOf(factsOf(kind)[3 * kinds.indexOf(kind)]!).filter((_lie, i) => long || i === kinds.indexOf(kind) % 4)
/** Sentences of one answer: as many as its passages surely hold. */
const atOnce = 4

/** What the model says next, each behind the number of the passage its fact stands in. */
let saying: { text: string; fact: Fact }[] = []
let server: ScriptedModelServer
test.beforeEach(async () => {
  server = await startScriptedModelServer((_question, prompt) => {
    const passages = prompt.split(/\n\n(?=\[\d+\] )|\n(?=\[1\] )/u).map((text) => text.replaceAll(/\s+/gu, ' '))
    const numberOf = ({ sentence }: Fact) =>
      passages.map((text) => /^\[(\d+)\] /u.exec(text)?.[1] && text.includes(sentence) && /^\[(\d+)\]/u.exec(text)![1]).find(Boolean)
    return { text: saying.map(({ text, fact }) => `${text} [${numberOf(fact) || 1}]`).join(' ') }
  })
})
test.afterEach(() => server.close())

test('each quote opens by a click where it stands, its very words marked, on scans too; what is not so is marked unverified', async ({
  app,
}) => {
  test.setTimeout(long ? 2_400_000 : 480_000)
  const { page, options, scratch } = app
  await runJson(['workspace', 'create', 'Quotes'], options)
  const files: string[] = []
  for (const kind of kinds) {
    files.push(join(scratch, kind))
    writeFileSync(files.at(-1)!, await fileOf(kind))
  }
  await runJson(['add', 'Quotes', ...files], options)
  await runJson(['model', 'add', 'Says', '--provider', 'openaiCompatible', '--url', server.url, '--model', 'x'], options)
  await switcher(page).open('Quotes')
  await settings(page).chooseModel('Says')
  const talk = conversation(page)
  const tally = { opened: 0, unverified: 0 }
  for (const kind of kinds) {
    await library(page).check(kind)
    const facts = factsTried(kind)
    for (let i = 0; i < facts.length; i += atOnce) {
      saying = facts.slice(i, i + atOnce).map((fact) => ({ text: fact.sentence, fact }))
      const answer = await asked(page, `What is noted of ${saying.map(({ fact }) => fact.name).join(', ')}?`)
      await expect(talk.chipsOf(answer)).toHaveCount(saying.length)
      for (const [at, { fact }] of saying.entries()) {
        await expectAt(page, { kind, fact, chip: talk.chipsOf(answer).nth(at) })
        tally.opened += 1
      }
      if (i === 0) await app.screen(`quotes-${kind}`)
    }
    const [first] = factsOf(kind).slice(3 * kinds.indexOf(kind))
    saying = liesTried(kind).map((text) => ({ text, fact: first! }))
    const answer = await asked(page, `Is that so of ${first!.name}?`)
    for (let at = 0; at < saying.length; at++) {
      await expect(talk.chipsOf(answer).nth(at)).toHaveAccessibleName(new RegExp(t('citation.unverified')))
      tally.unverified += 1
    }
    await library(page).check(kind)
  }
  console.log(`${tally.opened} quotes opened where they stand, ${tally.unverified} false ones marked`)
  expect(tally).toEqual(long ? { opened: 100, unverified: 20 } : { opened: 10, unverified: 5 })
})

/** The answer to a question, once it is whole. */
async function asked(page: Page, question: string): Promise<Locator> {
  const talk = conversation(page)
  const before = await talk.answers.count()
  await talk.ask(question)
  await expect(talk.answers).toHaveCount(before + 1)
  await talk.expectWhole()
  return talk.lastAnswer
}

/** Clicks a chip, and checks that its fact is marked where it stands. */
async function expectAt(page: Page, { kind, fact, chip }: { kind: Kind; fact: Fact; chip: Locator }): Promise<void> {
  await expect(chip).toHaveAccessibleName(new RegExp(t('citation.verified')))
  await chip.click()
  const shown = source(page)
  await expect(shown.heading(kind)).toBeVisible()
  if (!kind.endsWith('.pdf')) {
    const marked = async () => (await shown.mark.allInnerTexts()).join(' ')
    await expect.poll(marked).toContain(fact.name)
    expect(await marked()).toContain(String(fact.amount))
    expect((await marked()).length).toBeLessThan(fact.sentence.length * 2)
    await expect(shown.mark.first()).toBeInViewport()
    return
  }
  await expect(shown.pageNumber).toHaveValue(String(fact.page))
  const mark = shown.markOver(fact.page)
  const looks = shown.pageAsItLooks(fact.page)
  await expect.poll(() => placeOf(mark, looks), { message: fact.sentence }).toEqual({ isAtLine: true, isAtMargin: true, isOneLine: true })
  await expect(mark.locator('> *').first()).toBeInViewport()
  await expect.poll(() => inkUnder(mark, looks), { message: 'something is written under the mark' }).toBeGreaterThan(0.03)
  if (kind === 'text.pdf') await expect.poll(() => wordsUnder(mark, looks)).toBe(fact.sentence)

  /** Where a mark stands on its page, in points: lines are 60 apart, and begin at 72. */
  async function placeOf(marked: Locator, on: Locator) {
    const [box, whole] = [await marked.locator('> *').first().boundingBox(), await on.boundingBox()]
    if (!box || !whole) return null
    const scale = whole.width / 595
    const [x, y] = [(box.x - whole.x) / scale, (box.y + box.height / 2 - whole.y) / scale]
    return { isAtLine: Math.abs(y - (fact.y - 4)) < 10, isAtMargin: Math.abs(x - 72) < 8, isOneLine: box.height / scale < 30 }
  }
}
