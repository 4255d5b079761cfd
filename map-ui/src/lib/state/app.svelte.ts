// The page's state and what can be done with it. Components read it and call its verbs;
// nothing here touches the document but the address bar.
import { pushState, replaceState } from '$app/navigation';
import { fetchDataset, fetchNearest, fetchRoute, fetchSchool, findSchoolOfCampus } from '../api/client';
import type { Choice, DatasetAnswer, LonLat, NearCampus, NearestAnswer, RouteAnswer, School } from '../api/model';
import { distance, duration } from '../format';
import { i18n, rememberedLang } from '../locales/i18n.svelte';
import type { Lang } from '../locales/lang';
import { dataOf, IDLE, LOADING, settle, type Loadable } from './loadable';
import { Directory } from './directory.svelte';
import { FIRST_CHOICE, homeOf, readAddress, screenOf, writeAddress, type Screen } from './screen';

const FIRST_K = 5;
const MOST_K = 20;
/** An answer farther than so many times the third is left to the list, and the map stays near. */
const OUTLIER = 1.6;

/** Where the map should look; a new object each time it should look again. */
export interface View {
  readonly points: readonly LonLat[];
}

export type HomeNote = { readonly kind: 'set' | 'moved' | 'removed'; readonly before: LonLat | null };

class App {
  screen = $state.raw<Screen>({ kind: 'browse' });
  choice = $state.raw<Choice>(FIRST_CHOICE);
  dataset = $state.raw<Loadable<DatasetAnswer>>(LOADING);
  nearest = $state.raw<Loadable<NearestAnswer>>(IDLE);
  route = $state.raw<Loadable<RouteAnswer>>(IDLE);
  school = $state.raw<Loadable<School>>(IDLE);
  view = $state.raw<View | null>(null);
  note = $state.raw<HomeNote | null>(null);
  online = $state(true);
  /** What a screen reader is told, politely. */
  said = $state('');
  readonly directory = new Directory();

  readonly home = $derived(homeOf(this.screen));
  readonly results = $derived<readonly NearCampus[]>(dataOf(this.nearest)?.results ?? []);
  readonly campus = $derived(this.screen.kind === 'school' ? this.screen.campus : null);

  #k = FIRST_K;
  #pushed = 0;
  #asking = { nearest: new AbortController(), route: new AbortController(), school: new AbortController() };

  get canShowMore(): boolean {
    return this.results.length === this.#k && this.#k < MOST_K;
  }

  async start(): Promise<void> {
    const address = readAddress(new URLSearchParams(location.search));
    this.choice = address.choice;
    const lang = address.lang ?? rememberedLang();
    if (lang !== null && lang !== i18n.lang) await i18n.set(lang);
    this.online = navigator.onLine;
    if (address.campus !== null) this.#show(screenOf(null, address.campus));
    await Promise.all([this.loadDataset(), this.directory.load(this.choice.level)]);
  }

  async loadDataset(): Promise<void> {
    this.dataset = LOADING;
    this.dataset = settle(await fetchDataset());
  }

  async speak(lang: Lang): Promise<void> {
    await i18n.set(lang);
    this.#mirror();
  }

  choose(change: Partial<Choice>): void {
    this.choice = { ...this.choice, ...change };
    this.#k = FIRST_K;
    this.#mirror();
    if (change.level) void this.directory.load(change.level);
    void this.#askNearest();
    void this.#askRoute();
  }

  placeHome(point: LonLat): void {
    const before = this.home;
    this.note = { kind: before === null ? 'set' : 'moved', before };
    this.#k = FIRST_K;
    this.screen = screenOf(point, this.campus);
    this.said = before === null ? i18n.t.home.set : i18n.t.home.moved;
    void this.#askNearest();
    void this.#askRoute();
  }

  removeHome(): void {
    this.note = { kind: 'removed', before: this.home };
    this.screen = screenOf(null, this.campus);
    this.said = i18n.t.home.removed;
    void this.#askNearest();
    void this.#askRoute();
  }

  undoHome(): void {
    const before = this.note?.before ?? null;
    if (before === null) return;
    this.placeHome(before);
    this.note = null;
  }

  dismissNote(): void {
    this.note = null;
  }

  showMore(): void {
    this.#k = Math.min(MOST_K, this.#k + FIRST_K);
    void this.#askNearest();
  }

  openCampus(campus: string): void {
    const push = this.campus === null;
    this.#show(screenOf(this.home, campus));
    if (push) this.#pushed += 1;
    this.#mirror(push);
  }

  closeCampus(): void {
    if (this.#pushed > 0) {
      history.back();
      return;
    }
    this.#show(screenOf(this.home, null));
    this.#mirror();
  }

  /** The person went back or forward: the address says which campus is open, the rest stays. */
  followAddress(): void {
    const { campus } = readAddress(new URLSearchParams(location.search));
    if (campus === this.campus) return;
    this.#pushed = campus === null ? 0 : 1;
    this.#show(screenOf(this.home, campus));
    this.#mirror();
  }

  retry(): void {
    if (this.dataset.kind === 'failed') void this.loadDataset();
    if (this.directory.state.kind === 'failed') void this.directory.load(this.choice.level);
    if (this.nearest.kind === 'failed') void this.#askNearest();
    if (this.route.kind === 'failed') void this.#askRoute();
    if (this.school.kind === 'failed') void this.#askSchool();
  }

  #show(screen: Screen): void {
    this.screen = screen;
    this.note = null;
    void this.#askSchool();
    void this.#askRoute();
    if (screen.kind === 'nearest') this.#lookAtResults();
  }

  #mirror(push = false): void {
    const url = location.pathname + writeAddress(this.screen, this.choice, i18n.lang);
    if (push) pushState(url, {});
    else replaceState(url, {});
  }

  #fresh(what: 'nearest' | 'route' | 'school'): AbortSignal {
    this.#asking[what].abort();
    this.#asking[what] = new AbortController();
    return this.#asking[what].signal;
  }

  async #askNearest(): Promise<void> {
    const signal = this.#fresh('nearest');
    const home = this.home;
    if (home === null) {
      this.nearest = IDLE;
      return;
    }
    this.nearest = LOADING;
    const answer = await fetchNearest(home, this.choice, this.#k, signal).catch(() => null);
    if (answer === null || signal.aborted) return;
    this.nearest = settle(answer);
    if (answer.ok) this.#lookAtResults();
    const first = this.results[0];
    if (answer.ok && this.campus === null) {
      const metres = first ? distance(first.metres, i18n.lang) : '';
      this.said = i18n.t.results.ready(this.results.length, first?.name ?? '', metres);
    }
  }

  async #askRoute(): Promise<void> {
    const signal = this.#fresh('route');
    const { home, campus } = this;
    if (home === null || campus === null) {
      this.route = IDLE;
      return;
    }
    this.route = LOADING;
    const answer = await fetchRoute(home, campus, this.choice, signal).catch(() => null);
    if (answer === null || signal.aborted) return;
    this.route = settle(answer);
    if (!answer.ok) return;
    const { geometry, metres, seconds } = answer.data;
    const line = geometry.coordinates.map(([lon = 0, lat = 0]) => ({ lon, lat }));
    this.view = { points: [home, ...line] };
    this.said = i18n.t.route.ready(answer.data.campus.name, distance(metres, i18n.lang), duration(seconds, i18n.lang));
  }

  async #askSchool(): Promise<void> {
    const signal = this.#fresh('school');
    const campus = this.campus;
    if (campus === null) {
      this.school = IDLE;
      return;
    }
    this.school = LOADING;
    const answer = await this.#findSchool(campus, signal).catch(() => null);
    if (answer === null || signal.aborted) return;
    this.school = settle(answer);
    const site = answer.ok ? answer.data.campuses.find((candidate) => candidate.campus_id === campus) : undefined;
    if (site && this.home === null) this.view = { points: [site] };
  }

  async #findSchool(campus: string, signal: AbortSignal) {
    const known = this.directory.schoolOf(campus);
    if (known) return { ok: true, data: known } as const;
    const near = this.results.find((result) => result.campus_id === campus);
    if (!near) return findSchoolOfCampus(campus, signal);
    const answer = await fetchSchool(near.school_id, signal);
    return answer.ok ? ({ ok: true, data: answer.data.school } as const) : answer;
  }

  #lookAtResults(): void {
    if (this.home === null || this.campus !== null) return;
    const third = this.results.slice(0, 3).at(-1)?.straight_metres ?? 0;
    const near = this.results.filter((result, index) => index < 3 || result.straight_metres <= third * OUTLIER);
    this.view = { points: [this.home, ...near] };
  }
}

export const app = new App();
