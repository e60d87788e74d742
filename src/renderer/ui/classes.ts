import { clsx, type ClassValue } from 'clsx'
import { twMerge } from 'tailwind-merge'

/** Class names joined; a later one wins over an earlier one that sets the same thing. */
export function classes(...values: ClassValue[]): string {
  return twMerge(clsx(values))
}
