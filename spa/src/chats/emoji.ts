// The v flag knows whole sequences: families, flags, keycaps. Made from text so that older targets parse the file.
const sequence = new RegExp('^\\p{RGI_Emoji}$', 'v');
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The longest text worth looking at: six of the longest sequences. */
const longest = 6 * 40;

/** How many emoji a text is made of, if it is one to six of them and nothing else; otherwise 0. */
export function emojiOnly(body: string): number {
  const text = body.trim();
  if (text === '' || text.length > longest) return 0;
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (/^\s+$/.test(segment)) continue;
    // Many keyboards leave the presentation selector out: ❤ for ❤️.
    if (!sequence.test(segment) && !sequence.test(`${segment}\ufe0f`)) return 0;
    if (++count > 6) return 0;
  }
  return count;
}
