import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from './app'
import { conversation } from './pages/conversation'
import { dropOnWindow } from './pages/drop'
import { library } from './pages/library'
import { source } from './pages/source'

test.skip(!process.env['CARREL_LONG'], 'It takes long: npm run test:long runs it.')

const sheet = (line: string) =>
  sharp(
    Buffer.from(
      `<svg width="1240" height="1754"><rect width="1240" height="1754" fill="#fff"/><text x="120" y="900" font-size="44" font-family="serif">${line}</text></svg>`,
    ),
  )
    .withMetadata({ density: 150 })
    .png()
    .toBuffer()

test('a scan of several pages in TIFF, which no browser shows, is seen as it looks, with the cited line marked', async ({ app }) => {
  const { page } = app
  const pages = await Promise.all(['The harbour was dredged in the spring.', 'The crane lifts forty tonnes of stone.'].map(sheet))
  const file = join(app.scratch, 'survey.tif')
  await sharp(pages, { join: { animated: true } })
    .tiff()
    .toFile(file)
  await dropOnWindow(page, [file])
  await library(page).expectReady(['survey.tif'])
  await conversation(page).ask('How many tonnes does the crane lift?')
  await conversation(page).expectWhole()
  await expect(conversation(page).lastAnswer).toContainText('forty tonnes')
  await conversation(page).chipsOf(conversation(page).lastAnswer).first().click()
  await expect(source(page).pageNumber).toHaveValue('2')
  await expect(source(page).markOver(2)).toBeVisible()
  const picture = source(page).pageAsItLooks(2).getByRole('img').first()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalHeight)).toBeGreaterThan(700)
  await app.screen('cited-tiff')
})
