// Names: roads, water, places. Names are Vietnamese in both languages, as on the signs.
import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import type { Lang } from '../../locales/lang';
import { FONT_BOLD, FONT_REGULAR } from '../fonts';
import type { Palette } from '../palette';

type Paint = NonNullable<SymbolLayerSpecification['paint']>;

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
      filter: ['in', ['get', 'kind'], ['literal', ['sea', 'bay', 'river', 'water']]],
      layout: {
        'text-field': ['get', 'name'], 'text-font': [FONT_REGULAR], 'text-letter-spacing': 0.1, 'text-max-width': 6,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10.5, 13, 14],
      },
      paint: ink(palette.labelWater, palette.haloWater),
    },
    placeLabels(source, palette),
  ];
}

function placeLabels(source: string, palette: Palette): LayerSpecification {
  const kind = (big: number, middle: number, small: number): ExpressionSpecification => [
    'match', ['get', 'kind'], ['city', 'commune'], big, ['hamlet', 'wharf'], small, middle,
  ];
  return {
    id: 'place-labels', type: 'symbol', source, 'source-layer': 'places',
    filter: ['!', ['in', ['get', 'kind'], ['literal', ['sea', 'bay', 'river', 'water']]]],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': ['case', ['in', ['get', 'kind'], ['literal', ['city', 'commune']]], ['literal', [FONT_BOLD]], ['literal', [FONT_REGULAR]]],
      'text-size': ['interpolate', ['linear'], ['zoom'], 8, kind(12.5, 10, 9.5), 13, kind(16, 13.5, 12.5)],
      'text-max-width': 8,
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 1.1,
      'text-justify': 'auto',
      'symbol-sort-key': ['coalesce', ['to-number', ['get', 'rank']], 9],
      'text-padding': 5,
    },
    paint: {
      'text-color': ['match', ['get', 'kind'], ['city', 'commune'], palette.label, palette.labelQuiet],
      'text-halo-color': palette.halo,
      'text-halo-width': 1.6,
    },
  };
}
