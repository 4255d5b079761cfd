import { describe, expect, it } from 'vitest';
import type { LayerSpecification } from 'maplibre-gl';
import { LEVELS } from '../api/model';
import { contrast } from './contrast';
import { inOrder, ORDER } from './order';
import { DAY, NIGHT } from './palette';
import { mapStyle } from './style';

const ORIGIN = 'http://127.0.0.1:8080';
const look = { palette: DAY, lang: 'vi', level: 'primary' } as const;

describe('the style', () => {
  it('draws every layer of the order, once, in that order', () => {
    expect(mapStyle(ORIGIN, look).layers.map((layer) => layer.id)).toEqual([...ORDER]);
  });

  it('refuses a layer that the order does not name, and one given twice', () => {
    const layer = (id: string): LayerSpecification => ({ id, type: 'background' });
    expect(() => inOrder([layer('land'), layer('rumor')])).toThrow(/rumor/);
    expect(() => inOrder([layer('land'), layer('land')])).toThrow(/twice/);
  });

  it('asks this host only', () => {
    const urls = JSON.stringify(mapStyle(ORIGIN, look)).match(/https?:\/\/[^"/]+/g) ?? [];
    expect(urls.length).toBeGreaterThan(4);
    expect(new Set(urls)).toEqual(new Set([ORIGIN]));
  });

  it('is a function of palette, language and level', () => {
    expect(mapStyle(ORIGIN, look)).toEqual(mapStyle(ORIGIN, look));
    const text = JSON.stringify(mapStyle(ORIGIN, look).layers);
    expect(JSON.stringify(mapStyle(ORIGIN, { ...look, lang: 'en' }).layers)).not.toBe(text);
    expect(JSON.stringify(mapStyle(ORIGIN, { ...look, level: 'preschool' }).layers)).not.toBe(text);
    expect(JSON.stringify(mapStyle(ORIGIN, { ...look, palette: NIGHT }).layers)).not.toBe(text);
  });

  it('draws the sailing part of a route dashed', () => {
    const sail = mapStyle(ORIGIN, look).layers.find((layer) => layer.id === 'route-sail');
    expect(sail?.type === 'line' && sail.paint?.['line-dasharray']).toBeTruthy();
  });
});

describe.each([['day', DAY], ['night', NIGHT]] as const)('the palette by %s', (_, palette) => {
  it('has readable labels on their halos and grounds', () => {
    for (const [ink, ground] of [
      [palette.label, palette.halo],
      [palette.label, palette.land],
      [palette.labelQuiet, palette.halo],
      [palette.labelQuiet, palette.land],
      [palette.labelWater, palette.haloWater],
      [palette.labelWater, palette.water],
    ] as const) {
      expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('has readable numbers on every school color, and school names on the halo', () => {
    for (const level of LEVELS) {
      expect(contrast(palette.schools[level], palette.onSchool), level).toBeGreaterThanOrEqual(4.5);
      expect(contrast(palette.schools[level], palette.halo), level).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps marks and ways apart from land and water', () => {
    const marks = [palette.home, palette.route, palette.routeSail, palette.ferry, ...LEVELS.map((level) => palette.schools[level])];
    for (const mark of marks) {
      expect(contrast(mark, palette.land), `${mark} on land`).toBeGreaterThanOrEqual(3);
      expect(contrast(mark, palette.water), `${mark} on water`).toBeGreaterThanOrEqual(3);
    }
  });
});
