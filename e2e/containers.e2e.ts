import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encryptedPdf } from '../src/engine/formats/pdf/testing/encryptedPdf'
import { expect, test } from './app'
import { conversation } from './pages/conversation'
import { dropOnWindow } from './pages/drop'
import { library } from './pages/library'
import { passwordDialog } from './pages/password'
import { source } from './pages/source'

test('a message is dropped: its attachments stand below it, a locked one opens with its password, and a sheet is cited by its cells', async ({
  app,
}) => {
  const { page } = app
  const folder = join(app.scratch, 'Mail')
  mkdirSync(folder)
  writeFileSync(join(folder, 'offer.eml'), messageWith(pdf('geheim'), csv))
  await dropOnWindow(page, [folder])
  await library(page).expectReady(['offer.eml', 'offer.eml/prices.csv'])
  const locked = 'offer.eml/terms.pdf'
  await expect(library(page).rowOf(locked)).toContainText(/password/i)
  await app.screen('locked-attachment')

  await passwordDialog(page).enter(locked, 'wrong')
  await expect(library(page).rowOf(locked)).toContainText(/wrong/i)
  await passwordDialog(page).enter(locked, 'geheim')
  await library(page).expectReady([locked])

  await conversation(page).ask('What does the walnut reading desk cost?')
  await conversation(page).expectWhole()
  await expect(conversation(page).lastAnswer).toContainText('1240')
  await conversation(page).chipsOf(conversation(page).lastAnswer).first().click()
  await expect(source(page).mark.first()).toBeVisible()
  await app.screen('cited-cells')
})

const csv = ['Item,Delivery,Price', 'Oak shelf,2 weeks,310', 'Walnut reading desk,6 weeks,1240', 'Brass lamp,1 week,85'].join('\r\n')

function pdf(password: string): Buffer {
  return Buffer.from(encryptedPdf('The terms of payment are thirty days net.', Buffer.from(password), 'aes-256'))
}

function messageWith(terms: Buffer, prices: string): string {
  const part = (type: string, name: string, content: Buffer) =>
    [
      '--b',
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      content.toString('base64').replace(/.{76}/g, '$&\r\n'),
    ].join('\r\n')
  const head = [
    'From: Furniture <sales@furniture.example>',
    'To: Reading room <room@library.example>',
    'Subject: Our offer for the reading room',
    'Date: Mon, 2 Nov 2026 09:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
  ].join('\r\n')
  const body = ['--b', 'Content-Type: text/plain; charset=utf-8', '', 'Please find our prices and terms attached.'].join('\r\n')
  return [
    `${head}\r\n`,
    body,
    part('application/pdf', 'terms.pdf', terms),
    part('text/csv', 'prices.csv', Buffer.from(prices)),
    '--b--\r\n',
  ].join('\r\n')
}
