import { llmOf } from '../../engine/llms'
import { findDocument, readPages } from '../documents'
import type { ReadyModel } from '../models'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** A model made ready, or none. */
export type AnyModel = Omit<ReadyModel, 'label'> & { label: string | null }

/** Answers by taking the best sentences: needs no model and no connection. */
export const withoutModel = (): AnyModel => ({
  label: null,
  llm: llmOf('extractive'),
  settings: { url: null, model: 'extractive', key: null },
  fetch: async () => {
    throw new Error('Answering without a model makes no connection.')
  },
})

/** Reads a page of a document of the workspace as it is kept. */
export function pageReader(workspace: OpenWorkspace) {
  return async (document: string, page: number) => {
    const [read] = await readPages(findDocument(workspace, document), workspace, [page])
    return read ?? null
  }
}
