import { create } from 'zustand'
import type { Model } from '../../contract'
import type { CarrelClient } from '../client'

/** A kind of model runner, with the addresses it usually has. */
export type ModelProvider = Awaited<ReturnType<CarrelClient['models']['providers']>>['providers'][number]

interface ModelsState {
  list: readonly Model[]
  providers: readonly ModelProvider[]
  /** Whether there is a safe place for keys. */
  savesKeys: boolean
}

export const useModels = create<ModelsState>()(() => ({ list: [], providers: [], savesKeys: true }))
