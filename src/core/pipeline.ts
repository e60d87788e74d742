import type { Contract } from '../contract'
import { AppError } from '../contract/errors'
import { defaultPipeline, type Pipeline } from '../contract/pipeline'
import type { Handlers } from '../rpc/handlers'
import type { DocumentRow } from './catalog/documentRows'
import type { CoreContext } from './context'
import { retryDocuments } from './documents/add'
import { installedModels } from './localModels/modelFolders'
import type { OpenWorkspace } from './workspaces/openWorkspaces'

/** The pipeline of the contract: what a workspace is set to, and what a change of it makes necessary. */
export function createPipeline(core: CoreContext): Handlers<Contract>['pipeline'] {
  return {
    get: async ({ workspace }) => ({ pipeline: core.shelf.open(workspace).pipeline.get(), defaults: defaultPipeline }),
    update: async ({ workspace: ref, pipeline, dryRun }) => {
      const workspace = core.shelf.open(ref)
      requireReranker(pipeline.retrieval.reranker, core)
      const rows = rowsToCutAnew(pipeline, workspace)
      const cost = { documents: rows.length, passages: rows.reduce((sum, row) => sum + row.passages, 0) }
      if (dryRun) return { pipeline, cost, job: null }
      // In one step, so that no crash leaves a setting behind whose work nobody has asked for.
      const job = workspace.db.transaction(() => {
        if (!isSameCut(pipeline, workspace)) requireRest(workspace)
        workspace.pipeline.set(pipeline)
        return rows.length > 0 ? retryDocuments(rows, {}, workspace, core) : null
      })()
      return { pipeline, cost, job }
    },
  }
}

/** Throws MODEL_NOT_FOUND where a reranker is wanted that is not on the disk. */
export function requireReranker(id: string | null, core: CoreContext): void {
  if (id === null || installedModels(core.options.data).some((one) => one.kind === 'reranker' && one.id === id)) return
  throw new AppError('MODEL_NOT_FOUND', `There is no reranker ${id} on the disk. List them: carrel model catalogue.`)
}

/** Documents whose passages were cut otherwise than they will be. */
function rowsToCutAnew(pipeline: Pipeline, workspace: OpenWorkspace): DocumentRow[] {
  return isSameCut(pipeline, workspace) ? [] : workspace.documents.all().filter((row) => row.digest !== null)
}

function isSameCut({ chunking }: Pipeline, workspace: OpenWorkspace): boolean {
  return JSON.stringify(workspace.pipeline.get().chunking) === JSON.stringify(chunking)
}

/** A document that is being read is cut as it was set when that began. */
function requireRest(workspace: OpenWorkspace): void {
  const isReading = workspace.documents.all().some((row) => workspace.jobs.activeIngest(row.id) !== undefined)
  if (isReading)
    throw new AppError('DOCUMENT_BUSY', 'Documents are being read: change how they are cut when that is done, or stop it first.')
}
