/** What a log line may tell of an error: messages may carry content. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)
