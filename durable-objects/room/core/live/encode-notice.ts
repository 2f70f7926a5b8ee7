const MESSAGES = {
  recording_delayed: 'Recording is delayed. What is said is kept here and recorded later.',
  recording_restored: 'Recording goes on.',
} as const

export const encodeNotice = (code: keyof typeof MESSAGES, at: number): string =>
  JSON.stringify([{ type: 'notice', code, message: MESSAGES[code], at }])
