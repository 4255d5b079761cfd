import { expect, it } from 'vitest';
import { en } from '../locales/en';
import { vi } from '../locales/vi';
import { isAboutThePin, PROBLEM_CODES, readProblem } from './problem';

it('reads a problem document', () => {
  const problem = readProblem({ code: 'pin_far_from_road', detail: 'Move it.', detail_vi: 'Hãy dời.', request_id: 'r7' });
  expect(problem).toEqual({ code: 'pin_far_from_road', detail: { vi: 'Hãy dời.', en: 'Move it.' }, requestId: 'r7' });
  expect(isAboutThePin(problem)).toBe(true);
});

it('takes anything else as unexpected', () => {
  for (const body of [null, 'down', [], { code: 'new_code' }]) expect(readProblem(body).code).toBe('unexpected');
});

it('says in both languages what every problem is and what to do', () => {
  for (const code of PROBLEM_CODES) {
    for (const { title, advice } of [vi.problems[code], en.problems[code]]) {
      expect(title.length, code).toBeGreaterThan(5);
      expect(advice, code).toMatch(/\.$/);
    }
  }
});
