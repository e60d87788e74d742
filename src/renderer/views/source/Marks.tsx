import type { Box } from '../../../contract'
import { t } from '../../texts'

interface MarksProps {
  /** Boxes of this page, in points. */
  boxes: readonly Box[]
  /** Pixels per point. */
  scale: number
  page: number
  quote: string
}

/** Space added around a box so that the mark does not cut letters, in points. */
const margin = 1.5

/** The passage, marked as with a pen. */
export function Marks({ boxes, scale, page, quote }: MarksProps) {
  if (boxes.length === 0) return null
  return (
    <div
      role="img"
      aria-label={t('source.marked', { page, quote })}
      className="pointer-events-none absolute inset-0 opacity-70 mix-blend-multiply"
    >
      {boxes.map((box, index) => (
        <div
          key={index}
          data-mark=""
          className="absolute rounded-[2px] bg-[#ffd84d] motion-safe:animate-appear"
          style={{
            left: (box.x - margin) * scale,
            top: (box.y - margin) * scale,
            width: (box.width + 2 * margin) * scale,
            height: (box.height + 2 * margin) * scale,
          }}
        />
      ))}
    </div>
  )
}
