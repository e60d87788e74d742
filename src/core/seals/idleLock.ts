import { toErrorBody } from '../../contract/errors'
import { JobKind } from '../../contract/jobs'
import type { CoreContext } from '../context'
import { readSettings } from '../settings'
import { sealWorkspace } from './sealWorkspace'

/** A minute is the shortest time that can be set. */
const lookEveryMs = 2_000

/** Seals workspaces that were opened with their passphrase here and are not used. */
export interface IdleLock {
  /** Nothing new is sealed; what is under way is undone or ended. */
  close(): Promise<void>
}

/** A workspace with a job or a call under way is in use; one whose key is not held is left alone, for nobody could open it. */
export function createIdleLock(core: CoreContext): IdleLock {
  let running: Promise<void> | null = null
  const sealIdle = async () => {
    const { lockAfterMinutes } = readSettings(core.app)
    for (const id of [...core.heldSecrets.keys()]) {
      const workspace = [...core.shelf.opened()].find((one) => one.id === id)
      if (lockAfterMinutes === null || !workspace || core.closing.aborted) continue
      if (core.uses.isBusy(id) || workspace.jobs.unfinishedOf(JobKind.options) > 0) core.uses.touch(id)
      else if (core.uses.idleMs(id) >= lockAfterMinutes * 60_000) await seal(id)
    }
  }
  const seal = async (id: string) => {
    try {
      for await (const _ of sealWorkspace({ workspace: id }, core, core.closing));
    } catch (error) {
      if (core.closing.aborted) return
      core.uses.touch(id)
      const { message } = toErrorBody(error)
      core.log('a workspace could not lock itself', { workspace: id, error })
      core.hub.publish({ type: 'seal.failed', workspace: id, message })
    }
  }
  const timer = setInterval(() => {
    if (core.heldSecrets.size === 0) return
    running ??= sealIdle()
      .catch((error: unknown) => core.log('idle workspaces could not be looked for', { error }))
      .finally(() => (running = null))
  }, lookEveryMs).unref()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}
