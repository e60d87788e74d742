import type { Contract } from '../../contract'
import type { EvaluationQuestion, SelfCheck } from '../../contract/evaluation'
import type { SearchHit, SearchMode } from '../../contract/search'
import type { Handlers } from '../../rpc/handlers'
import type { CoreContext } from '../context'
import { searchWorkspace } from '../search'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { firstRank, ndcgAt, rankFigures } from './measures'
import { selfCheck } from './selfCheck'

/** Passages looked at per question; what is not among them has no rank. */
const depth = 200

interface Measured {
  id: string
  pageRank: number | null
  documentRank: number | null
  asksPage: boolean
  asksDocument: boolean
  ndcg: number
}

interface Run {
  workspace: OpenWorkspace
  within: boolean
  mode: SearchMode
  idsOf: (name: string) => string[]
}

/** The evaluation of the contract: the workspace's own search, asked what is known. */
export function createEvaluation(core: CoreContext): Handlers<Contract>['evaluation'] {
  return {
    selfCheck: async ({ workspace }, { signal }) => ({ check: await selfCheck(core.shelf.open(workspace), core, { signal }) }),
    selfChecks: async ({ workspace, limit }) => ({ checks: core.shelf.open(workspace).tables.checks(limit) as SelfCheck[] }),
    run: async ({ workspace: ref, questions, within, mode }, { signal }) => {
      const started = performance.now()
      const workspace = core.shelf.open(ref)
      const run: Run = { workspace, within, mode, idsOf: idsByName(workspace) }
      const measured: Measured[] = []
      for (const question of questions) {
        signal?.throwIfAborted()
        measured.push(await measure(question, run, core))
      }
      const ofDocuments = measured.filter((one) => one.asksDocument)
      const note = noteOn(questions, run.idsOf)
      return {
        questions: questions.length,
        page: rankFigures(measured.filter((one) => one.asksPage).map((one) => one.pageRank)),
        document: rankFigures(ofDocuments.map((one) => one.documentRank)),
        ndcg10: ofDocuments.length > 0 ? ofDocuments.reduce((sum, one) => sum + one.ndcg, 0) / ofDocuments.length : null,
        perQuestion: measured.map(({ id, pageRank, documentRank }) => ({ id, pageRank, documentRank })),
        elapsedMs: Math.round(performance.now() - started),
        ...(note ? { note } : {}),
      }
    },
  }
}

async function measure(question: EvaluationQuestion, { workspace, within, mode, idsOf }: Run, core: CoreContext): Promise<Measured> {
  const own = question.doc === undefined ? [] : idsOf(question.doc)
  const only = within && question.doc !== undefined ? { documents: own } : {}
  const { hits } = await searchWorkspace({ query: question.question, limit: depth, mode, floor: false, ...only }, workspace, core)
  const pages = new Set(own.flatMap((id) => (question.evidence_pages ?? []).map((page) => `${id} ${page}`)))
  const grades = gradesOf(question, idsOf)
  const documents = [...new Set(hits.map((hit) => hit.document))]
  return {
    id: String(question.id),
    pageRank: firstRank([...new Set(hits.flatMap(pagesOf))], (page) => pages.has(page)),
    documentRank: firstRank(documents, (id) => grades.some((one) => one.ids.includes(id) && one.grade > 0)),
    asksPage: question.doc !== undefined && (question.evidence_pages?.length ?? 0) > 0,
    asksDocument: grades.some((one) => one.grade > 0),
    ndcg: ndcgAt(10, documents, grades),
  }
}

/** The pages a passage stands on, in order. */
function pagesOf({ document, page, spans }: SearchHit): string[] {
  return [page, ...spans.map((span) => span.page)].map((one) => `${document} ${one}`)
}

/** What is right to find: one entry a wanted document, also where the workspace does not hold it. */
function gradesOf({ doc, relevant }: EvaluationQuestion, idsOf: Run['idsOf']): { ids: string[]; grade: number }[] {
  const wanted = relevant ? Object.entries(relevant) : doc === undefined ? [] : [[doc, 1] as const]
  return wanted.map(([name, grade]) => ({ ids: idsOf(name), grade }))
}

/** Documents by name, path or last part of it, each with or without extension. */
function idsByName(workspace: OpenWorkspace): (name: string) => string[] {
  const ids = new Map<string, string[]>()
  for (const { id, name } of workspace.documents.all()) {
    const last = name.slice(name.lastIndexOf('/') + 1)
    for (const key of new Set([name, last].flatMap((one) => [one, one.replace(/(?<=.)\.[A-Za-z0-9]{1,12}$/, '')]))) {
      ids.set(key, [...(ids.get(key) ?? []), id])
    }
  }
  return (name) => ids.get(name) ?? []
}

function noteOn(questions: readonly EvaluationQuestion[], idsOf: Run['idsOf']): string | null {
  const wanted = questions.flatMap(({ doc, relevant }) => [...(doc === undefined ? [] : [doc]), ...Object.keys(relevant ?? {})])
  const missing = [...new Set(wanted)].filter((name) => idsOf(name).length === 0)
  if (missing.length === 0) return null
  const some = missing.slice(0, 3).map((name) => `“${name}”`)
  return `${missing.length === 1 ? 'One document' : `${missing.length} documents`} that the questions name are not in this workspace and count as not found: ${some.join(', ')}${missing.length > 3 ? ' …' : ''}.`
}
