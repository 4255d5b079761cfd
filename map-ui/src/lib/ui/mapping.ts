// From the page's state to what the map draws.
import type { LonLat, NearCampus, RouteAnswer, School } from '../api/model';
import { DAY, NIGHT, type Palette } from '../map/palette';
import type { Chosen, Scene } from '../map/scene';
import { dataOf, type Loadable } from '../state/loadable';

interface Shown {
  readonly home: LonLat | null;
  readonly campus: string | null;
  readonly results: readonly NearCampus[];
  readonly school: Loadable<School>;
  readonly route: Loadable<RouteAnswer>;
}

export function choosePalette(dark: boolean): Palette {
  return dark ? NIGHT : DAY;
}

function chosenOf(shown: Shown): Chosen | null {
  const { campus } = shown;
  if (campus === null) return null;
  const result = shown.results.find((candidate) => candidate.campus_id === campus);
  if (result) return { lon: result.lon, lat: result.lat, campus_id: campus, name: result.name, mark: String(result.position) };
  const school = dataOf(shown.school);
  const site = school?.campuses.find((candidate) => candidate.campus_id === campus);
  return school && site ? { lon: site.lon, lat: site.lat, campus_id: campus, name: school.name, mark: '•' } : null;
}

export function sceneOf(shown: Shown): Scene {
  return {
    home: shown.home,
    results: shown.results,
    chosen: chosenOf(shown),
    legs: dataOf(shown.route)?.legs ?? [],
  };
}
