// Numbers as people say them, in the language on the screen. A number never parts from its unit.
import type { Lang } from './locales/lang';

const TAGS: Record<Lang, string> = { vi: 'vi-VN', en: 'en-GB' };
const NBSP = '\u00a0';
const WORDS = {
  vi: { under: 'dưới 1 phút', minute: 'phút', hour: 'giờ' },
  en: { under: 'under 1 min', minute: 'min', hour: 'h' },
} as const;

function decimal(value: number, lang: Lang, digits: number): string {
  return new Intl.NumberFormat(TAGS[lang], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function integer(value: number, lang: Lang): string {
  return decimal(value, lang, 0);
}

/** Metres to the nearest ten below a kilometre, then kilometres with one decimal, then whole ones. */
export function distance(metres: number, lang: Lang): string {
  if (metres < 995) return `${decimal(metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10, lang, 0)}${NBSP}m`;
  const km = metres / 1000;
  return `${decimal(km, lang, km < 99.95 ? 1 : 0)}${NBSP}km`;
}

/** Whole minutes, rounded up, so that nobody is told to leave too late. */
export function duration(seconds: number, lang: Lang): string {
  const words = WORDS[lang];
  if (seconds < 30) return words.under;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes + NBSP + words.minute;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60) + NBSP + words.hour;
  return rest === 0 ? hours : `${hours} ${rest}${NBSP}${words.minute}`;
}

export function date(iso: string, lang: Lang): string {
  const day = new Date(iso);
  if (Number.isNaN(day.getTime())) return iso;
  return new Intl.DateTimeFormat(TAGS[lang], { dateStyle: 'long', timeZone: 'Asia/Ho_Chi_Minh' }).format(day);
}

/** Latitude first, as maps show it, with a dot so that it can be pasted back. */
export function coordinates(point: { lon: number; lat: number }): string {
  return `${point.lat.toFixed(5)}, ${point.lon.toFixed(5)}`;
}
