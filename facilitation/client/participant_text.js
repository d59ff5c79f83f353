// Text as people see it, counted as the server counts it.

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("und", { granularity: "grapheme" }) : null;

/** Whether `seenLength` is the server's count. Without a segmenter it may be too high. */
export const countsExactly = segmenter !== null;

/**
 * Count characters as a person sees them; outer blanks are not kept, so they do not count.
 *
 * @param {string} text
 */
export function seenLength(text) {
  const kept = text.normalize("NFC").trim();
  return segmenter ? [...segmenter.segment(kept)].length : [...kept].length;
}
