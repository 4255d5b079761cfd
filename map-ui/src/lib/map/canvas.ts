// The only file that holds the Map. It draws a scene and reports what a person did to it.
import { Map as MapLibre, Marker, ScaleControl, setWorkerUrl, type GeoJSONSource, type LngLatBoundsLike } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { LonLat } from '../api/model';
import { drawMark, MARK_PIXEL_RATIO, readMarkId } from './marks';
import { chosenFeatures, legFeatures, resultFeatures, type Scene } from './scene';
import { CHOSEN, mapStyle, RESULTS, ROUTE, type Look } from './style';

export interface CanvasEvents {
  readonly onPlace: (point: LonLat) => void;
  readonly onCampus: (campus: string) => void;
  /** The map has drawn everything it knows. */
  readonly onIdle: () => void;
  readonly onKeyboardFocus: (focused: boolean) => void;
}

export interface Canvas {
  draw(scene: Scene): void;
  restyle(look: Look): void;
  name(canvasLabel: string, homeLabel: string): void;
  lookAt(points: readonly LonLat[]): void;
  whole(): void;
  zoom(by: 1 | -1): void;
  center(): LonLat;
  resize(): void;
  remove(): void;
}

type Bounds = readonly [number, number, number, number];

const HIT_PX = 7;
const PICKABLE = ['chosen', 'results', 'schools', 'schools-dots', 'schools-other'];
const ROOM_DEGREES = 0.35;

const HOME_MARK = `<svg viewBox="0 0 40 52" width="40" height="52" aria-hidden="true"><ellipse cx="20" cy="48.5" rx="7" ry="2.5" fill="#000" opacity=".25"/><path d="M20 2C10 2 3 9.3 3 18.5 3 30.5 20 47 20 47s17-16.5 17-28.5C37 9.3 30 2 20 2Z" fill="var(--map-home)" stroke="var(--map-home-ring)" stroke-width="2.5"/><path d="m20 9-10 8.3h3V26h5v-5.5h4V26h5v-8.700h3Z" fill="var(--map-home-ring)"/></svg>`;

function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function boundsOf(points: readonly LonLat[]): LngLatBoundsLike {
  const lons = points.map((point) => point.lon);
  const lats = points.map((point) => point.lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function paddingFor(container: HTMLElement) {
  const side = Math.min(72, container.clientWidth / 7);
  const upright = Math.min(60, container.clientHeight / 7);
  // The home mark stands above its point; the sheet and the credit lie over the lower edge.
  return { left: side, right: side, top: upright + 32, bottom: upright + 28 };
}

/** Room for the buttons, the scale and the sheet's round edge. */
function frameFor(container: HTMLElement) {
  return container.clientWidth < 500 ? { left: 24, right: 60, top: 20, bottom: 44 } : { left: 40, right: 72, top: 40, bottom: 40 };
}

/** First the schools of the level, where there are any: roads and boats go on for long after them. */
function firstView(bounds: Bounds, points: readonly LonLat[]): LngLatBoundsLike {
  return points.length > 1 ? boundsOf(points) : [...bounds];
}

function newMap(container: HTMLElement, bounds: Bounds, points: readonly LonLat[], look: Look): MapLibre {
  const [west, south, east, north] = bounds;
  const map = new MapLibre({
    container,
    style: mapStyle(location.origin, look),
    bounds: firstView(bounds, points),
    fitBoundsOptions: { padding: frameFor(container), maxZoom: 15.2 },
    maxBounds: [west - ROOM_DEGREES, south - ROOM_DEGREES, east + ROOM_DEGREES, north + ROOM_DEGREES],
    maxZoom: 18.5,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: reducedMotion() ? 0 : 200,
    transformRequest: (url) => ({ url: new URL(url, location.origin).href }),
  });
  map.setMissingStyleImageResolver((id) => {
    const mark = readMarkId(id);
    const image = mark === null ? null : drawMark(mark);
    if (image !== null) map.addImage(id, image, { pixelRatio: MARK_PIXEL_RATIO });
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 90, unit: 'metric' }), 'bottom-left');
  return map;
}

function campusAt(map: MapLibre, x: number, y: number): string | null {
  const layers = PICKABLE.filter((id) => map.getLayer(id));
  const box: [[number, number], [number, number]] = [[x - HIT_PX, y - HIT_PX], [x + HIT_PX, y + HIT_PX]];
  const id: unknown = map.queryRenderedFeatures(box, { layers })[0]?.properties['campus_id'];
  return typeof id === 'string' ? id : null;
}

function listen(map: MapLibre, events: CanvasEvents, center: () => LonLat): void {
  map.on('click', (event) => {
    const campus = campusAt(map, event.point.x, event.point.y);
    if (campus !== null) events.onCampus(campus);
    else events.onPlace({ lon: event.lngLat.lng, lat: event.lngLat.lat });
  });
  map.on('mousemove', (event) => {
    map.getCanvas().style.cursor = campusAt(map, event.point.x, event.point.y) === null ? 'crosshair' : 'pointer';
  });
  map.on('idle', events.onIdle);
  // A tile that cannot be had leaves a gap and is asked for again when the map moves.
  map.on('error', () => undefined);
  const canvas = map.getCanvas();
  canvas.addEventListener('focus', () => events.onKeyboardFocus(canvas.matches(':focus-visible')));
  canvas.addEventListener('blur', () => events.onKeyboardFocus(false));
  canvas.addEventListener('keydown', (event) => {
    events.onKeyboardFocus(true);
    if (event.key !== 'Enter') return;
    event.preventDefault();
    events.onPlace(center());
  });
}

function homeMarker(onPlace: (point: LonLat) => void): Marker {
  const element = document.createElement('div');
  element.className = 'home-mark';
  element.innerHTML = HOME_MARK;
  const marker = new Marker({ element, anchor: 'bottom', offset: [0, 4], draggable: true });
  marker.on('dragend', () => {
    const { lng, lat } = marker.getLngLat();
    onPlace({ lon: lng, lat });
  });
  return marker;
}

/** Shows the map to automated browsers, which ask it where a school is drawn. */
function showToDriver(container: HTMLElement, map: MapLibre): void {
  if (navigator.webdriver) Object.assign(container, { drivenMap: map });
}

export function openCanvas(container: HTMLElement, bounds: Bounds, points: readonly LonLat[], first: Look, events: CanvasEvents): Canvas {
  setWorkerUrl(new URL(workerUrl, location.origin).href);
  const map = newMap(container, bounds, points, first);
  const marker = homeMarker(events.onPlace);
  let shown = first;
  let styled = false;
  let scene: Scene = { home: null, results: [], chosen: null, legs: [] };
  const center = (): LonLat => ({ lon: map.getCenter().lng, lat: map.getCenter().lat });
  const fill = (source: string, data: Parameters<GeoJSONSource['setData']>[0]) => {
    void map.getSource<GeoJSONSource>(source)?.setData(data);
  };
  const draw = () => {
    fill(ROUTE, legFeatures(scene));
    fill(RESULTS, resultFeatures(scene));
    fill(CHOSEN, chosenFeatures(scene));
  };
  listen(map, events, center);
  const restyle = () => {
    map.setStyle(mapStyle(location.origin, shown), { diff: true });
    draw();
  };
  map.on('style.load', () => {
    draw();
    if (!styled && shown !== first) restyle();
    styled = true;
  });
  showToDriver(container, map);
  return {
    draw(next) {
      scene = next;
      draw();
      if (scene.home === null) marker.remove();
      else marker.setLngLat([scene.home.lon, scene.home.lat]).addTo(map);
    },
    restyle(look) {
      if (look.palette === shown.palette && look.lang === shown.lang && look.level === shown.level) return;
      shown = look;
      if (styled) restyle();
    },
    name(canvasLabel, homeLabel) {
      map.getCanvas().setAttribute('aria-label', canvasLabel);
      marker.getElement().setAttribute('aria-label', homeLabel);
      marker.getElement().setAttribute('role', 'img');
    },
    lookAt(points) {
      if (points.length === 0) return;
      map.fitBounds(boundsOf(points), {
        padding: paddingFor(container),
        maxZoom: 15.2,
        duration: reducedMotion() ? 0 : 650,
      });
    },
    whole: () => void map.fitBounds([...bounds], { padding: frameFor(container), duration: reducedMotion() ? 0 : 650 }),
    zoom: (by) => void map.zoomTo(map.getZoom() + by, { duration: reducedMotion() ? 0 : 250 }),
    center,
    resize: () => void map.resize(),
    remove: () => map.remove(),
  };
}
