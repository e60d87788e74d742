import { create } from 'zustand'
import type { SearchHit } from '../../contract'

interface SearchState {
  query: string
  state: 'idle' | 'searching' | 'done' | 'failed'
  hits: readonly SearchHit[]
  elapsedMs: number
  message: string
}

export const emptySearch: SearchState = { query: '', state: 'idle', hits: [], elapsedMs: 0, message: '' }

export const useSearch = create<SearchState>()(() => emptySearch)
