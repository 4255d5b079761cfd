// Something that is asked for: the stages are different types, so nothing is half there.
import type { Problem } from '../api/problem';

export type Loadable<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly data: T }
  | { readonly kind: 'failed'; readonly problem: Problem };

export const IDLE = { kind: 'idle' } as const;
export const LOADING = { kind: 'loading' } as const;

export function dataOf<T>(loadable: Loadable<T>): T | null {
  return loadable.kind === 'ready' ? loadable.data : null;
}

export function settle<T>(answer: { ok: true; data: T } | { ok: false; problem: Problem }): Loadable<T> {
  return answer.ok ? { kind: 'ready', data: answer.data } : { kind: 'failed', problem: answer.problem };
}
