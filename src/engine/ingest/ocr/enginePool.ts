import { Engine, type EngineLimits } from './engine'

/** Engines that read pages beside each other, each made when it is first wanted. */
export interface EnginePool {
  /** A user's own language data that could not be used, by path. */
  readonly setAside: ReadonlySet<string>
  /** Lends an engine as soon as fewer than `most` are at work; who comes first is served first. */
  use<T>(most: number, work: (engine: Engine) => Promise<T>): Promise<T>
  /** Ends every thread; those at work with an error. */
  stop(): Promise<void>
}

export function createEnginePool(limits?: EngineLimits): EnginePool {
  const setAside = new Set<string>()
  const all: Engine[] = []
  const idle: Engine[] = []
  const waiting: { most: number; start: () => void }[] = []
  let working = 0
  const serve = () => {
    while (waiting.length > 0 && working < waiting[0]!.most) {
      working += 1
      waiting.shift()!.start()
    }
  }
  const made = (): Engine => {
    const engine = new Engine(limits, setAside)
    all.push(engine)
    return engine
  }
  return {
    setAside,
    async use(most, work) {
      await new Promise<void>((start) => {
        waiting.push({ most, start })
        serve()
      })
      // The one that worked last has its language loaded.
      const engine = idle.pop() ?? made()
      try {
        return await work(engine)
      } finally {
        idle.push(engine)
        working -= 1
        serve()
      }
    },
    stop: async () => void (await Promise.all(all.map((engine) => engine.stop()))),
  }
}
