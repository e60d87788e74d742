import { useMemo } from 'react'
import type { Citation, Claim } from '../../../contract'
import { Markdown } from '../../answer/Markdown'
import { claimsOfMarkers, markerNumbers } from '../../answer/markers'
import { CitationChip } from './CitationChip'

interface AnswerBodyProps {
  text: string
  citations: readonly Citation[]
  /** Empty while the answer is not checked yet. */
  claims: readonly Claim[]
}

/** The text of an answer with a chip for each of its markers. */
export function AnswerBody({ text, citations, claims }: AnswerBodyProps) {
  const byNumber = useMemo(() => new Map(citations.map((citation) => [citation.n, citation])), [citations])
  const claimOf = useMemo(() => claimsOfMarkers(markerNumbers(text), claims), [text, claims])
  return (
    <div className="prose-answer">
      <Markdown
        text={text}
        chip={(number, order) => {
          // A number that several claims share marks, on each of its chips, what its own claim stands on.
          const citation = claimOf[order]?.quotes?.find((own) => own.n === number) ?? byNumber.get(number)
          return citation ? <CitationChip citation={citation} verified={claimOf[order]?.verified} /> : <>[{number}]</>
        }}
      />
    </div>
  )
}
