import type { CoreContext } from '../context'

/** Ends what runs for a workspace, watched folders too, and closes its files, so that they can be moved and erased. */
export async function letGo(id: string, core: CoreContext): Promise<void> {
  const retired = core.shelf.retire(id)
  if (!retired) return
  for (const { id: watch } of retired.watches.list()) core.watcher.forget(watch)
  await core.queue.release(id)
  await core.indexWorker.call((index) => index.close({ index: retired.paths.index }))
  retired.close()
}
