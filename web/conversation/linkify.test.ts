import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkify } from './linkify.ts'

const links = (text: string) => linkify(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []))

describe('linkify', () => {
  it.each([
    ['see https://example.com/a?b=c#d now', ['https://example.com/a?b=c#d']],
    ['(http://example.com).', ['http://example.com']],
    ['HTTPS://EXAMPLE.COM!', ['HTTPS://EXAMPLE.COM']],
    ['https://a.example, https://b.example', ['https://a.example', 'https://b.example']],
  ])('finds the web addresses of %j', (text, found) => {
    expect(links(text)).toEqual(found)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'xhttps://example.com',
    'https://',
    'https://user:password@example.com',
    'vbscript:https',
    'file:///etc/passwd',
  ])('makes no link of %j', (text) => {
    expect(links(text)).toEqual([])
  })

  it('ends an address before characters that change the direction of text', () => {
    expect(links('https://example.com/\u202Egnp.exe')).toEqual(['https://example.com/'])
  })

  it('loses nothing and links to nothing but http and https, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('https://', 'http://', 'javascript:', 'a.b', ' '),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const parts = linkify(text)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        for (const part of parts) if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//)
      }),
    )
  })
})
