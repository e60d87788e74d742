/*
 * Time from `npm start` (second time) to a usable window: the page is loaded, connected, and its first action can be clicked.
 *   npm start (once, then Ctrl-C), then: node bench/starting.mjs [rounds]
 * The window is opened in the browser the end-to-end tests use.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const rounds = Number(process.argv[2] ?? 5)
const executablePath = process.env.CARREL_CHROMIUM ?? '/usr/bin/chromium'
const data = mkdtempSync(join(tmpdir(), 'carrel-bench-'))
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
const addresses = []
const windows = []
for (let round = 0; round < rounds; round++) {
  const started = performance.now()
  const host = spawn('npm', ['start', '--', '--port', '0', '--data', data], {
    cwd: root,
    env: { ...process.env, DISPLAY: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // The launcher ends its whole process group, and the browser must not be in it.
    detached: true,
  })
  const url = await new Promise((resolve) => {
    let printed = ''
    host.stdout.on('data', (piece) => {
      printed += piece
      const found = /http:\/\/\S+#token=\S+/.exec(printed)
      if (found) resolve(found[0])
    })
  })
  addresses.push(performance.now() - started)
  const page = await browser.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Add files' }).first().waitFor()
  windows.push(performance.now() - started)
  await page.close()
  const ended = new Promise((resolve) => host.on('exit', resolve))
  process.kill(-host.pid, 'SIGINT')
  await ended
}
await browser.close()
rmSync(data, { recursive: true, force: true })
const middle = (values) => Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)])
console.log(`npm start to the printed address: median ${middle(addresses)} ms of ${rounds} (${addresses.map(Math.round).join(', ')})`)
console.log(`npm start to a usable window: median ${middle(windows)} ms of ${rounds} (${windows.map(Math.round).join(', ')})`)
