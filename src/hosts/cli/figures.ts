import type { Contract } from '../../contract'
import type { WorkspaceStats, WorkspaceSummary } from '../../contract/workspaces'
import type { Client } from '../../rpc/connectPort'
import { type CommandContext, exitCodes } from './command'
import { readableBytes, table } from './output'
import { allowFlags, exactly, oneOf } from './parseCommand'

type Figures = Pick<WorkspaceStats, 'searchMs' | 'answers' | 'verifiedAnswers'>

const none = '–'
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
const dayOf = (at: string | null) => at?.slice(0, 10) ?? none
const searchText = ({ searchMs }: Figures) => (searchMs === null ? none : `${Math.round(searchMs)} ms`)
const shareText = ({ answers, verifiedAnswers }: Figures) => (answers === 0 ? none : `${Math.floor((verifiedAnswers / answers) * 100)} %`)

const marksText = ({ sealedAt, marks, failed }: WorkspaceSummary) =>
  [...(sealedAt ? ['sealed'] : []), ...marks.map((mark) => (mark === 'failed' ? `${failed} failed` : mark))].join(', ') || none

/** What the list can be ordered by; the greatest first, names by alphabet. */
const orders = {
  name: (a: WorkspaceSummary, b: WorkspaceSummary) => a.name.localeCompare(b.name),
  documents: (a: WorkspaceSummary, b: WorkspaceSummary) => b.documents - a.documents,
  passages: (a: WorkspaceSummary, b: WorkspaceSummary) => b.passages - a.passages,
  size: (a: WorkspaceSummary, b: WorkspaceSummary) => b.bytes - a.bytes,
  failed: (a: WorkspaceSummary, b: WorkspaceSummary) => b.failed - a.failed,
  import: (a: WorkspaceSummary, b: WorkspaceSummary) => (b.lastImportAt ?? '').localeCompare(a.lastImportAt ?? ''),
  question: (a: WorkspaceSummary, b: WorkspaceSummary) => (b.lastQuestionAt ?? '').localeCompare(a.lastQuestionAt ?? ''),
  search: (a: WorkspaceSummary, b: WorkspaceSummary) => (b.searchMs ?? -1) - (a.searchMs ?? -1),
} as const
type Order = keyof typeof orders

/** `workspace list`: every workspace with its figures, and all together. */
export async function list(client: Client<Contract>, words: string[], { line, output }: CommandContext): Promise<number> {
  allowFlags(line, 'sort')
  exactly(words, [])
  const order = oneOf(line.flags.sort, 'sort', Object.keys(orders) as Order[])
  const { workspaces, totals, disk } = await client.workspaces.list()
  const shown = order ? workspaces.toSorted(orders[order]) : workspaces
  output.result({ workspaces: shown.map(({ createdAt: _createdAt, model: _model, ...one }) => one), totals, disk }, () =>
    shown.length === 0
      ? ['No workspace yet. Create one: carrel workspace create NAME']
      : [
          ...table([
            ['NAME', 'DOCUMENTS', 'PASSAGES', 'SIZE', 'LAST IMPORT', 'LAST QUESTION', 'SEARCH', 'VERIFIED', 'MARKS', 'ID'],
            ...shown.map((one) => [
              one.name,
              one.documents,
              one.passages,
              readableBytes(one.bytes),
              dayOf(one.lastImportAt),
              dayOf(one.lastQuestionAt),
              searchText(one),
              shareText(one),
              marksText(one),
              one.id,
            ]),
          ]),
          '',
          `${counted(totals.workspaces, 'workspace')}, ${counted(totals.documents, 'document')} (${totals.failed} failed), ${totals.passages} passages, ${readableBytes(totals.bytes)}; ${readableBytes(disk.freeBytes)} free on the disk${disk.low ? ': make room before a large import' : ''}.`,
        ],
  )
  return exitCodes.done
}

/** `workspace stats NAME`: the figures of one. */
export async function stats(client: Client<Contract>, words: string[], { line, output }: CommandContext): Promise<number> {
  allowFlags(line)
  const [workspace] = exactly(words, ['The name of the workspace']) as [string]
  const { stats: figures } = await client.workspaces.stats({ workspace })
  const done = (what: 'added' | 'searches' | 'questions') => figures.activity.reduce((sum, day) => sum + day[what], 0)
  output.result({ stats: figures }, () =>
    table([
      ['documents', figures.documents],
      ['pages', figures.pages],
      ['passages', figures.passages],
      ['originals', readableBytes(figures.bytes)],
      ['on disk', readableBytes(figures.diskBytes)],
      ...Object.entries(figures.statuses).map(([status, count]) => [status, count]),
      [
        'search quality',
        figures.quality ? `${figures.quality.score.toFixed(3)} (self-check of ${figures.quality.at.slice(0, 10)})` : 'not checked yet',
      ],
      ['index', `${figures.index.rows} rows, ${figures.index.unindexedRows} not yet indexed`],
      ['last import', dayOf(figures.lastImportAt)],
      ['last question', dayOf(figures.lastQuestionAt)],
      [
        'search',
        `${searchText(figures)}${figures.slowSearchMs === null ? '' : `, one of twenty over ${Math.round(figures.slowSearchMs)} ms`}`,
      ],
      ['verified', `${shareText(figures)} of ${counted(figures.answers, 'answer')}`],
      [
        'last 30 days',
        `${counted(done('added'), 'document')} added, ${done('searches')} searches, ${counted(done('questions'), 'question')}`,
      ],
    ]),
  )
  return exitCodes.done
}
