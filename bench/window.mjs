/*
 * Whether the window stays usable while 10,000 files are dropped: the longest time it was blocked, when all are in the catalogue,
 * and how long cancelling takes. Run by hand: npm run build && node bench/window.mjs [files]
 * The window is opened in the browser the end-to-end tests use, on a host of its own.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const count = Number(process.argv[2] ?? 10_000)
const executablePath = process.env.CARREL_CHROMIUM ?? '/usr/bin/chromium'
const scratch = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
const folder = join(scratch, 'drop')
for (let i = 0; i < count; i++) {
  const inner = join(folder, String(i % 97))
  if (i < 97) mkdirSync(inner, { recursive: true })
  writeFileSync(join(inner, `note-${i}.txt`), `Note number ${i}. The quarterly figure is ${4_711 + i} euros.`)
}

const host = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--port', '0', '--data', join(scratch, 'data')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const url = await new Promise((resolve) => {
  let printed = ''
  host.stdout.on('data', (piece) => {
    printed += piece
    const found = /http:\/\/\S+#token=\S+/.exec(printed)
    if (found) resolve(found[0])
  })
})
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
try {
  const page = await browser.newPage()
  await page.goto(url)
  const button = page.getByRole('button', { name: 'Add folder' }).first()
  await button.waitFor()
  await page.evaluate(() => {
    globalThis.longest = 0
    globalThis.longTasks = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        globalThis.longest = Math.max(globalThis.longest, duration)
        if (duration > 100) globalThis.longTasks++
      }
    }).observe({ type: 'longtask' })
  })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
  const started = performance.now()
  await chooser.setFiles(folder)
  const chosen = performance.now()
  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1)
  const rows = page.getByRole('list', { name: 'Documents' }).getByRole('listitem')
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('ul[aria-label="Documents"] li')?.getAttribute('aria-setsize')) >= wanted,
    count,
    { timeout: 600_000, polling: 250 },
  )
  console.log(
    `${count} files: handed over by the browser in ${((chosen - started) / 1000).toFixed(1)} s, all in the library ${seconds(chosen)} s later`,
  )
  await page.waitForTimeout(5_000)
  console.log(
    `the window, meanwhile: blocked for ${Math.round(await page.evaluate(() => globalThis.longest))} ms at most, over 100 ms ${await page.evaluate(() => globalThis.longTasks)} times; ${await rows.count()} rows exist`,
  )
  const cancelled = performance.now()
  const cancel = page.getByRole('button', { name: 'Cancel import' }).first()
  if (await cancel.isVisible()) {
    await cancel.click()
    const sure = page.getByRole('alertdialog').getByRole('button').last()
    if (await sure.isVisible()) await sure.click()
    await page.getByRole('progressbar', { name: 'Progress of the import' }).waitFor({ state: 'hidden', timeout: 60_000 })
    console.log(`cancelled in ${seconds(cancelled)} s`)
  } else console.log('nothing was left to cancel')
} finally {
  await browser.close()
  const ended = new Promise((resolve) => host.on('exit', resolve))
  host.kill('SIGINT')
  await ended
  rmSync(scratch, { recursive: true, force: true })
}
