import { expect, it } from 'vitest';
import { coordinates, distance, duration } from './format';

it('says short ways in metres and long ones in kilometres', () => {
  expect(distance(12.34, 'vi')).toBe('12 m');
  expect(distance(847, 'vi')).toBe('850 m');
  expect(distance(994, 'vi')).toBe('990 m');
  expect(distance(996, 'vi')).toBe('1,0 km');
  expect(distance(2449, 'vi')).toBe('2,4 km');
  expect(distance(2449, 'en')).toBe('2.4 km');
  expect(distance(123_400, 'vi')).toBe('123 km');
});

it('rounds minutes up', () => {
  expect(duration(10, 'vi')).toBe('dưới 1 phút');
  expect(duration(61, 'vi')).toBe('2 phút');
  expect(duration(3600, 'vi')).toBe('1 giờ');
  expect(duration(3601, 'vi')).toBe('1 giờ 1 phút');
  expect(duration(5400, 'en')).toBe('1 h 30 min');
});

it('writes a point so that it can be pasted back', () => {
  expect(coordinates({ lon: 106.7875, lat: 10.6422 })).toBe('10.64220, 106.78750');
});
