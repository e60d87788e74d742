import { create } from 'zustand'

interface ConnectionState {
  /** `restarted`: the key was good until the host was started again. */
  state: 'connecting' | 'live' | 'lost' | 'refused' | 'restarted'
  /** When the next try is made, in milliseconds since the epoch; only while lost. */
  retryAtMs: number | null
  version: string
}

export const useConnection = create<ConnectionState>()(() => ({ state: 'connecting', retryAtMs: null, version: '' }))
