// The whole style: sources, fonts and every layer group, for one palette, language and level.
import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { Level } from '../api/model';
import type { Lang } from '../locales/lang';
import { fontFaces } from './fonts';
import { labelLayers } from './layers/labels';
import { landLayers } from './layers/land';
import { roadLayers } from './layers/roads';
import { routeLayers } from './layers/route';
import { answerLayers, schoolLayers } from './layers/schools';
import { inOrder } from './order';
import type { Palette } from './palette';

export const TILES = 'tiles';
export const ROUTE = 'route';
export const RESULTS = 'results';
export const CHOSEN = 'chosen';

const TILE_LAYERS = ['roads', 'water', 'waterways', 'ferries', 'communes', 'places', 'schools'];
export const TILEJSON = `/tiles/${TILE_LAYERS.join(',')}.json`;

export interface Look {
  readonly palette: Palette;
  readonly lang: Lang;
  readonly level: Level;
}

export function mapStyle(origin: string, look: Look): StyleSpecification {
  const { palette, lang, level } = look;
  const nothing: GeoJSONSourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };
  return {
    version: 8,
    name: 'Trường Gần',
    sources: {
      [TILES]: { type: 'vector', url: origin + TILEJSON },
      [ROUTE]: nothing,
      [RESULTS]: nothing,
      [CHOSEN]: nothing,
    },
    'font-faces': fontFaces(origin),
    layers: inOrder([
      ...landLayers(TILES, palette),
      ...roadLayers(TILES, palette),
      ...labelLayers(TILES, palette, lang),
      ...schoolLayers(TILES, palette, level),
      ...routeLayers(ROUTE, palette),
      ...answerLayers(RESULTS, CHOSEN, palette, level),
    ]),
  };
}
