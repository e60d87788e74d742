import { create } from 'zustand'

export interface Notice {
  id: number
  tone: 'plain' | 'good' | 'bad'
  text: string
  /** What the reader may do about it, and for how long it is offered. */
  action?: { label: string; run: () => void; forMs: number }
}

/** A question the window waits for before it does something that cannot be taken back. */
export interface Confirmation {
  title: string
  body: string
  action: string
  tone: 'plain' | 'bad'
  answer: (yes: boolean) => void
}

interface NoticesState {
  notices: readonly Notice[]
  confirmation: Confirmation | null
  /** Said by screen readers, seen by nobody. */
  announcement: string
}

export const useNotices = create<NoticesState>()(() => ({ notices: [], confirmation: null, announcement: '' }))

let lastId = 0

export function notify(text: string, tone: Notice['tone'] = 'plain', action?: Notice['action']): void {
  const notice = { id: ++lastId, tone, text, ...(action ? { action } : {}) }
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-3), notice] }))
}

export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}

export function announce(announcement: string): void {
  useNotices.setState({ announcement })
}

/** Asks before something that cannot be taken back; resolves to the answer. */
export function confirm(question: Omit<Confirmation, 'answer'>): Promise<boolean> {
  useNotices.getState().confirmation?.answer(false)
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      useNotices.setState({ confirmation: null })
      resolve(yes)
    }
    useNotices.setState({ confirmation: { ...question, answer } })
  })
}
