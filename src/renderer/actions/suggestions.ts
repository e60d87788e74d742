const storageKey = (workspace: string) => `carrel.questions.${workspace}`

/** Keeps the questions that came with a workspace's sample documents, for the next start of this window. */
export function rememberSuggestions(workspace: string, questions: readonly string[]): void {
  localStorage.setItem(storageKey(workspace), JSON.stringify(questions))
}

/** Questions kept for a workspace; none where nothing readable is kept. */
export function rememberedSuggestions(workspace: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(workspace)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((question) => typeof question === 'string') : []
  } catch {
    return []
  }
}
