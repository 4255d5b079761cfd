// Roads by class with a casing, bridges above them, paths and ferry lines broken.
import type { DataDrivenPropertyValueSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette';

type Widths = Record<'trunk' | 'primary' | 'secondary' | 'tertiary' | 'minor' | 'service', number>;

const NOT_PATH: FilterSpecification = ['!=', ['get', 'class'], 'path'];
const ON_GROUND: FilterSpecification = ['all', NOT_PATH, ['!=', ['get', 'bridge'], true]];
const ON_BRIDGE: FilterSpecification = ['all', NOT_PATH, ['==', ['get', 'bridge'], true]];

/** Pixels by class at five zooms. Alleys stay thin until they can be told apart. */
const WIDTHS: readonly (readonly [zoom: number, widths: Widths])[] = [
  [8, { trunk: 1.4, primary: 1.1, secondary: 0.7, tertiary: 0.4, minor: 0.2, service: 0.1 }],
  [12, { trunk: 4, primary: 3.4, secondary: 2.4, tertiary: 1.7, minor: 0.7, service: 0.4 }],
  [13.5, { trunk: 6, primary: 5.4, secondary: 4.2, tertiary: 3.2, minor: 1.7, service: 1 }],
  [15, { trunk: 9, primary: 8.5, secondary: 7, tertiary: 6, minor: 4.2, service: 2.6 }],
  [18, { trunk: 24, primary: 22, secondary: 18, tertiary: 16, minor: 13, service: 8 }],
];
/** What a casing adds on both sides together at those zooms: big roads, then small ones. */
const CASINGS: readonly (readonly [big: number, small: number])[] = [[0.4, 0], [1.4, 0.3], [1.6, 0.9], [1.8, 1.6], [2, 2]];

/** Line width by class and zoom, with `casing` times the casing around it. */
function width(casing: number): DataDrivenPropertyValueSpecification<number> {
  const at = (widths: Widths, [big, small]: readonly [number, number]) => [
    'match', ['get', 'class'],
    ['motorway', 'trunk'], widths.trunk + big * casing,
    'primary', widths.primary + big * casing,
    'secondary', widths.secondary + big * casing,
    'tertiary', widths.tertiary + big * casing,
    'service', widths.service + small * casing,
    widths.minor + small * casing,
  ];
  const stops = WIDTHS.flatMap(([zoom, widths], index) => [zoom, at(widths, CASINGS[index] ?? [0, 0])]);
  return ['interpolate', ['exponential', 1.4], ['zoom'], ...stops] as unknown as DataDrivenPropertyValueSpecification<number>;
}

function fill(palette: Palette): DataDrivenPropertyValueSpecification<string> {
  return [
    'match', ['get', 'class'],
    ['motorway', 'trunk'], palette.roadTrunk,
    ['primary', 'secondary'], palette.roadMajor,
    palette.road,
  ];
}

const ROUND = { 'line-cap': 'round', 'line-join': 'round' } as const;
const BUTT = { 'line-cap': 'butt', 'line-join': 'round' } as const;

export function roadLayers(source: string, palette: Palette): LayerSpecification[] {
  const roads = { type: 'line', source, 'source-layer': 'roads' } as const;
  const casing = { 'line-color': palette.roadCasing, 'line-width': width(1) };
  const top = { 'line-color': fill(palette), 'line-width': width(0) };
  return [
    { id: 'roads-casing', ...roads, minzoom: 9, filter: ON_GROUND, layout: ROUND, paint: casing },
    { id: 'roads', ...roads, filter: ON_GROUND, layout: ROUND, paint: top },
    {
      id: 'bridges-casing', ...roads, minzoom: 12, filter: ON_BRIDGE, layout: BUTT,
      paint: { 'line-color': palette.bridgeCasing, 'line-width': width(1.5) },
    },
    { id: 'bridges', ...roads, filter: ON_BRIDGE, layout: ROUND, paint: top },
    {
      id: 'paths', ...roads, minzoom: 12, filter: ['==', ['get', 'class'], 'path'], layout: ROUND,
      paint: {
        'line-color': palette.path,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.8, 17, 2.4],
        'line-dasharray': [1.5, 2],
      },
    },
    {
      id: 'ferries', type: 'line', source, 'source-layer': 'ferries', layout: BUTT,
      paint: {
        'line-color': palette.ferry,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1, 14, 2],
        'line-dasharray': [4, 3],
      },
    },
  ];
}
