interface MarkProps {
  className?: string
}

/** Carrel's mark: a page with one line highlighted. */
export function Mark({ className }: MarkProps) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden>
      <rect width="32" height="32" rx="8" fill="#17646b" />
      <path d="M9 7.5h10.2L24 12.3V23a1.5 1.5 0 0 1-1.5 1.5H9A1.5 1.5 0 0 1 7.5 23V9A1.5 1.5 0 0 1 9 7.5z" fill="#f7f5f0" />
      <path d="M10.5 17.2h11v3.2h-11z" fill="#f2c94c" />
      <path d="M10.5 12.6h6.4" stroke="#17646b" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  )
}
