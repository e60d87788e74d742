import { create } from 'zustand'
import type { SearchExplanation, SearchHit } from '../../contract'

interface SearchState {
  query: string
  state: 'idle' | 'searching' | 'done' | 'failed'
  hits: readonly SearchHit[]
  elapsedMs: number
  message: string
  /** What has to be known to understand what was found; mostly nothing. */
  note: string
  /** What was perhaps meant, where a word of the query stands nowhere and was not replaced by itself. */
  meant: string
  /** How the query was understood and what each stage took. */
  explanation: SearchExplanation | null
}

export const emptySearch: SearchState = {
  query: '',
  state: 'idle',
  hits: [],
  elapsedMs: 0,
  message: '',
  note: '',
  meant: '',
  explanation: null,
}

export const useSearch = create<SearchState>()(() => emptySearch)
