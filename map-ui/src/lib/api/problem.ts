// Why a question has no answer: the service's problem documents, and what goes wrong before them.

export const PROBLEM_CODES = [
  'invalid_parameter',
  'coordinates_out_of_range',
  'coordinates_swapped',
  'outside_map',
  'pin_far_from_road',
  'unknown_campus',
  'unknown_school',
  'not_found',
  'no_dataset',
  'body_too_large',
  'timeout',
  'method_not_allowed',
  'offline',
  'unexpected',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** The service's own sentence, where it sent one. */
  readonly detail: { readonly vi: string; readonly en: string } | null;
  readonly requestId: string | null;
}

export function localProblem(code: ProblemCode): Problem {
  return { code, detail: null, requestId: null };
}

function text(body: Record<string, unknown>, key: string): string | null {
  const value = body[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads a problem document; anything that is not one becomes `unexpected`. */
export function readProblem(body: unknown): Problem {
  if (typeof body !== 'object' || body === null) return localProblem('unexpected');
  const fields = body as Record<string, unknown>;
  const code = text(fields, 'code');
  const known = PROBLEM_CODES.find((candidate) => candidate === code) ?? 'unexpected';
  const en = text(fields, 'detail');
  const vi = text(fields, 'detail_vi');
  return {
    code: known,
    detail: en !== null && vi !== null ? { vi, en } : null,
    requestId: text(fields, 'request_id'),
  };
}

/** The pin itself is at fault, and moving it is the cure. */
export function isAboutThePin(problem: Problem): boolean {
  return ['outside_map', 'pin_far_from_road', 'coordinates_swapped', 'coordinates_out_of_range'].includes(problem.code);
}
