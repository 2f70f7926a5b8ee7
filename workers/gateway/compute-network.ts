const GROUPS_OF_A_SITE = 4

/**
 * What counts as one caller: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever has one such address
 * has all the others of its /64 (RFC 4291, section 2.5.4).
 */
export function computeNetwork(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('::', 2)
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, GROUPS_OF_A_SITE - groups.length)
  const tailGroups = tail ? tail.split(':') : []
  const elided = Math.max(0, 8 - groups.length - tailGroups.length)
  const filled = [...groups, ...Array<string>(Math.min(missing, elided)).fill('0'), ...tailGroups]
  const site = filled.slice(0, GROUPS_OF_A_SITE).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${site.join(':')}::/64`
}
