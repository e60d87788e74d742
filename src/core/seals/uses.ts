import type { Contract } from '../../contract'
import type { Handlers } from '../../rpc/handlers'
import type { AppCatalog } from '../catalog/appCatalog'

/** Calls under way in each workspace, and how long ago it was last used. */
export interface Uses {
  /** A call begins; gives how to say that it ended. */
  begin(id: string): () => void
  touch(id: string): void
  isBusy(id: string): boolean
  /** Milliseconds without use, by the clock that says more; 0 for one that was never used. */
  idleMs(id: string): number
  forget(id: string): void
}

interface Use {
  calls: number
  /** Monotonic, in milliseconds. */
  at: number
  /** By the wall, in milliseconds. */
  wallAt: number
}

/** `now`: the clock on the wall, ISO 8601. */
export function createUses(now: () => string): Uses {
  const uses = new Map<string, Use>()
  const touch = (id: string) => {
    const use = uses.get(id) ?? { calls: 0, at: 0, wallAt: 0 }
    use.at = performance.now()
    use.wallAt = Date.parse(now())
    uses.set(id, use)
    return use
  }
  return {
    begin: (id) => {
      const use = touch(id)
      use.calls += 1
      return () => {
        use.calls -= 1
        touch(id)
      }
    },
    touch: (id) => void touch(id),
    isBusy: (id) => (uses.get(id)?.calls ?? 0) > 0,
    idleMs: (id) => {
      const use = uses.get(id)
      return use ? Math.max(performance.now() - use.at, Date.parse(now()) - use.wallAt) : 0
    },
    forget: (id) => void uses.delete(id),
  }
}

type AnyHandler = (input: unknown, call: unknown) => unknown

/** Nouns and methods that are no use of a workspace: looking whether it is sealed, and waiting for a job, which counts itself. */
const noUse = ['seals', 'deletions', 'jobs.watch', 'workspaces.get', 'workspaces.delete']

/** The same handlers; each call that names a workspace counts as a use of it until it, or its stream, has ended. */
export function countUses(handlers: Handlers<Contract>, uses: Uses, app: AppCatalog): Handlers<Contract> {
  const idOf = (input: unknown) => {
    const ref = (input as { workspace?: unknown } | undefined)?.workspace
    return typeof ref === 'string' ? app.workspaces.find(ref)?.id : undefined
  }
  const counted =
    (handler: AnyHandler): AnyHandler =>
    (input, call) => {
      const id = idOf(input)
      if (id === undefined) return handler(input, call)
      const made = handler(input, call)
      if (isStream(made)) return follow(made, () => uses.begin(id))
      const end = uses.begin(id)
      return Promise.resolve(made)
        .then((value) => (isStream(value) ? follow(value, () => uses.begin(id)) : value))
        .finally(end)
    }
  const nouns = Object.entries(handlers).map(([noun, methods]) => {
    const all = Object.entries(methods as Record<string, AnyHandler>).map(([name, handler]) => {
      const isUse = !noUse.includes(noun) && !noUse.includes(`${noun}.${name}`)
      return [name, isUse ? counted(handler) : handler]
    })
    return [noun, Object.fromEntries(all)]
  })
  return Object.fromEntries(nouns) as Handlers<Contract>
}

/** Begins with the first event that is asked for: a stream nobody reads never ends. */
async function* follow(stream: AsyncIterable<unknown>, begin: () => () => void): AsyncGenerator<unknown> {
  const end = begin()
  try {
    yield* stream
  } finally {
    end()
  }
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
