import { expect, it } from 'vitest';
import { coordinates, distance, duration } from './format';

/** The texts below are written with plain spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it('says short ways in metres and long ones in kilometres', () => {
  expect(plain(distance(12.34, 'vi'))).toBe('12 m');
  expect(plain(distance(847, 'vi'))).toBe('850 m');
  expect(plain(distance(994, 'vi'))).toBe('990 m');
  expect(plain(distance(996, 'vi'))).toBe('1,0 km');
  expect(plain(distance(2449, 'vi'))).toBe('2,4 km');
  expect(plain(distance(2449, 'en'))).toBe('2.4 km');
  expect(plain(distance(123_400, 'vi'))).toBe('123 km');
});

it('rounds minutes up', () => {
  expect(plain(duration(10, 'vi'))).toBe('dưới 1 phút');
  expect(plain(duration(61, 'vi'))).toBe('2 phút');
  expect(plain(duration(3600, 'vi'))).toBe('1 giờ');
  expect(plain(duration(3601, 'vi'))).toBe('1 giờ 1 phút');
  expect(plain(duration(5400, 'en'))).toBe('1 h 30 min');
});

it('writes a point so that it can be pasted back', () => {
  expect(coordinates({ lon: 106.7875, lat: 10.6422 })).toBe('10.64220, 106.78750');
});

it('keeps a number and its unit on one line', () => {
  expect(distance(850, 'vi') + duration(600, 'vi')).not.toContain(' ');
});
