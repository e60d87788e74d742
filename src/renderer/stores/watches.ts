import { create } from 'zustand'
import type { Watch } from '../../contract'

interface WatchesState {
  list: readonly Watch[]
}

/** The watched folders of the open workspace. */
export const useWatches = create<WatchesState>()(() => ({ list: [] }))
