import { z } from 'zod'
import { llms } from '../engine/llms'
import type { CoreContext } from './context'
import { isLoopback } from './egress'

/** A server that runs answers at once; one that does not is not waited for. */
const waitMs = 1_500
/** Models named of one server, and characters of a list that are read. */
const mostModels = 200
const longestList = 2_000_000

const ModelList = z.object({ data: z.array(z.object({ id: z.string().max(200) })) })

interface FoundServer {
  provider: string
  label: string
  url: string
  models: string[]
}

/** Model servers that answer on this machine at their usual addresses. Only this machine is asked. */
export async function discoverServers(core: CoreContext, signal: AbortSignal): Promise<FoundServer[]> {
  const known = llms.flatMap(({ id, presets }) => presets.map((preset) => ({ provider: id, ...preset })))
  const found = await Promise.all(known.filter(({ url }) => isLoopback(url)).map((server) => lookAt(server, core, signal)))
  return found.filter((server) => server !== null)
}

async function lookAt(server: Omit<FoundServer, 'models'>, core: CoreContext, signal: AbortSignal): Promise<FoundServer | null> {
  const fetch = core.egress.fetchFor({ purpose: 'test', book: { policy: null, ledger: core.app.egress } }, server.url)
  try {
    const response = await fetch(`${server.url}/models`, { signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]) })
    const text = await response.text()
    const list = ModelList.safeParse(text.length > longestList ? null : JSON.parse(text))
    if (!response.ok || !list.success) return null
    return { ...server, models: list.data.data.slice(0, mostModels).map(({ id }) => id) }
  } catch {
    // Nothing listens there, or something that is no model server: neither is a fault.
    return null
  }
}
