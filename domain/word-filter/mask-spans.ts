export type Span = { start: number; end: number }

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** `text` with each grapheme that a span touches replaced by `*`; its length in graphemes stays. */
export function maskSpans(text: string, spans: readonly Span[]): string {
  const sorted = [...spans].sort((a, b) => a.start - b.start)
  let next = 0
  let coveredTo = 0
  let masked = ''
  for (const { segment, index } of graphemes.segment(text)) {
    const end = index + segment.length
    for (let span = sorted[next]; span && span.start < end; span = sorted[++next])
      coveredTo = Math.max(coveredTo, span.end)
    masked += coveredTo > index ? '*' : segment
  }
  return masked
}
