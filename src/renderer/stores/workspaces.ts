import { create } from 'zustand'
import { type Deletion, type DiskSpace, noFigures, type Workspace, type WorkspaceSummary, type WorkspaceTotals } from '../../contract'

interface WorkspacesState {
  list: readonly WorkspaceSummary[]
  /** Id of the open workspace; null where there is none yet. */
  current: string | null
  loaded: boolean
  /** All together, and the disk they lie on; null before the figures were read. */
  totals: WorkspaceTotals | null
  disk: DiskSpace | null
  /** Deleted workspaces that are not off the disk yet. */
  going: readonly Deletion[]
}

export const useWorkspaces = create<WorkspacesState>()(() => ({
  list: [],
  current: null,
  loaded: false,
  totals: null,
  disk: null,
  going: [],
}))

/** What the overview can be ordered by. */
export const overviewOrders = ['name', 'documents', 'passages', 'bytes', 'lastImportAt', 'lastQuestionAt', 'searchMs', 'verified'] as const
export type OverviewOrder = (typeof overviewOrders)[number]

/** Workspaces whose name holds every word, in an order; ties by name, what has no figure last. */
export function orderedWorkspaces(
  list: readonly WorkspaceSummary[],
  { words, by, descending }: { words: string; by: OverviewOrder; descending: boolean },
): WorkspaceSummary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const found = list.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)))
  return found.sort((a, b) => {
    const [one, other] = [figureOf(a, by), figureOf(b, by)]
    if (one === null || other === null) return Number(one === null) - Number(other === null) || a.name.localeCompare(b.name)
    const order = typeof one === 'string' ? one.localeCompare(other as string) : one - (other as number)
    return (descending ? -order : order) || a.name.localeCompare(b.name)
  })
}

function figureOf(workspace: WorkspaceSummary, by: OverviewOrder): string | number | null {
  return by === 'verified' ? verifiedShare(workspace) : workspace[by]
}

/** Share of the answers of which every sentence was found in its sources, 0 to 1; null where there is none. */
export function verifiedShare({ answers, verifiedAnswers }: Pick<WorkspaceSummary, 'answers' | 'verifiedAnswers'>): number | null {
  return answers === 0 ? null : verifiedAnswers / answers
}

/** One figure for each of the days up to today (UTC, as YYYY-MM-DD), oldest first. */
export function perDay(
  activity: WorkspaceSummary['activity'],
  { today, days, of }: { today: string; days: number; of: 'added' | 'searches' | 'questions' },
): number[] {
  const known = new Map(activity.map((one) => [one.day, one[of]]))
  const end = Date.parse(today)
  return Array.from({ length: days }, (_, i) => known.get(new Date(end - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10)) ?? 0)
}

/** The open workspace. */
export function currentWorkspace({ list, current }: Pick<WorkspacesState, 'list' | 'current'>): WorkspaceSummary | undefined {
  return list.find(({ id }) => id === current)
}

/** The list with a workspace created or changed; figures it does not carry stay. */
export function withWorkspace(list: readonly WorkspaceSummary[], workspace: Workspace): WorkspaceSummary[] {
  if (!list.some(({ id }) => id === workspace.id)) return [...list, { ...noFigures, marks: [], ...workspace }]
  return list.map((known) => (known.id === workspace.id ? { ...known, ...workspace } : known))
}
