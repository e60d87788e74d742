import type { AnswerStyle } from '../../contract/answers'

interface Style {
  /** What a model is told. */
  rule: string
  /** Tokens of an answer, as a multiple of the usual. */
  length: number
}

/** The shapes an answer can have. */
export const styles: Record<AnswerStyle, Style> = {
  short: {
    rule: 'Write short, complete sentences in the language of the question, without an introduction.',
    length: 1,
  },
  detailed: {
    rule: 'Tell everything the passages hold on the question, with conditions and exceptions, in complete sentences in the language of the question, in paragraphs or lists, without an introduction.',
    length: 2,
  },
  table: {
    rule: 'Answer with one Markdown table in the language of the question and nothing else: a row for each thing found, and in every row the number of its passage in square brackets.',
    length: 2,
  },
  quotes: {
    rule: 'Answer only with sentences copied from the passages word for word. Put each on a line of its own that begins with > and ends with the number of its passage in square brackets. Add no word of your own.',
    length: 1,
  },
}
