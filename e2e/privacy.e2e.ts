import { readFileSync } from 'node:fs'
import { t } from '../src/renderer/texts'
import { expect, test } from './app'
import { takeSamples } from './firstQuestion'
import { attemptsIn } from './networkLog'
import { conversation } from './pages/conversation'
import { privacy } from './pages/privacy'
import { settings } from './pages/settings'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

/** An address nobody has (RFC 5737). */
const host = '192.0.2.1:8080'
const question = 'What is the price of a tall shelf unit in oak?'

test('what leaves is asked for, refused where it is not allowed, and stands in the ledger', async ({ app }) => {
  test.setTimeout(180_000)
  const { page } = app
  const its = privacy(page)
  const talk = conversation(page)
  await takeSamples(page)
  await settings(page).open()
  await settings(page).models.click()
  await settings(page).addModel({ label: 'Far', url: `http://${host}/v1`, model: 'far' })
  await settings(page).close()
  await settings(page).chooseModel('Far')
  await expect(page.getByText(t('composer.leaves', { host }))).toBeVisible()

  await its.open()
  await expect(its.mode('ask')).toBeChecked()
  await expect(its.hosts).toContainText(host)
  await app.screen('privacy')
  await its.deny(host).click()
  await expect(its.hosts).not.toContainText(host)
  await settings(page).close()

  await talk.ask(question)
  await expect(its.questionAbout(host)).toBeVisible()
  await app.screen('ask-before-egress')
  await its.cancel.click()
  await expect(its.question).toBeHidden()
  await expect(page.getByText(host).first()).toBeVisible()

  await its.open()
  await expect(its.ledger.filter({ hasText: t('settings.privacy.outcomes.refused') }).first()).toContainText(host)
  const coming = page.waitForEvent('download')
  await its.exportLedger.click()
  expect(readFileSync(await (await coming).path(), 'utf8')).toContain('192.0.2.1')
  await its.mode('local').click()
  await expect(its.mode('local')).toBeChecked()
  await settings(page).close()
  await talk.ask(question)
  await expect(page.getByText(t('composer.localOnly'))).toBeVisible()
  await expect(its.question).toHaveCount(0)
  expect(attemptsIn(app.options.networkLog), 'nothing was tried without consent').toEqual([])

  await its.open()
  await its.mode('ask').click()
  await expect(its.mode('ask')).toBeChecked()
  await settings(page).close()
  app.consented.push(host)
  await talk.ask(question)
  await its.allow.click()
  await expect.poll(() => attemptsIn(app.options.networkLog).map(({ target }) => target)).toContain(host)
  await its.open()
  await expect(its.hosts).toContainText(host)
  await expect(its.ledger.filter({ hasText: t('settings.privacy.outcomes.failed') }).first()).toContainText(host)
})
