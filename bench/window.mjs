/*
 * Whether the window stays usable while 10,000 files are dropped: the longest time it was blocked, when all are in the catalogue,
 * and how long cancelling takes. Where other processes take the cores, a task lasts longer than it works: the processor time of the page's
 * own tasks is told beside. Run by hand: npm run build && node bench/window.mjs [files] [drop|chooser]
 * The window is opened in the browser the end-to-end tests use, on a host of its own. `drop` drags a folder from the system onto it;
 * `chooser` takes the same folder by “Add folder”, where the browser itself makes a list of all files first: how long that blocks a page
 * that does nothing else is measured beside it.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const count = Number(process.argv[2] ?? 10_000)
const way = process.argv[3] ?? 'drop'
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
  await watchTasks(page)
  const processorTime = await traceTasks(page)
  const started = performance.now()
  if (way === 'drop') await drop(page)
  else {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
    await chooser.setFiles(folder)
  }
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
  console.log(`the window, meanwhile: ${await tasksOf(page)}; ${await rows.count()} rows exist`)
  console.log(`of the processor's time ${await processorTime()}`)
  if (way === 'chooser') console.log(`an empty page that is given the same folder: ${await emptyPage()}`)
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

/** Drags the folder from the system onto the middle of the window and lets it go there. */
async function drop(page) {
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 350, data: { items: [], files: [folder], dragOperationsMask: 1 } })
  }
}

/** Notes every task that blocks the page. */
function watchTasks(page) {
  return page.evaluate(() => {
    globalThis.tasks = []
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
  })
}

async function tasksOf(page) {
  const tasks = await page.evaluate(() => globalThis.tasks)
  return `blocked for ${mostOf(tasks)}`
}

function mostOf(tasks) {
  return `${Math.round(Math.max(0, ...tasks))} ms at most, over 100 ms ${tasks.filter((one) => one > 100).length} times`
}

/** Begins to count what the tasks of the page's main thread work; the function returned ends it and tells. */
async function traceTasks(page) {
  const session = await page.context().newCDPSession(page)
  const events = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value.filter(({ name }) => /RunTask|thread_name/.test(name))))
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel'] } })
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
    await session.send('Tracing.end')
    await complete
    const thread = ({ pid, tid }) => `${pid}:${tid}`
    const named = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    const main = new Set(named.map(thread))
    return mostOf(events.filter((event) => event.tdur && main.has(thread(event))).map(({ tdur }) => tdur / 1_000))
  }
}

/** What the browser's own hand-over of a folder costs. */
async function emptyPage() {
  const page = await browser.newPage()
  await page.setContent('<input type="file" webkitdirectory multiple>')
  await watchTasks(page)
  await page.setInputFiles('input', folder)
  await page.waitForTimeout(1_000)
  const tasks = await tasksOf(page)
  await page.close()
  return tasks
}
