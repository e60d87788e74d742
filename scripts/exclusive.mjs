// One preparation at a time: two commands started together must not install or build into the same folder.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const holderIsAlive = (path) => {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Runs `work` while holding a lock file; waits for a living holder, takes over from a dead one. */
export async function exclusively(path, work, { onWait } = {}) {
  mkdirSync(dirname(path), { recursive: true })
  let tookOver = false
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      // Two waiters may have removed a dead holder's file one after the other: the one whose number stands there in the end goes on.
      if (tookOver) await wait(50)
      if (readFileSync(path, 'utf8') === String(process.pid)) break
    } catch (error) {
      if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error
    }
    if (holderIsAlive(path)) {
      if (tries === 0) onWait?.()
      await wait(200)
    } else {
      rmSync(path, { force: true })
      tookOver = true
    }
  }
  const release = () => rmSync(path, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}
