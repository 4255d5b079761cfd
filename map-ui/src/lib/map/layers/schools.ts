// Schools of the dataset, the numbered answers, and the one that is chosen.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { LEVELS, type Level } from '../../api/model';
import { FONT_BOLD, FONT_REGULAR } from '../fonts';
import type { Palette } from '../palette';

/** `levels` is a comma list; the commas around both sides keep one level from matching inside another. */
function teaches(level: Level): ExpressionSpecification {
  return ['in', `,${level},`, ['concat', ',', ['coalesce', ['get', 'levels'], ''], ',']];
}

export function schoolColor(palette: Palette): ExpressionSpecification {
  const pairs = LEVELS.flatMap((level) => [level, palette.schools[level]]);
  return ['match', ['get', 'level'], ...pairs, palette.schoolQuiet] as unknown as ExpressionSpecification;
}

export function schoolLayers(source: string, palette: Palette, level: Level): LayerSpecification[] {
  const schools = { source, 'source-layer': 'schools' } as const;
  const here: FilterSpecification = teaches(level);
  return [
    {
      id: 'schools-other', type: 'circle', ...schools, minzoom: 10, filter: ['!', teaches(level)],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 2.5, 15, 5],
        'circle-color': palette.schoolQuiet, 'circle-opacity': 0.75,
        'circle-stroke-color': palette.ring, 'circle-stroke-width': 1,
      },
    },
    {
      id: 'schools', type: 'circle', ...schools, filter: here,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 4, 12, 6.5, 16, 9],
        'circle-color': palette.schools[level],
        'circle-stroke-color': palette.ring, 'circle-stroke-width': 2,
      },
    },
    {
      id: 'school-labels', type: 'symbol', ...schools, minzoom: 11, filter: here,
      layout: {
        'text-field': ['get', 'name'], 'text-font': [FONT_REGULAR], 'text-size': 12, 'text-max-width': 9,
        'text-anchor': 'top', 'text-offset': [0, 0.8], 'text-optional': true,
      },
      paint: { 'text-color': palette.schools[level], 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ];
}

export function answerLayers(results: string, chosen: string, palette: Palette, level: Level): LayerSpecification[] {
  const color = palette.schools[level];
  return [
    {
      id: 'results', type: 'circle', source: results,
      paint: { 'circle-radius': 13, 'circle-color': color, 'circle-stroke-color': palette.ring, 'circle-stroke-width': 2.5 },
    },
    {
      id: 'results-number', type: 'symbol', source: results,
      layout: {
        'text-field': ['to-string', ['get', 'position']], 'text-font': [FONT_BOLD], 'text-size': 13,
        'text-allow-overlap': true, 'text-ignore-placement': true, 'symbol-sort-key': ['get', 'position'],
      },
      paint: { 'text-color': palette.onSchool },
    },
    {
      id: 'results-labels', type: 'symbol', source: results,
      layout: {
        'text-field': ['get', 'name'], 'text-font': [FONT_BOLD], 'text-size': 12.5, 'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.35, 'text-justify': 'auto',
      },
      paint: { 'text-color': color, 'text-halo-color': palette.halo, 'text-halo-width': 2 },
    },
    {
      id: 'chosen', type: 'circle', source: chosen,
      paint: { 'circle-radius': 15, 'circle-color': color, 'circle-stroke-color': palette.ring, 'circle-stroke-width': 4 },
    },
    {
      id: 'chosen-mark', type: 'symbol', source: chosen,
      layout: {
        'text-field': ['get', 'mark'], 'text-font': [FONT_BOLD], 'text-size': 14,
        'text-allow-overlap': true, 'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.onSchool },
    },
    {
      id: 'chosen-label', type: 'symbol', source: chosen,
      layout: {
        'text-field': ['get', 'name'], 'text-font': [FONT_BOLD], 'text-size': 13.5, 'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.6, 'text-justify': 'auto',
      },
      paint: { 'text-color': color, 'text-halo-color': palette.halo, 'text-halo-width': 2.2 },
    },
  ];
}
