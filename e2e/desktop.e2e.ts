import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test } from '@playwright/test'
import { findElectron } from '../scripts/electronBinary.mjs'
import { askSuggested, followChip, takeSamples } from './firstQuestion'
import { root } from './host'

const electron = findElectron()
const missing = electron ? null : 'the binary of Electron is not here; the same way is tested in the browser'
if (missing) process.stdout.write(`skipped: the first question in the desktop app (${missing})\n`)

test('in the desktop app a first start leads to a marked passage, in a sandboxed window', async () => {
  test.skip(missing !== null, missing ?? '')
  const data = mkdtempSync(join(tmpdir(), 'carrel-desktop-'))
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({ executablePath: electron as string, args: [...asRoot, root, '--data', data], cwd: root })
  try {
    const page = await app.firstWindow()
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
    await takeSamples(page)
    await askSuggested(page, 0)
    await followChip(page, 'letter-opening-date.pdf')
  } finally {
    await app.close()
    rmSync(data, { recursive: true, force: true })
  }
})
