// Asks the service. A home point travels in the body of a POST only, never in an address.
import type {
  Choice,
  DatasetAnswer,
  Level,
  LonLat,
  NearestAnswer,
  RouteAnswer,
  School,
  SchoolAnswer,
  SchoolsAnswer,
} from './model';
import { localProblem, readProblem, type Problem } from './problem';

const BASE = '/api/v1';
const PATIENCE_MS = 20_000;
const PAGE = 500;

export type Answer<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: Problem };

async function ask<T>(path: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Answer<T>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(BASE + path, {
      ...init,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      headers: { accept: 'application/json', ...init.headers },
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) return { ok: false, problem: readProblem(body) };
    if (body === null) return { ok: false, problem: localProblem('unexpected') };
    return { ok: true, data: body as T };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, problem: localProblem(patience.aborted ? 'timeout' : 'offline') };
  }
}

function get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  return ask<T>(path, {}, signal);
}

function post<T>(path: string, body: object, signal?: AbortSignal): Promise<Answer<T>> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return ask<T>(path, init, signal);
}

export function fetchDataset(): Promise<Answer<DatasetAnswer>> {
  return get('/dataset');
}

/** One page of schools in the service's order; `after` is the cursor of the page before. */
export function fetchSchools(query: { level?: Level; q?: string; after?: string | null }, signal?: AbortSignal): Promise<Answer<SchoolsAnswer>> {
  const params = new URLSearchParams({ limit: String(PAGE) });
  if (query.level) params.set('level', query.level);
  if (query.q) params.set('q', query.q);
  if (query.after) params.set('after', query.after);
  return get(`/schools?${params}`, signal);
}

export function fetchSchool(id: string, signal?: AbortSignal): Promise<Answer<SchoolAnswer>> {
  return get(`/schools/${encodeURIComponent(id)}`, signal);
}

/** Finds the school of a campus by walking the list; for addresses that name a campus only. */
export async function findSchoolOfCampus(campus: string, signal?: AbortSignal): Promise<Answer<School>> {
  let after: string | null = null;
  do {
    const page: Answer<SchoolsAnswer> = await fetchSchools({ after }, signal);
    if (!page.ok) return page;
    const school = page.data.schools.find((candidate) => candidate.campuses.some((site) => site.campus_id === campus));
    if (school) return { ok: true, data: school };
    after = page.data.next ?? null;
  } while (after !== null);
  return { ok: false, problem: localProblem('unknown_campus') };
}

export function fetchNearest(home: LonLat, choice: Choice, k: number, signal?: AbortSignal): Promise<Answer<NearestAnswer>> {
  return post('/schools/nearest', { lon: home.lon, lat: home.lat, ...choice, k }, signal);
}

export function fetchRoute(home: LonLat, campus: string, choice: Choice, signal?: AbortSignal): Promise<Answer<RouteAnswer>> {
  const { profile, rank } = choice;
  return post('/route', { lon: home.lon, lat: home.lat, campus, profile, rank }, signal);
}
