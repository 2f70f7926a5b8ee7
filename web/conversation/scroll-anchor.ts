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
