import * as z from 'zod'
import {
  MAX_EMOJI_CHARACTERS,
  MAX_NAME_CHARACTERS,
  MAX_TEXT_CHARACTERS,
  MAX_TOPIC_CHARACTERS,
} from './limits.ts'

/** Postgres text and JSON consumers can't carry NUL; a lone surrogate has no UTF-8 form. */
export const isLegalText = (value: string): boolean => value.isWellFormed() && !value.includes('\0')

const LEGAL_TEXT = 'must be well-formed Unicode without NUL'

/** 1 to 8,000 UTF-16 code units, kept exactly as sent. */
export const messageText = z.string().min(1).max(MAX_TEXT_CHARACTERS).refine(isLegalText, LEGAL_TEXT)

/** 1 to 80 UTF-16 code units, surrounding white space removed. */
export const displayName = z.string().trim().min(1).max(MAX_NAME_CHARACTERS).refine(isLegalText, LEGAL_TEXT)

/** 0 to 250 UTF-16 code units, surrounding white space removed; empty: the room has no topic. */
export const roomTopic = z.string().trim().max(MAX_TOPIC_CHARACTERS).refine(isLegalText, LEGAL_TEXT)

/** One emoji as Unicode recommends it for interchange (UTS #51, RGI_Emoji). */
const RGI_EMOJI = /^\p{RGI_Emoji}$/v

export const reactionEmoji = z
  .string()
  .min(1)
  .max(MAX_EMOJI_CHARACTERS)
  .refine((value) => RGI_EMOJI.test(value), 'must be one emoji')
