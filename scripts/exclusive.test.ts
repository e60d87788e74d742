import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exclusively } from './exclusive.mjs'
import { inProject } from './project.mjs'

const lockPath = () => join(mkdtempSync(join(tmpdir(), 'carrel-exclusive-')), 'out', '.preparing')

test('five processes that start together work one after the other', async () => {
  const path = lockPath()
  const journal = `${path}.journal`
  const program = `
    const { exclusively } = await import(${JSON.stringify(inProject('scripts/exclusive.mjs'))})
    const { appendFileSync } = await import('node:fs')
    await exclusively(${JSON.stringify(path)}, async () => {
      appendFileSync(${JSON.stringify(journal)}, 'in ')
      await new Promise((resolve) => setTimeout(resolve, 60))
      appendFileSync(${JSON.stringify(journal)}, 'out ')
    })`
  const children = Array.from({ length: 5 }, () => spawn(process.execPath, ['--input-type=module', '-e', program]))
  const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))))
  expect(codes).toEqual([0, 0, 0, 0, 0])
  expect(readFileSync(journal, 'utf8').trim()).toBe(Array(5).fill('in out').join(' '))
  expect(existsSync(path)).toBe(false)
})

test('the lock of a process that has died is taken over', async () => {
  const path = lockPath()
  await exclusively(path, async () => {})
  const dead = spawnSync(process.execPath, ['--print', 'process.pid'], { encoding: 'utf8' }).stdout.trim()
  writeFileSync(path, dead)
  expect(await exclusively(path, async () => 'done')).toBe('done')
})

test('an error of the work is passed on and frees the lock', async () => {
  const path = lockPath()
  await expect(exclusively(path, async () => Promise.reject(new Error('no space')))).rejects.toThrow('no space')
  expect(existsSync(path)).toBe(false)
})
