// The page's own font files, for the map's labels: the same files as the page's style sheet names.
import latin400 from '@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2?url';
import latin600 from '@fontsource/noto-sans/files/noto-sans-latin-600-normal.woff2?url';
import vietnamese400 from '@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff2?url';
import vietnamese600 from '@fontsource/noto-sans/files/noto-sans-vietnamese-600-normal.woff2?url';

export const FONT_REGULAR = 'Noto Sans Regular';
export const FONT_BOLD = 'Noto Sans Semibold';

const VIETNAMESE = [
  'U+0102-0103', 'U+0110-0111', 'U+0128-0129', 'U+0168-0169', 'U+01A0-01A1', 'U+01AF-01B0',
  'U+0300-0301', 'U+0303-0304', 'U+0308-0309', 'U+0323', 'U+1EA0-1EF9', 'U+20AB',
];
const LATIN = ['U+0000-00FF', 'U+2000-206F', 'U+20AC', 'U+2122', 'U+2191', 'U+2193', 'U+2212'];

export interface FontFile {
  readonly url: string;
  readonly 'unicode-range': string[];
}

export function fontFaces(origin: string): Record<string, FontFile[]> {
  const file = (url: string, range: string[]): FontFile => ({ url: new URL(url, origin).href, 'unicode-range': range });
  return {
    [FONT_REGULAR]: [file(vietnamese400, VIETNAMESE), file(latin400, LATIN)],
    [FONT_BOLD]: [file(vietnamese600, VIETNAMESE), file(latin600, LATIN)],
  };
}
