import { findWeakness } from '#domain/passwords/find-weakness.ts'
import { Refusal } from '#services/errors/refusal.ts'

/** @throws Refusal `weak_password`. `person`: the name and address that it must not be made of. */
export function requireStrongPassword(password: string, person: { name: string; email: string }): void {
  if (findWeakness(password, [person.name, person.email])) throw new Refusal('weak_password')
}
