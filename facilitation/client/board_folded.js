// Which groups are folded, kept by this browser for each dialogue: ids of groups, nobody's words.

export class Folded {
  /** @param {string} code of the dialogue */
  constructor(code) {
    this.key = `folded groups ${code}`;
  }

  /** @returns {Set<string>} */
  get ids() {
    try {
      return new Set(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    } catch {
      return new Set();
    }
  }

  /** @param {Set<string>} ids */
  keep(ids) {
    try {
      if (ids.size) localStorage.setItem(this.key, JSON.stringify([...ids]));
      else localStorage.removeItem(this.key);
    } catch {
      // Some browsers refuse storage; the folding then lasts as long as the page.
    }
  }
}
