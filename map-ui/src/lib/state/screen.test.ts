import { describe, expect, it } from 'vitest';
import { FIRST_CHOICE, homeOf, readAddress, screenOf, writeAddress } from './screen';

const HOME = { lon: 106.7875, lat: 10.6422 };

describe('the address', () => {
  it('says nothing when everything is as usual', () => {
    expect(writeAddress({ kind: 'browse' }, FIRST_CHOICE, 'vi')).toBe('');
  });

  it('comes back as it was written', () => {
    const choice = { level: 'lower_secondary', profile: 'motorbike', rank: 'minutes' } as const;
    const query = writeAddress({ kind: 'school', campus: 'CG-TH-01/1', home: null }, choice, 'en');
    expect(readAddress(new URLSearchParams(query))).toEqual({ choice, campus: 'CG-TH-01/1', lang: 'en' });
  });

  it('never holds the home', () => {
    for (const screen of [screenOf(HOME, null), screenOf(HOME, 'C1')]) {
      const query = writeAddress(screen, { ...FIRST_CHOICE, rank: 'minutes' }, 'en');
      expect(query).not.toMatch(/106|10\.6|lon|lat|home/);
    }
  });

  it('falls back where it makes no sense', () => {
    const read = readAddress(new URLSearchParams('level=university&profile=horse&rank=&lang=fr&campus='));
    expect(read).toEqual({ choice: FIRST_CHOICE, campus: null, lang: null });
  });
});

it('is one of three screens', () => {
  expect(screenOf(null, null).kind).toBe('browse');
  expect(screenOf(HOME, null).kind).toBe('nearest');
  expect(screenOf(null, 'C1')).toEqual({ kind: 'school', campus: 'C1', home: null });
  expect(homeOf(screenOf(HOME, 'C1'))).toEqual(HOME);
});
