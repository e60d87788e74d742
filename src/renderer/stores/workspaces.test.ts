import { describe, expect, it } from 'vitest'
import type { WorkspaceSummary } from '../../contract'
import { orderedWorkspaces, perDay, verifiedShare, withWorkspace } from './workspaces'

const [plain] = withWorkspace([], { id: '', name: '', createdAt: '', model: null, sealedAt: null }) as [WorkspaceSummary]
const workspace = (name: string, figures: Partial<WorkspaceSummary> = {}): WorkspaceSummary => ({ ...plain, id: name, name, ...figures })
const names = (list: readonly WorkspaceSummary[]) => list.map(({ name }) => name)

describe('the overview', () => {
  const list = [
    workspace('Birch', { documents: 3, lastQuestionAt: '2026-11-02', answers: 4, verifiedAnswers: 4 }),
    workspace('Ash & Sons', { documents: 9 }),
    workspace('Cedar', { documents: 3, lastQuestionAt: '2026-11-20', answers: 4, verifiedAnswers: 1 }),
  ]

  it('is ordered by any figure either way; equal ones by name, what has none last', () => {
    expect(names(orderedWorkspaces(list, { words: '', by: 'documents', descending: true }))).toEqual(['Ash & Sons', 'Birch', 'Cedar'])
    expect(names(orderedWorkspaces(list, { words: '', by: 'documents', descending: false }))).toEqual(['Birch', 'Cedar', 'Ash & Sons'])
    for (const descending of [true, false]) {
      const ordered = names(orderedWorkspaces(list, { words: '', by: 'lastQuestionAt', descending }))
      expect(ordered).toEqual(descending ? ['Cedar', 'Birch', 'Ash & Sons'] : ['Birch', 'Cedar', 'Ash & Sons'])
    }
    expect(names(orderedWorkspaces(list, { words: '', by: 'verified', descending: true }))).toEqual(['Birch', 'Cedar', 'Ash & Sons'])
  })

  it('shows only names that hold every word', () => {
    expect(names(orderedWorkspaces(list, { words: 'SONS ash', by: 'name', descending: false }))).toEqual(['Ash & Sons'])
  })

  it('draws a figure for every day, also for those on which nothing was done', () => {
    const activity = [
      { day: '2026-11-19', added: 2, searches: 0, questions: 1 },
      { day: '2026-11-21', added: 0, searches: 0, questions: 5 },
    ]
    expect(perDay(activity, { today: '2026-11-21', days: 4, of: 'questions' })).toEqual([0, 1, 0, 5])
    expect(verifiedShare({ answers: 0, verifiedAnswers: 0 })).toBeNull()
  })
})
