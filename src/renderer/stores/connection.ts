import { create } from 'zustand'

interface ConnectionState {
  state: 'connecting' | 'live' | 'lost' | 'refused'
  /** When the next try is made, in milliseconds since the epoch; only while lost. */
  retryAtMs: number | null
  version: string
}

export const useConnection = create<ConnectionState>()(() => ({ state: 'connecting', retryAtMs: null, version: '' }))
