import { create } from 'zustand'
import type { Settings } from '../../contract'

interface SettingsState {
  /** Null until the host has told them. */
  settings: Settings | null
}

export const useSettings = create<SettingsState>()(() => ({ settings: null }))
