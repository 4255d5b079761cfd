// Names: roads, water, places. Names are Vietnamese in both languages, as on the signs.
import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import type { Lang } from '../../locales/lang';
import { FONT_BOLD, FONT_REGULAR } from '../fonts';
import type { Palette } from '../palette';

type Paint = NonNullable<SymbolLayerSpecification['paint']>;

const WATERY: ExpressionSpecification = ['in', ['get', 'kind'], ['literal', ['sea', 'bay', 'river', 'water']]];
/** A great city leads the eye, so its name comes before the schools' marks; other places come after them. */
const GREAT: ExpressionSpecification = ['<=', ['coalesce', ['to-number', ['get', 'rank']], 9], 1];

function ink(color: string, halo: string, width = 1.4): Paint {
  return { 'text-color': color, 'text-halo-color': halo, 'text-halo-width': width };
}

/** A ferry label says that it is one, in the page's language, where the name does not. */
function ferryName(lang: Lang): ExpressionSpecification {
  return lang === 'vi' ? ['get', 'name'] : ['concat', ['get', 'name'], ' (ferry)'];
}

export function labelLayers(source: string, palette: Palette, lang: Lang): LayerSpecification[] {
  return [
    {
      id: 'road-labels', type: 'symbol', source, 'source-layer': 'roads', minzoom: 11.5,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': [FONT_REGULAR],
        'text-size': ['interpolate', ['linear'], ['zoom'], 12, 11, 16, 13.5], 'symbol-spacing': 320, 'text-padding': 6,
      },
      paint: ink(palette.labelQuiet, palette.halo),
    },
    {
      id: 'ferry-labels', type: 'symbol', source, 'source-layer': 'ferries', minzoom: 9.5,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line', 'text-field': ferryName(lang), 'text-font': [FONT_REGULAR],
        'text-size': 11.5, 'symbol-spacing': 400, 'text-offset': [0, -0.8],
      },
      paint: ink(palette.ferry, palette.haloWater),
    },
    {
      id: 'waterway-labels', type: 'symbol', source, 'source-layer': 'waterways', minzoom: 12,
      filter: ['has', 'name'],
      layout: {
        'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-font': [FONT_REGULAR],
        'text-size': 11.5, 'text-letter-spacing': 0.06, 'symbol-spacing': 360,
      },
      paint: ink(palette.labelWater, palette.haloWater),
    },
    {
      id: 'water-labels', type: 'symbol', source, 'source-layer': 'places',
      filter: WATERY,
      layout: {
        'text-field': ['get', 'name'], 'text-font': [FONT_REGULAR], 'text-letter-spacing': 0.1, 'text-max-width': 6,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10.5, 13, 14],
      },
      paint: ink(palette.labelWater, palette.haloWater),
    },
    ...placeLabels(source, palette),
  ];
}

/** Text size by rank: towns and the communes of a district, then smaller places. */
function sized(big: number, small: number): ExpressionSpecification {
  return ['case', ['<=', ['coalesce', ['to-number', ['get', 'rank']], 9], 2], big, small];
}

function placeLabels(source: string, palette: Palette): LayerSpecification[] {
  const place = { type: 'symbol', source, 'source-layer': 'places' } as const;
  const shared: SymbolLayerSpecification['layout'] = {
    'text-field': ['get', 'name'], 'text-max-width': 8, 'text-justify': 'auto',
    'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.1,
    'symbol-sort-key': ['coalesce', ['to-number', ['get', 'rank']], 9],
  };
  return [
    {
      id: 'city-labels', ...place, maxzoom: 15, filter: ['all', ['!', WATERY], GREAT],
      layout: {
        ...shared, 'text-font': [FONT_BOLD], 'text-padding': 8,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 12.5, 13, 16],
      },
      paint: ink(palette.label, palette.halo, 1.8),
    },
    {
      id: 'place-labels', ...place, filter: ['all', ['!', WATERY], ['!', GREAT]],
      layout: {
        ...shared, 'text-padding': 6,
        'text-font': ['case', ['in', ['get', 'kind'], ['literal', ['city', 'town', 'commune']]], ['literal', [FONT_BOLD]], ['literal', [FONT_REGULAR]]],
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, sized(11.5, 10), 13, sized(14.5, 12.5), 16, sized(16, 14)],
      },
      paint: {
        ...ink(palette.labelQuiet, palette.halo, 1.6),
        'text-color': ['match', ['get', 'kind'], ['city', 'town', 'commune'], palette.label, palette.labelQuiet],
      },
    },
  ];
}
