import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isInstalled } from './install.mjs'

const lock = {
  '': { name: 'x' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/only-elsewhere': { version: '2.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] },
}

function folderWith(installed?: Record<string, object>, wanted: Record<string, object> = lock) {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-install-'))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }))
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

test('a package for this platform that npm left out is fetched once, and not asked for again where it cannot be had', () => {
  const forHere = { version: '3.0.0', optional: true, os: [process.platform], cpu: [process.arch] }
  const folder = folderWith({ 'node_modules/a': { version: '1.0.0' } }, { ...lock, 'node_modules/for-here': forHere })
  expect(isInstalled(folder)).toBe(false)
  writeFileSync(join(folder, 'node_modules/.carrel-complete'), '')
  expect(isInstalled(folder)).toBe(true)
})

test('a missing package, or one of another version, means to install again', () => {
  expect(isInstalled(folderWith({}))).toBe(false)
  expect(isInstalled(folderWith({ 'node_modules/a': { version: '0.9.0' } }))).toBe(false)
  expect(isInstalled(folderWith({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/only-elsewhere': { version: '1.0.0' } }))).toBe(
    false,
  )
})
