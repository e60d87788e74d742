import { create } from 'zustand'
import type { Embedding, Pipeline } from '../../contract'

interface PipelineState {
  /** The workspace it was read for; null before. */
  workspace: string | null
  pipeline: Pipeline | null
  /** What a workspace can be indexed with. */
  embeddings: readonly Embedding[]
}

export const usePipeline = create<PipelineState>()(() => ({ workspace: null, pipeline: null, embeddings: [] }))
