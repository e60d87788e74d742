import { create } from 'zustand'
import type { SearchHit } from '../../contract'

interface SearchState {
  query: string
  state: 'idle' | 'searching' | 'done' | 'failed'
  hits: readonly SearchHit[]
  elapsedMs: number
  message: string
  /** What has to be known to understand what was found; mostly nothing. */
  note: string
}

export const emptySearch: SearchState = { query: '', state: 'idle', hits: [], elapsedMs: 0, message: '', note: '' }

export const useSearch = create<SearchState>()(() => emptySearch)
