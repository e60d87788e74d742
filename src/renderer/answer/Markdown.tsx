import { createContext, useContext, useMemo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { OutsideLink } from './OutsideLink'
import { citeMarkers } from './markers'

/** GitHub's schema without images: an answer cannot make the window fetch anything. */
export const answerSchema: Schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => !['img', 'picture', 'source', 'input'].includes(name)),
  protocols: { href: ['http', 'https', 'mailto'] },
}

type Chip = (number: number, order: number) => ReactNode

const ChipContext = createContext<Chip>((number) => `[${number}]`)

function Cite(properties: Record<string, unknown>) {
  return useContext(ChipContext)(Number(properties['number']), Number(properties['order']))
}

const components: Components = {
  a: ({ href, children }) => <OutsideLink href={href ?? ''}>{children}</OutsideLink>,
  img: ({ alt }) => <span>{alt}</span>,
  cite: Cite as Components['cite'],
}

/** Markdown of an answer: no raw HTML, no images, links that open only after asking, markers as what `chip` makes of them. */
export function Markdown({ text, chip }: { text: string; chip: Chip }) {
  const body = useMemo(
    () => (
      <ReactMarkdown
        skipHtml
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, answerSchema], citeMarkers as never]}
        components={components}
      >
        {text}
      </ReactMarkdown>
    ),
    [text],
  )
  return <ChipContext value={chip}>{body}</ChipContext>
}
