// What is drawn over the base map, as plain data, and its form as GeoJSON.
import type { Feature, FeatureCollection } from 'geojson';
import type { Leg, LonLat, NearCampus } from '../api/model';

export interface Chosen extends LonLat {
  readonly campus_id: string;
  readonly name: string;
  /** The position among the answers, or a dot when it is not one of them. */
  readonly mark: string;
}

export interface Scene {
  readonly home: LonLat | null;
  readonly results: readonly NearCampus[];
  readonly chosen: Chosen | null;
  readonly legs: readonly Leg[];
}

function point(at: LonLat, properties: Record<string, string | number>): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [at.lon, at.lat] }, properties };
}

/** The answers, the farthest first so that the nearest is drawn on top; none while one is chosen. */
export function resultFeatures(scene: Scene): FeatureCollection {
  const results = scene.chosen === null ? [...scene.results].reverse() : [];
  const features = results.map((result) =>
    point(result, { campus_id: result.campus_id, name: result.name, position: result.position }),
  );
  return { type: 'FeatureCollection', features };
}

export function chosenFeatures(scene: Scene): FeatureCollection {
  const { chosen } = scene;
  const features = chosen ? [point(chosen, { campus_id: chosen.campus_id, name: chosen.name, mark: chosen.mark })] : [];
  return { type: 'FeatureCollection', features };
}

/** One line for each leg that goes somewhere; waiting draws nothing. */
export function legFeatures(scene: Scene): FeatureCollection {
  const features = scene.legs
    .filter((leg) => leg.coordinates.length > 1)
    .map((leg): Feature => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: leg.coordinates },
      properties: { kind: leg.kind },
    }));
  return { type: 'FeatureCollection', features };
}
