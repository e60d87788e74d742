interface DayBarsProps {
  /** What it shows, in words. */
  label: string
  /** One figure a day each, oldest first; drawn side by side, each to its own greatest. */
  series: readonly { values: readonly number[]; className: string }[]
}

const height = 20
const dayWidth = 4

/** Small bars, one group a day: how much was done lately. The least that is more than nothing can be seen. */
export function DayBars({ label, series }: DayBarsProps) {
  const days = Math.max(0, ...series.map(({ values }) => values.length))
  const width = dayWidth / series.length - 0.4
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${days * dayWidth} ${height}`}
      width={days * dayWidth}
      height={height}
      className="block"
    >
      <title>{label}</title>
      <rect y={height - 1} width={days * dayWidth} height={1} className="fill-line" />
      {series.map(({ values, className }, which) => {
        const most = Math.max(1, ...values)
        return values.map((value, day) => {
          if (value === 0) return null
          const tall = Math.max(2, (value / most) * (height - 2))
          return (
            <rect
              key={`${which} ${day}`}
              x={day * dayWidth + which * (width + 0.4)}
              y={height - 1 - tall}
              width={width}
              height={tall}
              className={className}
            />
          )
        })
      })}
    </svg>
  )
}
