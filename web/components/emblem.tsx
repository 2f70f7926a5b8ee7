export function Emblem() {
  return <img className="emblem" src="/icon.svg" alt="" width="64" height="64" />
}
