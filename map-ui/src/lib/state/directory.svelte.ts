// All schools by name. While the service has more pages than were read, a filter asks the
// service; once every page is here, it filters what is here, which also works offline.
import { fetchSchools } from '../api/client';
import type { Level, School } from '../api/model';
import { fold, matches } from '../fold';
import { IDLE, LOADING, type Loadable } from './loadable';

const PAUSE_MS = 250;

export class Directory {
  state = $state.raw<Loadable<readonly School[]>>(IDLE);
  filter = $state('');
  #next = $state<string | null>(null);
  #found = $state.raw<readonly School[] | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  get hasMore(): boolean {
    return this.#next !== null && this.filter === '';
  }

  async load(): Promise<void> {
    this.state = LOADING;
    const answer = await fetchSchools({});
    if (!answer.ok) {
      this.state = { kind: 'failed', problem: answer.problem };
      return;
    }
    this.state = { kind: 'ready', data: answer.data.schools };
    this.#next = answer.data.next ?? null;
  }

  async loadMore(): Promise<void> {
    if (this.state.kind !== 'ready' || this.#next === null) return;
    const answer = await fetchSchools({ after: this.#next });
    if (!answer.ok) return;
    this.state = { kind: 'ready', data: [...this.state.data, ...answer.data.schools] };
    this.#next = answer.data.next ?? null;
  }

  search(text: string): void {
    this.filter = text;
    this.#found = null;
    clearTimeout(this.#timer);
    this.#asking.abort();
    if (this.#next === null || fold(text) === '') return;
    this.#asking = new AbortController();
    this.#timer = setTimeout(() => void this.#ask(text, this.#asking.signal), PAUSE_MS);
  }

  /** The schools of a level that match the filter, in the service's order. */
  shown(level: Level): readonly School[] {
    if (this.state.kind !== 'ready') return [];
    const found = this.#found ?? this.state.data;
    const ofLevel = found.filter((school) => school.levels.includes(level));
    if (this.filter === '' || this.#found !== null) return ofLevel;
    return ofLevel.filter((school) => matches(searchable(school), this.filter));
  }

  schoolOf(campus: string): School | undefined {
    const schools = this.state.kind === 'ready' ? this.state.data : [];
    return schools.find((school) => school.campuses.some((site) => site.campus_id === campus));
  }

  async #ask(text: string, signal: AbortSignal): Promise<void> {
    const answer = await fetchSchools({ q: text }, signal).catch(() => null);
    if (answer?.ok && !signal.aborted) this.#found = answer.data.schools;
  }
}

function searchable(school: School): string {
  return [school.name, ...school.campuses.flatMap((site) => [site.name, site.commune?.name ?? ''])].join(' ');
}
