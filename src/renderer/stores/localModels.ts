import { create } from 'zustand'
import type { LocalModel } from '../../contract'
import type { CarrelClient } from '../client'

/** What the machine has room for. */
export type Machine = Awaited<ReturnType<CarrelClient['localModels']['list']>>['machine']

interface LocalModelsState {
  list: readonly LocalModel[]
  machine: Machine | null
  /** Where they are fetched from. */
  source: string
}

export const useLocalModels = create<LocalModelsState>()(() => ({ list: [], machine: null, source: '' }))

/** The list with a model as it is now; one that was removed is said by none. */
export function withLocalModel(list: readonly LocalModel[], model: LocalModel): readonly LocalModel[] {
  return list.some(({ id }) => id === model.id) ? list.map((one) => (one.id === model.id ? model : one)) : [...list, model]
}
