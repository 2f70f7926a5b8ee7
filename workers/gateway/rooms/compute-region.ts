/** Location hints by the continent that the platform sees a client on. */
const HINTS: Readonly<Record<string, string>> = {
  AF: 'afr',
  AS: 'apac',
  EU: 'weur',
  NA: 'enam',
  OC: 'oc',
  SA: 'sam',
}

const ANYWHERE = 'any'

/** Where relays for this client are to be; `any` where nothing is known. */
export function computeRegion(request: Request): string {
  const continent: unknown = Reflect.get(Object(Reflect.get(request, 'cf')), 'continent')
  return typeof continent === 'string' && Object.hasOwn(HINTS, continent)
    ? (HINTS[continent] ?? ANYWHERE)
    : ANYWHERE
}
