import { client } from '../client'
import { scopeOf, useScope } from '../stores/scope'
import { emptySearch, useSearch } from '../stores/search'
import { useWorkspaces } from '../stores/workspaces'
import { messageOf } from './attempt'

/** How long the reader must pause in typing before a search is made. */
const typingPauseMs = 220

let latest: AbortController | undefined
let pause: ReturnType<typeof setTimeout> | undefined

/** Takes what is typed into the search field, and searches once the typing pauses. */
export function typeSearch(query: string): void {
  clearTimeout(pause)
  useSearch.setState({ query })
  pause = setTimeout(() => void searchPassages(query), typingPauseMs)
}

/** Finds passages in the open workspace; an earlier search still under way is given up. */
export async function searchPassages(query: string): Promise<void> {
  clearTimeout(pause)
  latest?.abort()
  const workspace = useWorkspaces.getState().current
  if (!workspace || !query.trim()) return useSearch.setState({ ...emptySearch, query })
  const control = new AbortController()
  latest = control
  useSearch.setState({ query, state: 'searching' })
  try {
    const found = await client().search.query(
      { workspace, query, limit: 50, explain: true, ...scopeOf(useScope.getState()) },
      { signal: control.signal },
    )
    const { hits, elapsedMs, note = '', explanation = null, correction } = found
    const meant = correction && !correction.used ? correction.query : ''
    if (!control.signal.aborted) useSearch.setState({ hits, elapsedMs, note, meant, explanation, state: 'done' })
  } catch (error) {
    if (!control.signal.aborted) useSearch.setState({ hits: [], state: 'failed', message: messageOf(error) })
  }
}
