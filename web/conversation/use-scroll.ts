import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  type Anchor,
  belowOf,
  findAnchor,
  focusMessage,
  restoreAnchor,
  scrollToUnread,
} from './scroll-anchor.ts'

const NEAR_BOTTOM_PX = 80
const NEAR_END_PX = 400

export type ScrollOptions = {
  /** Called when older messages are about to come into view; null when there are none to load. */
  onNearTop: (() => void) | null
  /** The same at the other end of a stretch of history; null at the newest messages, which are followed. */
  onNearEnd: (() => void) | null
  /** The newest messages are not what is shown. */
  isPast: boolean
  onAtBottom: () => void
  /** The message to bring into view and to focus; a new object for each time. */
  target: { key: string } | null
}

export type ScrollControl = {
  ref: RefObject<HTMLElement | null>
  isAtBottom: boolean
  onScroll: () => void
  toBottom: () => void
}

/** Follows the newest message while it is in view; else holds still what is being read, whatever is added around it. */
export function useScroll(options: ScrollOptions): ScrollControl {
  const { onNearTop, onNearEnd, onAtBottom, isPast, target } = options
  const ref = useRef<HTMLElement>(null)
  const anchor = useRef<Anchor | null>(null)
  const follows = useRef(true)
  const reached = useRef<object | null>(null)
  const hasOpened = useRef(false)
  const [isAtBottom, setAtBottom] = useState(true)

  const toBottom = useCallback(() => {
    const element = ref.current
    if (!element) return
    element.scrollTop = element.scrollHeight
    follows.current = true
  }, [])

  const note = useCallback(() => {
    const element = ref.current
    if (!element) return
    follows.current = !isPast && belowOf(element) < NEAR_BOTTOM_PX
    setAtBottom(follows.current)
    anchor.current = follows.current ? null : findAnchor(element)
  }, [isPast])

  const reach = () => {
    const element = ref.current
    if (!element) return
    if (element.scrollTop < NEAR_END_PX) onNearTop?.()
    if (belowOf(element) < NEAR_END_PX) onNearEnd?.()
  }

  // After every render: any of them may have changed what stands above.
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const isFollowing = follows.current && !isPast
    if (target && target !== reached.current && focusMessage(element, target.key)) reached.current = target
    else if (isFollowing && !hasOpened.current && scrollToUnread(element)) hasOpened.current = true
    else if (isFollowing) {
      toBottom()
      onAtBottom()
    } else if (anchor.current) restoreAnchor(element, anchor.current)
    note()
    reach()
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
    reach()
  }
  return { ref, isAtBottom, onScroll, toBottom }
}
