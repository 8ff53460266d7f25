/**
 * Finds what a page shows without the marks of the pseudo-locale: text that no table of sentences holds. Works on any document; types alone are
 * TypeScript's, so that a script may import it.
 */

/** Every text that a person sees or a screen reader says below an element. Runs in the browser. */
export function shownTexts(root: Element): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node: Node | null = root; node; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name) ?? '');
    } else if (node.parentElement && !['SCRIPT', 'STYLE'].includes(node.parentElement.tagName)) found.push(node.textContent ?? '');
  }
  return found.filter(text => text.trim() !== '');
}

/** What is left of a text without its marked parts and the names in it; '' for a text that is marked, or a number, a name or a unit. */
export function unmarkedPart(text: string, names: readonly string[]): string {
  let left = text;
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  for (const name of names.filter(one => one !== '').toSorted((a, b) => b.length - a.length)) left = left.replaceAll(name, ' ');
  // Numbers with units, keys and punctuation are the same in every language.
  left = left.replaceAll(/\b\d[\d.,]*\s?(?:s|ms|k|B|KB|MB|GB)?\b|\bEsc\b/g, ' ');
  return left.replaceAll(/[^\p{L}]+/gu, ' ').trim();
}
