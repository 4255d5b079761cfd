import { expect, it } from 'vitest';
import { fold, matches } from './fold';

it('drops marks and turns đ into d', () => {
  expect(fold('Trường Tiểu học Đồng Hoà')).toBe('truong tieu hoc dong hoa');
});

it('finds a name by the beginnings of its words, accents aside', () => {
  expect(matches('Trường Tiểu học Cần Thạnh 2', 'can th')).toBe(true);
  expect(matches('Trường Tiểu học Cần Thạnh 2', 'Thạnh 2')).toBe(true);
  expect(matches('Trường Tiểu học Cần Thạnh', 'anh')).toBe(false);
  expect(matches('Trường Tiểu học Cần Thạnh', '')).toBe(true);
});

it('does not care how the accents were composed', () => {
  expect(matches('Bình Khánh'.normalize('NFD'), 'bình'.normalize('NFC'))).toBe(true);
});
