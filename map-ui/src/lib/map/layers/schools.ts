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

/** What a school's name may begin with, and what the map writes instead; the first that fits is taken. */
const SHORT: readonly (readonly [long: string, short: string])[] = [
  ['trường tiểu học ', 'TH '], ['tiểu học ', 'TH '],
  ['trường trung học cơ sở ', 'THCS '], ['trung học cơ sở ', 'THCS '],
  ['trường trung học phổ thông ', 'THPT '], ['trung học phổ thông ', 'THPT '],
  ['trường mầm non ', 'MN '], ['trường mẫu giáo ', 'MG '], ['trường ', ''],
];

/** `Trường Tiểu học Lý Nhơn` as `TH Lý Nhơn`: signs in a town write it so, and more names fit. */
export function shortName(): ExpressionSpecification {
  const name: ExpressionSpecification = ['get', 'name'];
  const cases = SHORT.flatMap(([long, short]) => [
    ['==', ['index-of', long, ['downcase', name]], 0],
    ['concat', short, ['slice', name, long.length]],
  ]);
  return ['case', ...cases, name] as unknown as ExpressionSpecification;
}

/** Marks are always drawn, and other labels keep off them. */
const ALWAYS = { 'icon-allow-overlap': true, 'text-allow-overlap': true } as const;

export function schoolLayers(source: string, palette: Palette, level: Level): LayerSpecification[] {
  const schools = { type: 'symbol', source, 'source-layer': 'schools' } as const;
  const here: FilterSpecification = teaches(level);
  return [
    {
      id: 'schools-other', ...schools, minzoom: 13, filter: ['!', teaches(level)],
      layout: { ...ALWAYS, 'icon-image': markId('dot', palette.schoolQuiet, palette.ring) },
    },
    {
      // Every school has at least its dot; the big marks come where there is room for them.
      id: 'schools-dots', type: 'circle', source, 'source-layer': 'schools', filter: here,
      paint: {
        'circle-color': palette.schools[level],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2, 11, 3, 13, 4.5],
        'circle-stroke-color': palette.ring,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'schools', ...schools, filter: here,
      layout: {
        'icon-allow-overlap': ['step', ['zoom'], false, 13, true],
        'icon-padding': ['interpolate', ['linear'], ['zoom'], 9, ['literal', [4]], 13, ['literal', [2]]],
        'icon-image': markId('school', palette.schools[level], palette.ring),
        'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.45, 10, 0.7, 13, 0.8, 16, 1.1],
      },
    },
    {
      id: 'school-labels', ...schools, minzoom: 11.5, filter: here,
      layout: {
        'text-field': shortName(), 'text-font': [FONT_BOLD], 'text-size': 12, 'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.3, 'text-justify': 'auto',
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
      'text-field': shortName(), 'text-font': [FONT_BOLD], 'text-size': size, 'text-max-width': 9,
      'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.65, 'text-justify': 'auto',
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
