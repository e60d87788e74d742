import { create } from 'zustand'
import { keepAll, type RetentionItem, type RetentionPolicy, type RetentionReceipt } from '../../contract'

interface RetentionState {
  /** Of the workspace it was read for; null before. */
  workspace: string | null
  policy: RetentionPolicy
  /** Newest first. */
  receipts: readonly RetentionReceipt[]
  /** Exactly what would go now; null: not asked for. */
  items: readonly RetentionItem[] | null
}

export const useRetention = create<RetentionState>()(() => ({ workspace: null, policy: keepAll, receipts: [], items: null }))
