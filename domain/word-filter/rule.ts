/**
 * One rule of a word filter. `pattern` is a word or a phrase; `*` in it stands for any run of letters, marks and
 * digits, also none. `block` refuses the text, `mask` hides the match, `allow` protects whatever lies inside its match.
 */
export type Rule = { id: string; pattern: string; action: 'block' | 'mask' | 'allow' }
