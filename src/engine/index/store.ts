import type * as Arrow from 'apache-arrow'

type Store = typeof import('@lancedb/lancedb') & { arrow: typeof Arrow }

let loaded: Promise<Store> | undefined

/** LanceDB and Arrow, loaded at first use. */
export function loadStore(): Promise<Store> {
  loaded ??= (async () => {
    process.env.LANCEDB_LOG ??= 'error'
    const [lancedb, arrow] = await Promise.all([import('@lancedb/lancedb'), import('apache-arrow')])
    return { ...lancedb, arrow }
  })()
  return loaded
}
