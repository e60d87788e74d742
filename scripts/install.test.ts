import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isInstalled } from './install.mjs'

const lock = {
  '': { name: 'x' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/only-elsewhere': { version: '2.0.0', optional: true },
}

function folderWith(installed?: Record<string, object>) {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-install-'))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }))
  mkdirSync(join(folder, 'node_modules'))
  if (installed) writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
  return folder
}

test('a clone, and an installation that npm did not finish, are not installed', () => {
  expect(isInstalled(folderWith())).toBe(false)
})

test('packages of the locked versions are installed, whatever optional ones this machine lacks', () => {
  expect(isInstalled(folderWith({ 'node_modules/a': { version: '1.0.0' } }))).toBe(true)
})

test('a missing package, or one of another version, means to install again', () => {
  expect(isInstalled(folderWith({}))).toBe(false)
  expect(isInstalled(folderWith({ 'node_modules/a': { version: '0.9.0' } }))).toBe(false)
  expect(isInstalled(folderWith({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/only-elsewhere': { version: '1.0.0' } }))).toBe(
    false,
  )
})
