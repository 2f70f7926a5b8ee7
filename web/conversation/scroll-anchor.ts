/** A message in view and how far below the top of the view it stands, in pixels. */
export type Anchor = { key: string; top: number }

const topOf = (container: Element, element: Element): number =>
  element.getBoundingClientRect().top - container.getBoundingClientRect().top

/** The first message that is at least partly in view. */
export function findAnchor(container: Element): Anchor | null {
  for (const element of container.querySelectorAll<HTMLElement>('[data-message]')) {
    const top = topOf(container, element)
    const key = element.dataset.message
    if (key !== undefined && top + element.offsetHeight > 0) return { key, top }
  }
  return null
}

/** Scrolls so that the message stands where it stood. */
export function restoreAnchor(container: Element, { key, top }: Anchor): void {
  const element = container.querySelector(`[data-message="${CSS.escape(key)}"]`)
  if (element) container.scrollTop += topOf(container, element) - top
}

/** How much of it lies below the view, in pixels. */
export const belowOf = (container: Element): number =>
  container.scrollHeight - container.scrollTop - container.clientHeight

/** Brings the message into the middle of the view, and to a keyboard and a screen reader; returns whether it is there. */
export function focusMessage(container: Element, key: string): boolean {
  const element = container.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`)
  if (!element) return false
  // Not by `scrollIntoView`, which would move the page around the container too.
  const above = Math.max(0, (container.clientHeight - element.offsetHeight) / 2)
  container.scrollTop += topOf(container, element) - above
  element.focus({ preventScroll: true })
  return true
}

const ABOVE_UNREAD_PX = 48

/** Puts the line before the first unread message near the top of the view; returns whether there is one. */
export function scrollToUnread(container: Element): boolean {
  const element = container.querySelector('[data-unread]')
  if (!element) return false
  container.scrollTop += topOf(container, element) - ABOVE_UNREAD_PX
  return true
}
