// The language on the screen. English is fetched when it is first asked for.
import type { Lang } from './lang';
import { vi, type Dictionary } from './vi';

const KEY = 'truonggan.lang';

class Language {
  lang = $state<Lang>('vi');
  t = $state.raw<Dictionary>(vi);

  async set(lang: Lang): Promise<void> {
    const dictionary = lang === 'vi' ? vi : (await import('./en')).en;
    this.lang = lang;
    this.t = dictionary;
    document.documentElement.lang = lang;
    try {
      localStorage.setItem(KEY, lang);
    } catch {
      // A browser that keeps nothing still shows the language asked for.
    }
  }
}

export function rememberedLang(): Lang | null {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'vi' || kept === 'en' ? kept : null;
  } catch {
    return null;
  }
}

export const i18n = new Language();
