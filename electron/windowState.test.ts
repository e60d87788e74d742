import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { expect, test } from 'vitest'
import { BrowserWindow as RecordedWindow } from './testing/electronRecorder'
import { readWindowPlace, rememberWindowPlace } from './windowState'

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]
const placeFile = () => join(mkdtempSync(join(tmpdir(), 'carrel-window-')), 'window.json')
const kept = (place: unknown) => {
  const file = placeFile()
  writeFileSync(file, JSON.stringify(place))
  return file
}

test('a window comes back where it was closed', () => {
  const file = placeFile()
  const window = new RecordedWindow({ webPreferences: {} })
  rememberWindowPlace(window as unknown as BrowserWindow, file, { onError: (error) => expect.unreachable(String(error)) })
  window.emit('close')
  expect(readWindowPlace(file, screens)).toEqual({ x: 40, y: 50, width: 1000, height: 700, maximized: false })
})

test('a place on a screen that is gone keeps the size and is centred', () => {
  const file = kept({ x: 3000, y: 50, width: 900, height: 600, maximized: false })
  expect(readWindowPlace(file, screens)).toEqual({ width: 900, height: 600, maximized: false })
})

test.each([
  ['no file', undefined],
  ['nonsense', 'x'],
  ['sizes no screen has', { width: 1, height: 9e9, maximized: false }],
  ['a list', []],
])('with %s the usual place is taken', (_name, place) => {
  const file = place === undefined ? placeFile() : kept(place)
  expect(readWindowPlace(file, screens)).toEqual({ width: 1360, height: 860, maximized: false })
})

test('a place that cannot be written is told and does not keep the window open', () => {
  const window = new RecordedWindow({ webPreferences: {} })
  const errors: unknown[] = []
  rememberWindowPlace(window as unknown as BrowserWindow, '/nowhere/at/all.json', { onError: (error) => errors.push(error) })
  window.emit('close')
  expect(errors).toHaveLength(1)
})
