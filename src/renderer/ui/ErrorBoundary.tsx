import { Component, type ReactNode } from 'react'
import { t } from '../texts'
import { Button } from './Button'

interface ErrorBoundaryProps {
  /** What is shown inside, for the sentence. */
  zone: string
  children: ReactNode
}

/** Keeps a fault in one zone from taking the others down. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { message: string | null }> {
  override state: { message: string | null } = { message: null }

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.message === null) return this.props.children
    return (
      <div role="alert" className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
        <p className="font-medium">{t('errors.zone', { zone: this.props.zone })}</p>
        <p className="max-w-sm break-words text-ink-soft">{this.state.message}</p>
        <Button onClick={() => this.setState({ message: null })}>{t('actions.showAgain')}</Button>
      </div>
    )
  }
}
