// The shapes of the service's answers, named after what they mean here.
// They come from the generated types, so a change of the contract is a compile error.
import type { paths } from './types.gen';

type Answer<T> = T extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : never;

export type DatasetAnswer = Answer<paths['/api/v1/dataset']['get']>;
export type SchoolsAnswer = Answer<paths['/api/v1/schools']['get']>;
export type SchoolAnswer = Answer<paths['/api/v1/schools/{id}']['get']>;
export type NearestAnswer = Answer<paths['/api/v1/schools/nearest']['post']>;
export type RouteAnswer = Answer<paths['/api/v1/route']['post']>;

export type School = SchoolAnswer['school'];
export type Campus = School['campuses'][number];
export type NearCampus = NearestAnswer['results'][number];
export type Leg = RouteAnswer['legs'][number];
export type OnFoot = NonNullable<RouteAnswer['on_foot']>;

export const LEVELS = ['preschool', 'primary', 'lower_secondary', 'upper_secondary'] as const;
export const PROFILES = ['walk', 'motorbike', 'bicycle', 'car'] as const;
export const RANKS = ['metres', 'minutes'] as const;

export type Level = (typeof LEVELS)[number];
export type Profile = (typeof PROFILES)[number];
export type Rank = (typeof RANKS)[number];

/** A campus by its own name, or by its school's where it has none. */
export function campusName(school: School, campus: Campus): string {
  return campus.name ?? school.name;
}

/** A point on the globe in WGS 84 degrees. */
export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

export interface Choice {
  readonly level: Level;
  readonly profile: Profile;
  readonly rank: Rank;
}

export function isLevel(text: string | null): text is Level {
  return (LEVELS as readonly (string | null)[]).includes(text);
}

export function isProfile(text: string | null): text is Profile {
  return (PROFILES as readonly (string | null)[]).includes(text);
}

export function isRank(text: string | null): text is Rank {
  return (RANKS as readonly (string | null)[]).includes(text);
}
