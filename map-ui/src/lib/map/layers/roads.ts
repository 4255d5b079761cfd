// Roads by class with a casing, bridges above them, paths and ferry lines broken.
import type { DataDrivenPropertyValueSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette';

type Widths = Record<'trunk' | 'primary' | 'secondary' | 'tertiary' | 'minor' | 'service', number>;

const NOT_PATH: FilterSpecification = ['!=', ['get', 'class'], 'path'];
const ON_GROUND: FilterSpecification = ['all', NOT_PATH, ['!=', ['get', 'bridge'], true]];
const ON_BRIDGE: FilterSpecification = ['all', NOT_PATH, ['==', ['get', 'bridge'], true]];

/** Line width by class at four zooms, in pixels, plus `extra` on both sides together. */
function width(extra: number): DataDrivenPropertyValueSpecification<number> {
  const at = (widths: Widths): ['match', ...never[]] =>
    [
      'match', ['get', 'class'],
      ['motorway', 'trunk'], widths.trunk + extra,
      'primary', widths.primary + extra,
      'secondary', widths.secondary + extra,
      'tertiary', widths.tertiary + extra,
      'service', widths.service + extra,
      widths.minor + extra,
    ] as unknown as ['match', ...never[]];
  return [
    'interpolate', ['exponential', 1.4], ['zoom'],
    8, at({ trunk: 1.4, primary: 1.1, secondary: 0.7, tertiary: 0.4, minor: 0.2, service: 0.1 }),
    12, at({ trunk: 4, primary: 3.6, secondary: 2.6, tertiary: 2, minor: 1.1, service: 0.7 }),
    15, at({ trunk: 9, primary: 8.5, secondary: 7, tertiary: 6, minor: 4.2, service: 2.6 }),
    18, at({ trunk: 24, primary: 22, secondary: 18, tertiary: 16, minor: 13, service: 8 }),
  ] as unknown as DataDrivenPropertyValueSpecification<number>;
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
  const casing = { 'line-color': palette.roadCasing, 'line-width': width(1.6) };
  const top = { 'line-color': fill(palette), 'line-width': width(0) };
  return [
    { id: 'roads-casing', ...roads, minzoom: 9, filter: ON_GROUND, layout: ROUND, paint: casing },
    { id: 'roads', ...roads, filter: ON_GROUND, layout: ROUND, paint: top },
    {
      id: 'bridges-casing', ...roads, minzoom: 11, filter: ON_BRIDGE, layout: BUTT,
      paint: { 'line-color': palette.labelQuiet, 'line-width': width(2.6) },
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
