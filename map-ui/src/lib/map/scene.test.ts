import { expect, it } from 'vitest';
import type { Leg, NearCampus } from '../api/model';
import { chosenFeatures, legFeatures, resultFeatures, type Scene } from './scene';

const result = (position: number): NearCampus => ({
  position, campus_id: `C${position}`, school_id: `S${position}`, name: `Trường ${position}`, levels: ['primary'],
  levels_guessed: false, lon: 106.8 + position / 100, lat: 10.6, metres: 1000, access_metres: 10, seconds: 900,
  crossings: 0, straight_metres: 800, confidence: 'high', campus_name: null, commune: null,
  punctuality: 'on_time', meets_bell: true, leave_by: '06:45', arrive_at: '07:00', earliest_arrival: null,
  waiting_seconds: 0, sailing_seconds: 0, riding_seconds: 0, rides: [], sentence: { vi: '', en: '' },
});
const leg = (kind: Leg['kind'], points: number): Leg => ({
  kind, name: null, metres: 100, seconds: 60, begins_at: null, ends_at: null, coordinates: Array.from({ length: points }, (_, index) => [106.8 + index / 1000, 10.6]),
});
const scene: Scene = { home: null, results: [result(1), result(2)], chosen: null, legs: [] };

it('draws the nearest answer on top', () => {
  expect(resultFeatures(scene).features.map((feature) => feature.properties?.['position'])).toEqual([2, 1]);
});

it('draws only the chosen school while one is chosen', () => {
  const chosen = { lon: 106.81, lat: 10.6, campus_id: 'C1', name: 'Trường 1', mark: '1' };
  expect(resultFeatures({ ...scene, chosen }).features).toEqual([]);
  expect(chosenFeatures({ ...scene, chosen }).features).toHaveLength(1);
});

it('draws a line for each leg that goes somewhere', () => {
  const legs = [leg('access', 2), leg('road', 3), leg('wait', 0), leg('sail', 2)];
  expect(legFeatures({ ...scene, legs }).features.map((feature) => feature.properties?.['kind'])).toEqual(['access', 'road', 'sail']);
});
