import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { failedLately, findElectron } from './electronBinary.mjs'

const electronFolder = () => mkdtempSync(join(tmpdir(), 'carrel-electron-'))

const writeAt = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

test('a package without its program counts as no Electron', () => {
  const folder = electronFolder()
  expect(findElectron({ folder, environment: {} })).toBeNull()
  writeFileSync(join(folder, 'path.txt'), 'electron')
  expect(findElectron({ folder, environment: {} })).toBeNull()
})

test('the program is found in the package, or where ELECTRON_OVERRIDE_DIST_PATH says', () => {
  const folder = electronFolder()
  writeAt(join(folder, 'path.txt'), 'electron')
  writeAt(join(folder, 'dist', 'electron'), '')
  expect(findElectron({ folder, environment: {} })).toBe(join(folder, 'dist', 'electron'))
  writeAt(join(folder, 'elsewhere', 'electron'), '')
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') }
  expect(findElectron({ folder, environment })).toBe(join(folder, 'elsewhere', 'electron'))
})

test('a failed download is remembered for a day, not longer', () => {
  const path = join(electronFolder(), 'failed')
  const hourMs = 3_600_000
  expect(failedLately(path, 0)).toBe(false)
  writeFileSync(path, '1000')
  expect(failedLately(path, 1000 + hourMs)).toBe(true)
  expect(failedLately(path, 1000 + 25 * hourMs)).toBe(false)
  expect(failedLately(path, 0)).toBe(false)
})
