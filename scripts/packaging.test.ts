import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { inProject } from './project.mjs'

const require = createRequire(import.meta.url)
const builder = require('app-builder-lib/out/util/config/config.js')
const { DebugLogger } = require('builder-util')

interface Packaging {
  files: { filter: string[] }[]
  asar: boolean
  asarUnpack: string[]
  afterPack: string
  npmRebuild: boolean
  publish: unknown
  extraResources: { from: string; filter: string[] }[]
  mac: { hardenedRuntime: boolean; entitlements: string }
  linux: { target: unknown }
}

let packaging: Packaging

beforeAll(async () => {
  packaging = await builder.getConfig(inProject(), inProject('electron-builder.yml'), null)
})

test('electron-builder accepts the settings', async () => {
  await builder.validateConfiguration(packaging, new DebugLogger(false))
  await expect(builder.validateConfiguration({ ...packaging, electronFuzes: {} }, new DebugLogger(false))).rejects.toThrow('electronFuzes')
})

test('the app is packed into one archive with native code beside it, fuses set, nothing published', () => {
  expect(packaging).toMatchObject({ asar: true, npmRebuild: false, publish: null, afterPack: './scripts/afterPack.mjs' })
  expect(packaging.asarUnpack).toContain('**/*.node')
  expect(packaging).not.toHaveProperty('electronFuses')
  for (const path of [packaging.afterPack, packaging.mac.entitlements]) expect(existsSync(inProject(path))).toBe(true)
})

test('neither Node itself nor tests, types or sources are packed', () => {
  const patterns = packaging.files.flatMap(({ filter }) => filter)
  expect(patterns).toContain('!**/node_modules/node-{linux,win}-*/**')
  expect(patterns.filter((pattern) => pattern.startsWith('out/'))).toEqual(['out/main/**', 'out/preload/**', 'out/renderer/**'])
})

test('what the app opens beside its archive is there', () => {
  const [resources] = packaging.extraResources
  expect(resources?.filter).toEqual(['samples/**', 'starter/**', 'models/**', 'licences/**', 'icon.png', 'tray*.png'])
  for (const name of ['samples', 'starter', 'models', 'licences', 'icon.png', 'tray.png', 'tray@2x.png'])
    expect([name, existsSync(inProject('resources', name))]).toEqual([name, true])
})

test('Chromium’s sandbox is switched off nowhere', () => {
  const folders = ['electron', 'src', 'scripts'].map((name) => inProject(name))
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|cjs|yml|json)$/.test(entry.name) && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
  const shipped = [...files, inProject('package.json'), inProject('electron-builder.yml')].filter(
    (path) => !path.includes('/scripts/samples/'),
  )
  expect(shipped.length).toBeGreaterThan(100)
  const switches =
    /--no-sandbox|disable-web-security|disable-site-isolation|allow-running-insecure-content|ignore-certificate-errors|remote-debugging-port/
  expect(shipped.filter((path) => switches.test(readFileSync(path, 'utf8')))).toEqual([])
  expect(JSON.stringify(packaging.linux.target)).not.toMatch(/AppImage|snap/)
})

/** The newest majors of Electron that get security fixes (three at a time, a new one every eight weeks), and when this was looked up. */
const supported = { majors: [45, 44, 43], asOf: '2026-11-21' }

test('Electron is one that gets security fixes; look the majors up again every 24 weeks', () => {
  const { version } = require('electron/package.json') as { version: string }
  expect(supported.majors).toContain(Number(version.split('.')[0]))
  const ageWeeks = (Date.now() - Date.parse(supported.asOf)) / (7 * 24 * 3_600_000)
  expect(ageWeeks).toBeLessThan(24)
})
