import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { slowAboveMs, staleAfterDays, WorkspaceFigures, type WorkspaceMark, type WorkspaceTotals } from '../../contract/workspaces'
import type { KeptFigures } from '../catalog/appCatalog'
import type { DocumentTotals } from '../catalog/documentRows'
import { closingName, markerName, type OpenWorkspace } from './openWorkspaces'

const shownDays = 30
/** Of fewer searches nobody can say what one of twenty takes. */
const leastTimes = 20
const dayMs = 86_400_000

/** What is done in an open workspace, from its counters; `now`: ISO 8601. */
export function useOf(
  { documents, activity }: Pick<OpenWorkspace, 'documents' | 'activity'>,
  now: string,
  { lastImportAt }: Pick<DocumentTotals, 'lastImportAt'> = documents.totals(),
) {
  const { answers, verified } = activity.answers()
  const times = activity.searchTimes().toSorted((a, b) => a - b)
  const share = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? null
  return {
    lastImportAt,
    lastQuestionAt: activity.lastQuestionAt(),
    searchMs: share(0.5),
    slowSearchMs: times.length < leastTimes ? null : share(0.95),
    answers,
    verifiedAnswers: verified,
    activity: activity.since(dayBefore(now, shownDays - 1)),
  }
}

/** The figures of an open workspace, from its counters: the same time however many documents it has. */
export function figuresOf(workspace: Pick<OpenWorkspace, 'documents' | 'activity'>, now: string): WorkspaceFigures {
  const totals = workspace.documents.totals()
  const { documents, passages, bytes } = totals
  return { documents, passages, bytes, failed: workspace.documents.statuses().failed ?? 0, ...useOf(workspace, now, totals) }
}

/** What a reader may want to look after. */
export function marksOf(figures: WorkspaceFigures, createdAt: string, now: string): WorkspaceMark[] {
  const last = [figures.lastImportAt, figures.lastQuestionAt, createdAt]
    .filter((at) => at !== null)
    .sort()
    .at(-1)!
  return [
    ...(figures.documents === 0 ? (['empty'] as const) : []),
    ...(figures.failed > 0 ? (['failed'] as const) : []),
    ...((figures.slowSearchMs ?? 0) > slowAboveMs ? (['slow'] as const) : []),
    ...(last.slice(0, 10) < dayBefore(now, staleAfterDays) ? (['stale'] as const) : []),
  ]
}

export function totalsOf(all: readonly WorkspaceFigures[]): WorkspaceTotals {
  const sum = (name: 'documents' | 'passages' | 'bytes' | 'failed' | 'answers' | 'verifiedAnswers') =>
    all.reduce((total, one) => total + one[name], 0)
  return {
    workspaces: all.length,
    documents: sum('documents'),
    passages: sum('passages'),
    bytes: sum('bytes'),
    failed: sum('failed'),
    answers: sum('answers'),
    verifiedAnswers: sum('verifiedAnswers'),
  }
}

function dayBefore(now: string, days: number): string {
  return new Date(Date.parse(now) - days * dayMs).toISOString().slice(0, 10)
}

/** What is to be kept of a workspace that was closed a moment ago. */
export function keptFigures(figures: WorkspaceFigures, folder: string): KeptFigures {
  const { size, mtimeMs } = statSync(join(folder, 'workspace.db'))
  return { figures, bytes: size, modifiedMs: mtimeMs }
}

/**
 * Kept figures, where they are those of the catalogue as it lies there: closed by its host, and not touched since. Null: it has to be
 * opened and counted, as after a crash.
 */
export function validFigures(kept: KeptFigures | undefined, folder: string): WorkspaceFigures | null {
  const state = statSync(join(folder, 'workspace.db'), { throwIfNoEntry: false })
  const isAsKept = kept && state?.size === kept.bytes && state.mtimeMs === kept.modifiedMs
  if (!isAsKept || [markerName, closingName].some((name) => existsSync(join(folder, name)))) return null
  // An earlier version kept fewer.
  return WorkspaceFigures.safeParse(kept.figures).data ?? null
}
