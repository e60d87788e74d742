import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { defaultDataFolder } from '../src/hosts/dataFolder'
import { installation } from '../src/hosts/installation'
import { restrictPages, type RunningApp, startApp } from './app'
import { launchOptions } from './launchOptions'
import { registerScheme } from './protocol'

/** How long a host may take to close before the app ends without it, in milliseconds; what is unfinished goes on at the next start. */
const closeMs = 6_000

function main(): void {
  const from = process.env['INIT_CWD'] ?? process.cwd()
  const options = launchOptions(process.argv.slice(1), { from })
  const data = options.data ?? resolve(from, defaultDataFolder())
  // Chromium's own files, and with them the single-instance lock, belong to the data folder.
  const chromiumFolder = join(data, 'chromium')
  mkdirSync(chromiumFolder, { recursive: true, mode: 0o700 })
  app.setPath('userData', chromiumFolder)
  if (!app.requestSingleInstanceLock()) return app.quit()
  registerScheme()
  restrictPages()
  const { rendererFolder, resources } = installation()
  let running: RunningApp | null = null
  app.on('second-instance', () => running?.show())
  app.on('activate', () => running?.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
  closeBeforeQuitting(() => running)
  app
    .whenReady()
    .then(async () => {
      running = await startApp({
        data,
        ...(options.port === undefined ? {} : { port: options.port }),
        preload: join(dirname(rendererFolder), 'preload', 'preload.cjs'),
        rendererFolder,
        resources: app.isPackaged ? process.resourcesPath : resources,
        packaged: app.isPackaged,
        log: (message, details = {}) => void process.stderr.write(`${message} ${JSON.stringify(details)}\n`),
      })
      process.stdout.write(`Ready at ${running.address}\n`)
    })
    .catch(fail)
}

/** Quitting waits for the host, so that workers end and the data folder is let go of. */
function closeBeforeQuitting(running: () => RunningApp | null): void {
  let closed = false
  app.on('will-quit', (event) => {
    const current = running()
    if (closed || !current) return
    event.preventDefault()
    closed = true
    const late = new Promise((done) => setTimeout(done, closeMs))
    void Promise.race([current.close(), late]).finally(() => app.quit())
  })
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${message}\n`)
  dialog.showErrorBox('Carrel could not start', message)
  app.exit(4)
}

try {
  main()
} catch (error) {
  fail(error)
}
