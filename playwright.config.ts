import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as playwrightChromium, defineConfig, type LaunchOptions } from '@playwright/test'

const root = import.meta.dirname

/** Fonts of the system and of the unpacked browser; the browser's own list names folders that exist only where it was made for. */
const fontList = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`

/** The compressed browser that npm carries; it unpacks into the temporary folder, so it gets one of its own that is kept between runs. */
async function unpackedChromium(): Promise<LaunchOptions> {
  const folder = join(root, 'out', 'browser')
  mkdirSync(join(folder, 'font-list'), { recursive: true })
  writeFileSync(join(folder, 'font-list', 'fonts.conf'), fontList(folder))
  const usual = process.env['TMPDIR'] ?? tmpdir()
  process.env['TMPDIR'] = folder
  process.env['FONTCONFIG_PATH'] = join(folder, 'font-list')
  // Read when the package is imported: makes it unpack the libraries that a bare system lacks.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs24.x'
  const { default: chromium } = await import('@sparticuz/chromium')
  const executablePath = await chromium.executablePath()
  process.env['TMPDIR'] = usual
  return { executablePath, args: chromium.args }
}

/** CARREL_CHROMIUM, else Playwright's own browser, else the system's, else the one npm carries. Root's browsers run without a sandbox, in tests only. */
async function chooseBrowser(): Promise<LaunchOptions> {
  const unsandboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const named = process.env['CARREL_CHROMIUM']
  if (named && !existsSync(named)) throw new Error(`CARREL_CHROMIUM names ${named}, which does not exist.`)
  const found = [named, playwrightChromium.executablePath(), '/usr/bin/chromium'].find((path) => path && existsSync(path))
  return found ? { executablePath: found, args: unsandboxed } : unpackedChromium()
}

// Without a locale the browser reads file names as ASCII, and a dropped “café.txt” has another name.
if (!process.env['LC_ALL'] && !process.env['LANG']) process.env['LC_ALL'] = 'C.UTF-8'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  globalSetup: './scripts/buildForStories.mjs',
  outputDir: 'out/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env['CI']),
  // A shared machine may stand still for seconds; a check that nobody watches tries once more, and names what it had to try twice.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'out/playwright.json' }]],
  use: {
    launchOptions: await chooseBrowser(),
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
  },
})
