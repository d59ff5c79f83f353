// What a page says, in its reader's language. The sentences come with the page; this fills them.

/**
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 */

/**
 * Return what fills a sentence of `strings` with values, each in its place `{name}`. Numbers are
 * written as the language writes them; text is kept from turning the sentence around it.
 *
 * @param {Record<string, string>} strings
 * @param {string} locale BCP 47
 * @returns {Say}
 */
export function wordsOf(strings, locale) {
  const numbers = new Intl.NumberFormat(locale);
  return (key, values = {}) =>
    (strings[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => {
      const value = values[name];
      if (value === undefined) return place;
      return typeof value === "number" ? numbers.format(value) : `\u2068${value}\u2069`;
    });
}

/**
 * Return a function that writes a length of time as minutes and seconds.
 *
 * @param {string} locale BCP 47
 * @returns {(milliseconds: number) => string} "07:05"; "+01:30" when the time is over
 */
export function timeWriter(locale) {
  const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false });
  return (milliseconds) => {
    const seconds = Math.abs(Math.ceil(milliseconds / 1000));
    const sign = milliseconds <= -1000 ? "+" : "";
    return `${sign}${two.format(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
  };
}

/**
 * Return the JSON that the page carries in the element `id`.
 *
 * @param {string} id
 */
export function pageData(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

/**
 * Return the page's own language as a locale that `Intl` takes.
 *
 * @returns {string}
 */
export function pageLocale() {
  return document.documentElement.lang || "en";
}
