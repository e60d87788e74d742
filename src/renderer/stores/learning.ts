import { create } from 'zustand'
import type { LearningStatus, SelfCheck } from '../../contract'

interface LearningState {
  /** Of the workspace it was read for; null before. */
  workspace: string | null
  status: LearningStatus | null
  /** Self-checks, newest first. */
  checks: readonly SelfCheck[]
  checking: boolean
}

export const useLearning = create<LearningState>()(() => ({ workspace: null, status: null, checks: [], checking: false }))
