import { baseLocale, locales, overwriteGetLocale } from './paraglide/runtime';

// Which language this page speaks. Chosen once, before the first sentence is read; another choice
// loads the page anew, so sentences may stand in constants.

export type Language = (typeof locales)[number];

export const languages: readonly Language[] = locales;

const name = 'kez-language';

/** Of the languages that the person's browser prefers, the first that there is. */
export function preferred(wanted: readonly string[], there: readonly Language[] = locales): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    const found = there.find((language) => language.toLowerCase() === tag.toLowerCase()) ?? there.find((language) => language.toLowerCase() === primary);
    if (found) return found;
  }
  return baseLocale;
}

/** What was chosen in this browser; undefined follows the browser. */
export function chosen(storage = storageOf()): Language | undefined {
  const kept = storage?.getItem(name);
  return locales.find((language) => language === kept);
}

/** The page has to be loaded again afterwards. */
export function choose(language: Language | undefined, storage = storageOf()): void {
  if (language === undefined) storage?.removeItem(name);
  else storage?.setItem(name, language);
}

/** The language of this page. */
export const language: Language = chosen() ?? preferred(globalThis.navigator?.languages ?? []);

/** As `Intl` takes it: with the region that the browser prefers for it, which decides on the form of dates. */
export const tags: string[] = [...(globalThis.navigator?.languages ?? []).filter((tag) => tag.split('-')[0] === language), language];

/** A language's own name for itself. */
export function nameOf(other: Language): string {
  return new Intl.DisplayNames([other], { type: 'language', fallback: 'code' }).of(other) ?? other;
}

export function direction(of: Language): 'ltr' | 'rtl' {
  return /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)(-|$)/.test(of) ? 'rtl' : 'ltr';
}

/** Tells the document what it speaks: screen readers choose their voice by it, style sheets their side. */
export function declare(root: HTMLElement): void {
  root.lang = language;
  root.dir = direction(language);
}

overwriteGetLocale(() => language);

/** Where storage is forbidden, reading the property throws. */
function storageOf(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
