import { noFigures, type Workspace, WorkspaceFigures, type WorkspaceSummary } from '../../contract/workspaces'
import type { CoreContext } from '../context'
import { figuresOf, marksOf, validFigures } from './figures'

/** Workspaces with their figures and marks: one, or all of them. */
export function createSummaries(core: CoreContext) {
  const marked = (workspace: Workspace, figures: WorkspaceFigures): WorkspaceSummary => ({
    ...workspace,
    ...figures,
    marks: marksOf(figures, workspace.createdAt, core.now()),
  })
  /** Of one that cannot be opened, as they were when it was sealed. */
  const shut = (workspace: Workspace, kept: WorkspaceFigures | undefined): WorkspaceSummary => {
    const figures = WorkspaceFigures.safeParse(kept).data
    return figures ? marked(workspace, figures) : { ...workspace, ...noFigures, marks: [] }
  }
  const of = (workspace: Workspace) =>
    core.shelf.isShut(workspace)
      ? shut(workspace, core.app.figures.all().get(workspace.id)?.figures)
      : marked(workspace, figuresOf(core.shelf.open(workspace.id), core.now()))
  /** Of closed ones as they were kept, so that a list of many opens none. */
  const all = () => {
    const opened = new Map([...core.shelf.opened()].map((one) => [one.id, one]))
    const kept = core.app.figures.all()
    return core.app.workspaces.list().map((workspace) => {
      const open = opened.get(workspace.id)
      if (core.shelf.isShut(workspace)) return shut(workspace, kept.get(workspace.id)?.figures)
      const figures = open ? figuresOf(open, core.now()) : validFigures(kept.get(workspace.id), core.shelf.folderOf(workspace.id))
      return figures ? marked(workspace, figures) : of(workspace)
    })
  }
  return { of, all }
}
