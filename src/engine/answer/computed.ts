import type { Answer, AskEvent, Citation, Computed } from '../../contract/chat'

/** An answer that says what was computed, each figure with its cells as its source. */
function computedAnswer(computed: readonly Computed[]): Pick<Answer, 'answer' | 'claims' | 'citations' | 'computed'> {
  const several = computed.length > 1
  const sentences = computed.map(({ text, source }) => (several ? `${source.name}: ${text}` : text))
  return {
    answer: sentences.map((sentence, i) => `${sentence} [${i + 1}]`).join('\n\n'),
    // The figure stands in no cell: what vouches for it is the query over the cells that are shown.
    claims: sentences.map((text, i) => ({ text: `${text} [${i + 1}]`, citations: [i + 1], verified: true })),
    citations: computed.map(({ source }, i): Citation => ({ n: i + 1, ...source })),
    computed: [...computed],
  }
}

/** A figure needs no model: what was computed is the answer. */
export async function* tellComputed(
  computed: readonly Computed[],
  { note, understood, timings }: { note?: string | undefined; understood?: string | undefined; timings: Answer['timings'] },
): AsyncGenerator<AskEvent> {
  const told = computedAnswer(computed)
  yield { type: 'passages', citations: told.citations }
  yield { type: 'text', text: told.answer }
  yield { type: 'answer', answer: { ...told, model: null, timings, ...(note ? { note } : {}), ...(understood ? { understood } : {}) } }
}
