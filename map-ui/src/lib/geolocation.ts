// The device's own location, as an answer or a reason.
import type { LonLat } from './api/model';

export type RefusedLocation = 'denied' | 'unavailable' | 'timeout' | 'unsupported';
export type Located =
  | { readonly kind: 'located'; readonly point: LonLat; readonly accuracyMetres: number }
  | { readonly kind: 'refused'; readonly reason: RefusedLocation };

const OPTIONS: PositionOptions = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

function reasonOf(error: GeolocationPositionError): RefusedLocation {
  if (error.code === error.PERMISSION_DENIED) return 'denied';
  return error.code === error.TIMEOUT ? 'timeout' : 'unavailable';
}

export function locate(): Promise<Located> {
  if (!('geolocation' in navigator)) return Promise.resolve({ kind: 'refused', reason: 'unsupported' });
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          kind: 'located',
          point: { lon: coords.longitude, lat: coords.latitude },
          accuracyMetres: coords.accuracy,
        }),
      (error) => resolve({ kind: 'refused', reason: reasonOf(error) }),
      OPTIONS,
    );
  });
}
