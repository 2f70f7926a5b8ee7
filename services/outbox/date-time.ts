/** A date as MySQL's DATETIME(3), in UTC. */
export const toDateTime = (at: Date): string => at.toISOString().slice(0, -1).replace('T', ' ')

export const parseDateTime = (value: string): number => Date.parse(`${value.replace(' ', 'T')}Z`)
