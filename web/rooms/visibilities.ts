import type { Room } from '#sdk/index.ts'

/** How each kind of room is called, and who may join it. */
export const VISIBILITIES: Readonly<Record<Room['visibility'], { label: string; who: string }>> = {
  public: { label: 'Public room', who: 'Everyone may join.' },
  members: { label: 'Members’ room', who: 'Everyone with an account may join.' },
  paid: { label: 'Paid members’ room', who: 'Paid members may join.' },
  private: { label: 'Private room', who: 'By invitation; others can’t find it.' },
}

export const VISIBILITY_NAMES = Object.keys(VISIBILITIES) as Room['visibility'][]
