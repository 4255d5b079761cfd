// Schools of the dataset, the numbered answers, and the one that is chosen.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import type { Level } from '../../api/model';
import { FONT_BOLD } from '../fonts';
import { markId } from '../marks';
import type { Palette } from '../palette';

/** `levels` is a comma list, from zoom 10 on, and before that there is only the main one; commas around
 * both sides keep one level from matching inside another. */
function teaches(level: Level): ExpressionSpecification {
  return ['in', `,${level},`, ['concat', ',', ['coalesce', ['get', 'levels'], ['get', 'level'], ''], ',']];
}

/** Marks are always drawn, and other labels keep off them. */
const ALWAYS = { 'icon-allow-overlap': true, 'text-allow-overlap': true } as const;

export function schoolLayers(source: string, palette: Palette, level: Level): LayerSpecification[] {
  const schools = { type: 'symbol', source, 'source-layer': 'schools' } as const;
  const here: FilterSpecification = teaches(level);
  return [
    {
      id: 'schools-other', ...schools, minzoom: 10.5, filter: ['!', teaches(level)],
      layout: { ...ALWAYS, 'icon-image': markId('dot', palette.schoolQuiet, palette.ring) },
    },
    {
      id: 'schools', ...schools, filter: here,
      layout: {
        ...ALWAYS,
        'icon-image': markId('school', palette.schools[level], palette.ring),
        'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.45, 10, 0.7, 13, 0.95, 16, 1.1],
      },
    },
    {
      id: 'school-labels', ...schools, minzoom: 11, filter: here,
      layout: {
        'text-field': ['get', 'name'], 'text-font': [FONT_BOLD], 'text-size': 12, 'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.2, 'text-justify': 'auto',
      },
      paint: { 'text-color': palette.schools[level], 'text-halo-color': palette.halo, 'text-halo-width': 1.8 },
    },
  ];
}

function numbered(field: string, size: number, palette: Palette, level: Level): Pick<SymbolLayerSpecification, 'layout' | 'paint'> {
  return {
    layout: {
      ...ALWAYS,
      'icon-image': markId('disc', palette.schools[level], palette.ring),
      'icon-size': size,
      'text-field': ['to-string', ['get', field]],
      'text-font': [FONT_BOLD],
      'text-size': 13 * size,
    },
    paint: { 'text-color': palette.onSchool },
  };
}

function named(size: number, palette: Palette, level: Level): Pick<SymbolLayerSpecification, 'layout' | 'paint'> {
  return {
    layout: {
      'text-field': ['get', 'name'], 'text-font': [FONT_BOLD], 'text-size': size, 'text-max-width': 9,
      'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.4, 'text-justify': 'auto',
    },
    paint: { 'text-color': palette.schools[level], 'text-halo-color': palette.halo, 'text-halo-width': 2 },
  };
}

export function answerLayers(results: string, chosen: string, palette: Palette, level: Level): LayerSpecification[] {
  return [
    { id: 'results', type: 'symbol', source: results, ...numbered('position', 1, palette, level) },
    { id: 'results-labels', type: 'symbol', source: results, ...named(12.5, palette, level) },
    { id: 'chosen', type: 'symbol', source: chosen, ...numbered('mark', 1.2, palette, level) },
    { id: 'chosen-label', type: 'symbol', source: chosen, ...named(13.5, palette, level) },
  ];
}
