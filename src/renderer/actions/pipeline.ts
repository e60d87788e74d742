import type { Pipeline } from '../../contract'
import { client } from '../client'
import { confirm } from '../stores/notices'
import { usePipeline } from '../stores/pipeline'
import { t } from '../texts'
import { attempt } from './attempt'

/** Reads how a workspace cuts and searches, and what it could be indexed with. */
export async function readPipeline(workspace: string): Promise<void> {
  const answers = await attempt(() => Promise.all([client().pipeline.get({ workspace }), client().embeddings.list()]))
  if (answers) usePipeline.setState({ workspace, pipeline: answers[0].pipeline, embeddings: answers[1].embeddings })
}

/** Changes how a workspace cuts and searches; where passages have to be made anew, says how many and asks first. */
export async function changePipeline(workspace: string, pipeline: Pipeline): Promise<void> {
  const planned = await attempt(() => client().pipeline.update({ workspace, pipeline, dryRun: true }))
  if (!planned) return
  const { documents, passages } = planned.cost
  const isAgreed =
    documents === 0 ||
    (await confirm({
      title: t('settings.reading.anewTitle'),
      body: t('settings.reading.anewBody', { count: documents, passages }),
      action: t('settings.reading.anewAction'),
      tone: 'plain',
    }))
  if (!isAgreed) return
  const done = await attempt(() => client().pipeline.update({ workspace, pipeline }))
  if (done && usePipeline.getState().workspace === workspace) usePipeline.setState({ pipeline: done.pipeline })
}

/** Builds the table of another embedding beside the one that is searched; where texts leave this machine for it, asks first. */
export async function indexWith(workspace: string, id: string): Promise<void> {
  const wanted = usePipeline.getState().embeddings.find((one) => one.id === id)
  if (!wanted) return
  const isAgreed =
    wanted.local ||
    (await confirm({
      title: t('settings.reading.remoteTitle', { label: wanted.label }),
      body: t('settings.reading.remoteBody'),
      action: t('settings.reading.remoteAction'),
      tone: 'plain',
    }))
  if (isAgreed) await attempt(() => client().learning.reindex({ workspace, embedder: id }))
}
