import { describe, expect, it } from 'vitest';
import { readPlace } from './coordinates';

const HOME = { lat: 10.6422, lon: 106.7875 };

function check(text: string, exchanged = false) {
  const read = readPlace(text);
  expect(read.kind, text).toBe('place');
  if (read.kind !== 'place') return;
  expect(read.point.lat).toBeCloseTo(HOME.lat, 4);
  expect(read.point.lon).toBeCloseTo(HOME.lon, 4);
  expect(read.exchanged).toBe(exchanged);
}

describe('a pasted place', () => {
  it('reads latitude and longitude as maps show them', () => {
    check('10.6422, 106.7875');
    check('  10.6422 106.7875 ');
    check('(10.6422; 106.7875)');
    check('10.6422,106.7875');
  });

  it('puts the two numbers in order and says so', () => check('106.7875, 10.6422', true));

  it('reads decimal commas', () => {
    check('10,6422 106,7875');
    check('10,6422; 106,7875');
  });

  it('reads degrees, minutes and seconds', () => check('10°38\'31.9"N 106°47\'15.0"E'));

  it('reads the address of a map page', () => {
    check('https://example.org/maps/@10.6422,106.7875,17z');
    check('https://example.org/maps?q=10.6422,106.7875');
  });

  it('refuses what it cannot read, with the reason', () => {
    expect(readPlace('  ')).toEqual({ kind: 'refused', reason: 'empty' });
    expect(readPlace('Bình Khánh')).toEqual({ kind: 'refused', reason: 'unreadable' });
    expect(readPlace('10.6422')).toEqual({ kind: 'refused', reason: 'unreadable' });
    expect(readPlace('48.85, 2.35')).toEqual({ kind: 'refused', reason: 'abroad' });
    expect(readPlace('-10.6, 106.7')).toEqual({ kind: 'refused', reason: 'abroad' });
  });
});
