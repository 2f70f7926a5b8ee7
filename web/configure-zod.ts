import * as z from 'zod'

// Before any schema is made: zod's compiled parsers need eval, which the content security policy refuses.
z.config({ jitless: true })
