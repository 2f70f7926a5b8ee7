import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type Anchor, findAnchor, restoreAnchor } from './scroll-anchor.ts'

const NEAR_BOTTOM_PX = 80
const NEAR_TOP_PX = 400

export type ScrollOptions = {
  /** Called when older messages are about to come into view; null when there are none to load. */
  onNearTop: (() => void) | null
  onAtBottom: () => void
}

export type ScrollControl = {
  ref: RefObject<HTMLElement | null>
  isAtBottom: boolean
  onScroll: () => void
  toBottom: () => void
}

/** Follows the newest message while it is in view; else holds still what is being read, whatever is added around it. */
export function useScroll({ onNearTop, onAtBottom }: ScrollOptions): ScrollControl {
  const ref = useRef<HTMLElement>(null)
  const anchor = useRef<Anchor | null>(null)
  const follows = useRef(true)
  const [isAtBottom, setAtBottom] = useState(true)

  const toBottom = useCallback(() => {
    const element = ref.current
    if (!element) return
    element.scrollTop = element.scrollHeight
  }, [])

  const note = useCallback(() => {
    const element = ref.current
    if (!element) return
    const below = element.scrollHeight - element.scrollTop - element.clientHeight
    follows.current = below < NEAR_BOTTOM_PX
    setAtBottom(follows.current)
    anchor.current = follows.current ? null : findAnchor(element)
  }, [])

  // After every render: any of them may have changed what stands above.
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    if (follows.current) {
      toBottom()
      onAtBottom()
    } else if (anchor.current) restoreAnchor(element, anchor.current)
    note()
    if (element.scrollTop < NEAR_TOP_PX) onNearTop?.()
  })

  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => follows.current && toBottom())
    observer.observe(element)
    return () => observer.disconnect()
  }, [toBottom])

  const onScroll = () => {
    note()
    if ((ref.current?.scrollTop ?? 0) < NEAR_TOP_PX) onNearTop?.()
  }
  return { ref, isAtBottom, onScroll, toBottom }
}
