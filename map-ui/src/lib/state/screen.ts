// What the screen shows, as one union, and its mirror in the page's address.
// The home point is never part of the mirror.
import { isLevel, isProfile, isRank, type Choice, type LonLat } from '../api/model';
import type { Lang } from '../locales/lang';

export type Screen =
  | { readonly kind: 'browse' }
  | { readonly kind: 'nearest'; readonly home: LonLat }
  | { readonly kind: 'school'; readonly campus: string; readonly home: LonLat | null };

export interface Address {
  readonly choice: Choice;
  readonly campus: string | null;
  readonly lang: Lang | null;
}

export const FIRST_CHOICE: Choice = { level: 'primary', profile: 'walk', rank: 'metres' };

export function homeOf(screen: Screen): LonLat | null {
  return screen.kind === 'browse' ? null : screen.home;
}

/** The screen for a home and a campus, either of which may be missing. */
export function screenOf(home: LonLat | null, campus: string | null): Screen {
  if (campus !== null) return { kind: 'school', campus, home };
  return home === null ? { kind: 'browse' } : { kind: 'nearest', home };
}

export function readAddress(params: URLSearchParams): Address {
  const [level, profile, rank, lang] = ['level', 'profile', 'rank', 'lang'].map((key) => params.get(key)) as [
    string | null,
    string | null,
    string | null,
    string | null,
  ];
  return {
    choice: {
      level: isLevel(level) ? level : FIRST_CHOICE.level,
      profile: isProfile(profile) ? profile : FIRST_CHOICE.profile,
      rank: isRank(rank) ? rank : FIRST_CHOICE.rank,
    },
    campus: params.get('campus') || null,
    lang: lang === 'en' || lang === 'vi' ? lang : null,
  };
}

/** The query string of an address; what is usual is left out. */
export function writeAddress(screen: Screen, choice: Choice, lang: Lang): string {
  const params = new URLSearchParams();
  if (choice.level !== FIRST_CHOICE.level) params.set('level', choice.level);
  if (choice.profile !== FIRST_CHOICE.profile) params.set('profile', choice.profile);
  if (choice.rank !== FIRST_CHOICE.rank) params.set('rank', choice.rank);
  if (screen.kind === 'school') params.set('campus', screen.campus);
  if (lang !== 'vi') params.set('lang', lang);
  const query = params.toString();
  return query === '' ? '' : `?${query}`;
}
