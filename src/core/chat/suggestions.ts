import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { llmOf } from '../../engine/llms'
import { answer } from '../../engine/answer/pipeline'
import { questionsFrom, type Suggestion } from '../../engine/answer/suggest'
import type { MessageRow } from '../catalog/chatRows'
import type { CoreContext } from '../context'
import { readSamples } from '../documents/samples'
import { searchWorkspace } from '../search'
import type { OpenWorkspace } from '../workspaces/openWorkspaces'
import { pageReader, withoutModel } from './answerer'

/** Questions that are offered, pages looked through for them, and questions tried: each try is a search. */
const offered = 4
const pagesRead = 8
const mostTried = 12

/** SHA-256 of the sample documents of an installation and the questions they answer; they do not change while it runs. */
const known = new Map<string, Promise<{ hashes: string[]; questions: string[] }>>()

/**
 * Questions to begin with: those the workspace was told to offer, then those of the sample documents while the workspace holds all of them, however they came into it; else some that
 * its documents answer. Told from the documents, so that every window of the workspace shows the same and removed documents leave no
 * questions behind.
 */
export async function suggestedQuestions(workspace: OpenWorkspace, core: CoreContext): Promise<string[]> {
  const own = workspace.focus.get().questions
  if (own.length === 0 || workspace.documents.count() === 0) return foundQuestions(workspace, core)
  return own.length >= offered ? own : [...new Set([...own, ...(await foundQuestions(workspace, core))])].slice(0, offered)
}

async function foundQuestions(workspace: OpenWorkspace, core: CoreContext): Promise<string[]> {
  const { resources } = core.options
  const samples = known.get(resources) ?? hashSamples(resources)
  known.set(resources, samples)
  const { hashes, questions } = await samples
  if (hashes.length > 0 && hashes.every((hash) => workspace.documents.usesSource(hash))) return questions
  const documents = workspace.documents.list(0, pagesRead).filter((row) => row.pages_key !== null)
  const pages = documents.flatMap((row) => Array.from({ length: Math.min(2, row.pages) }, (_, i) => ({ document: row.id, page: i + 1 })))
  return answerable(await suggestionsOn(pages.slice(0, pagesRead), workspace), workspace, core)
}

/** Questions to go on with: what the pages an answer stands on answer beside it. */
export async function nextQuestions(
  message: MessageRow & { chat: string },
  workspace: OpenWorkspace,
  core: CoreContext,
): Promise<string[]> {
  const cited = (message.answer?.citations ?? []).flatMap(({ document, page }) => [
    { document, page },
    { document, page: page + 1 },
  ])
  const pages = [...new Map(cited.map((one) => [`${one.document} ${one.page}`, one])).values()].slice(0, pagesRead)
  const said = message.answer?.citations.map(({ quote }) => quote).join('\n') ?? ''
  const asked = new Set(workspace.chats.messages.questions(message.chat).map((question) => question.toLowerCase()))
  const suggestions = await suggestionsOn(pages, workspace)
  return answerable(
    suggestions.filter(({ question, sentence }) => !asked.has(question.toLowerCase()) && !said.includes(sentence)),
    workspace,
    core,
  )
}

async function suggestionsOn(pages: readonly { document: string; page: number }[], workspace: OpenWorkspace): Promise<Suggestion[]> {
  const readPage = pageReader(workspace)
  const perPage = await Promise.all(
    // A document that is removed meanwhile, or has no such page, suggests nothing.
    pages.map(({ document, page }) =>
      readPage(document, page).then(
        (read) => questionsFrom(read?.text ?? ''),
        () => [],
      ),
    ),
  )
  // One of each page in turn, so that a long page does not crowd out the others.
  const longest = Math.max(0, ...perPage.map((one) => one.length))
  return Array.from({ length: longest }, (_, i) => perPage.flatMap((one) => one[i] ?? [])).flat()
}

/** Those of the questions that an answer without a model can be found to, one for each document's sentence. */
async function answerable(suggestions: readonly Suggestion[], workspace: OpenWorkspace, core: CoreContext): Promise<string[]> {
  const held: string[] = []
  for (const { question } of suggestions.slice(0, mostTried)) {
    if (held.length >= offered) break
    if (!held.includes(question) && (await isAnswered(question, workspace, core))) held.push(question)
  }
  return held
}

async function isAnswered(question: string, workspace: OpenWorkspace, core: CoreContext): Promise<boolean> {
  const { settings, fetch } = withoutModel()
  const events = answer(
    { question, model: null },
    {
      signal: new AbortController().signal,
      llm: llmOf('extractive'),
      settings,
      fetch,
      clock: () => 0,
      search: (query, { limit }) => searchWorkspace({ query, limit }, workspace, core),
      readPage: pageReader(workspace),
    },
  )
  for await (const event of events) if (event.type === 'answer') return event.answer.claims.some((claim) => claim.verified)
  return false
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
