const PATHS = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M5 10l7 7 7-7',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  pin: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6',
  plus: 'M12 5v14M5 12h14',
  reply: 'M10 7L4 12l6 5M4 12h9a7 7 0 017 6',
  send: 'M4 12l16-8-6 16-3-7z',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M17 7a2 2 0 11-4 0 2 2 0 014 0M11 17a2 2 0 11-4 0 2 2 0 014 0',
  smile: 'M12 3.5a8.5 8.5 0 110 17 8.5 8.5 0 010-17M8.5 14a4 4 0 007 0M9 9.5v.5M15 9.5v.5',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
} as const

export type IconName = keyof typeof PATHS

/** A picture beside a label; it says nothing to a screen reader. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
