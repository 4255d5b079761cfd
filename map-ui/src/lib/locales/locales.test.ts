import { expect, it } from 'vitest';
import { en } from './en';
import { vi } from './vi';

function leaves(node: object, path = ''): [string, unknown][] {
  return Object.entries(node).flatMap(([key, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null ? leaves(value, `${path}${key}.`) : [[path + key, value]],
  );
}

it('has the same keys in both languages', () => {
  expect(leaves(en).map(([key]) => key).sort()).toEqual(leaves(vi).map(([key]) => key).sort());
});

it('leaves no text empty and keeps Vietnamese composed', () => {
  for (const [key, value] of [...leaves(vi), ...leaves(en)]) {
    if (typeof value !== 'string') continue;
    expect(value, key).not.toBe('');
    expect(value, key).toBe(value.normalize('NFC'));
  }
});

it('puts names into sentences', () => {
  expect(vi.route.along('walk', 'Đường Rừng Sác')).toBe('Đi bộ theo đường Rừng Sác');
  expect(vi.route.along('motorbike', 'Rừng Sác')).toBe('Đi xe máy theo Rừng Sác');
  expect(vi.route.wait('Phà Bình Khánh')).toBe('Chờ phà Bình Khánh');
  expect(vi.route.sail('Cần Thạnh – Thạnh An')).toBe('Đi đò Cần Thạnh – Thạnh An');
  expect(vi.route.sail(null)).toBe('Đi phà, đò');
});
