import { useEffect } from 'react'
import { Chunking, type Embedding, type Pipeline, SearchMode } from '../../../contract'
import { readLocalModels } from '../../actions/localModels'
import { changePipeline, indexWith, readPipeline } from '../../actions/pipeline'
import { isActive, useJobs } from '../../stores/jobs'
import { useLearning } from '../../stores/learning'
import { useLocalModels } from '../../stores/localModels'
import { usePipeline } from '../../stores/pipeline'
import { useWorkspaces } from '../../stores/workspaces'
import { t } from '../../texts'
import { Segments } from '../../ui/Segments'
import { Select } from '../../ui/Select'
import { Toggle } from '../../ui/Toggle'
import { Row } from './Row'

const strategies = Chunking.shape.strategy.unwrap().options
const modes = SearchMode.options

/** How the open workspace cuts documents into passages, makes vectors of them, and searches. */
export function ReadingSettings() {
  const workspace = useWorkspaces((state) => state.current)
  const { pipeline, workspace: read } = usePipeline()
  useEffect(() => {
    if (workspace) void readPipeline(workspace)
  }, [workspace])
  if (!workspace || !pipeline || read !== workspace) return null
  const { chunking, retrieval } = pipeline
  const change = (part: Partial<Pipeline>) => void changePipeline(workspace, { ...pipeline, ...part })
  return (
    <>
      <EmbeddingChoice workspace={workspace} />
      <Row title={t('settings.reading.passages')} hint={t(`settings.reading.strategyHints.${chunking.strategy}`)}>
        <Select
          label={t('settings.reading.passages')}
          value={chunking.strategy}
          options={strategies.map((value) => ({ value, label: t(`settings.reading.strategies.${value}`) }))}
          onChange={(strategy) => change({ chunking: { ...chunking, strategy } })}
        />
      </Row>
      <Row title={t('settings.reading.mode')}>
        <Segments
          label={t('settings.reading.mode')}
          value={retrieval.mode}
          onChange={(mode) => change({ retrieval: { ...retrieval, mode } })}
          options={modes.map((value) => ({ value, label: t(`settings.reading.modes.${value}`) }))}
        />
      </Row>
      <Row title={t('settings.reading.rerank')} hint={t('settings.reading.rerankHint')}>
        <Toggle
          label={t('settings.reading.rerank')}
          on={retrieval.rerank}
          onChange={(rerank) => change({ retrieval: { ...retrieval, rerank } })}
        />
      </Row>
      <Row title={t('settings.reading.perDocument')} hint={t('settings.reading.perDocumentHint')}>
        <Select
          label={t('settings.reading.perDocument')}
          value={String(retrieval.perDocument)}
          options={[...new Set([0, 1, 2, 4, retrieval.perDocument])].map((value) => ({
            value: String(value),
            label: value === 0 ? t('settings.reading.perDocumentAll') : String(value),
          }))}
          onChange={(value) => change({ retrieval: { ...retrieval, perDocument: Number(value) } })}
        />
      </Row>
      <Row title={t('settings.reading.neighbours')} hint={t('settings.reading.neighboursHint')}>
        <Toggle
          label={t('settings.reading.neighbours')}
          on={retrieval.neighbours}
          onChange={(neighbours) => change({ retrieval: { ...retrieval, neighbours } })}
        />
      </Row>
      <RerankerChoice chosen={retrieval.reranker} onChange={(reranker) => change({ retrieval: { ...retrieval, reranker } })} />
      <Row title={t('settings.reading.floor')} hint={t('settings.reading.floorHint')}>
        <Toggle
          label={t('settings.reading.floor')}
          on={retrieval.floor}
          onChange={(floor) => change({ retrieval: { ...retrieval, floor } })}
        />
      </Row>
    </>
  )
}

function RerankerChoice({ chosen, onChange }: { chosen: string | null; onChange: (id: string | null) => void }) {
  const installed = useLocalModels((state) => state.list).filter((one) => one.kind === 'reranker' && one.installed)
  useEffect(() => void readLocalModels(), [])
  if (installed.length === 0 && chosen === null) return null
  return (
    <Row title={t('settings.reading.reranker')} hint={t('settings.reading.rerankerHint')}>
      <Select
        label={t('settings.reading.reranker')}
        value={chosen ?? ''}
        options={[
          { value: '', label: t('settings.reading.noReranker') },
          ...installed.map((one) => ({ value: one.installed ?? '', label: one.label })),
        ]}
        onChange={(id) => onChange(id || null)}
      />
    </Row>
  )
}

function EmbeddingChoice({ workspace }: { workspace: string }) {
  const embeddings = usePipeline((state) => state.embeddings)
  const status = useLearning((state) => state.status)
  const isBuilding = useJobs(({ byId }) =>
    [...byId.values()].some((one) => (one.kind === 'learn' || one.kind === 'reindex') && isActive(one)),
  )
  if (!status) return null
  // What a workspace has learnt is no choice of its own: learning leads to it, and back leads away.
  const isOwn = !embeddings.some((one) => one.id === status.embedder)
  const options = [
    ...(isOwn ? [{ value: status.embedder, label: t('settings.reading.learnt') }] : []),
    ...embeddings.map((one) => ({ value: one.id, label: nameOf(one) })),
  ]
  return (
    <Row title={t('settings.reading.embedding')} hint={t('settings.reading.embeddingHint')}>
      <Select
        label={t('settings.reading.embedding')}
        value={status.building ?? status.embedder}
        disabled={isBuilding}
        options={options}
        onChange={(id) => void indexWith(workspace, id)}
      />
    </Row>
  )
}

function nameOf({ kind, label, local }: Embedding): string {
  if (kind === 'starter') return t('settings.reading.starter')
  return local ? label : t('settings.reading.remote', { label })
}
