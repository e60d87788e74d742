import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CoreContext } from '../context'
import { readSamples } from '../documents/samples'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'

/** SHA-256 of the sample documents of an installation and the questions they answer; they do not change while it runs. */
const known = new Map<string, Promise<{ hashes: string[]; questions: string[] }>>()

/**
 * Questions to begin with: those of the sample documents while the workspace holds all of them, however they came into it; else none.
 * Told from the documents, so that every window of the workspace shows the same and removed samples leave no questions behind.
 */
export async function suggestedQuestions(workspace: OpenWorkspace, core: Pick<CoreContext, 'options'>): Promise<string[]> {
  const { resources } = core.options
  const samples = known.get(resources) ?? hashSamples(resources)
  known.set(resources, samples)
  const { hashes, questions } = await samples
  return hashes.length > 0 && hashes.every((hash) => workspace.documents.usesSource(hash)) ? questions : []
}

async function hashSamples(resources: string): Promise<{ hashes: string[]; questions: string[] }> {
  try {
    const { paths, questions } = await readSamples(resources)
    const hashes = await Promise.all(
      paths.map(async (path) =>
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ),
    )
    return { hashes, questions }
  } catch {
    return { hashes: [], questions: [] }
  }
}
