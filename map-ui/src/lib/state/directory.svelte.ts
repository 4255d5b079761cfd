// The schools of a level by name. While the service has more pages than were read, a filter asks
// the service; once every page is here, it filters what is here, which also works offline.
import { fetchSchools } from '../api/client';
import type { Level, School } from '../api/model';
import { fold, matches } from '../fold';
import { LOADING, type Loadable } from './loadable';

const PAUSE_MS = 250;
const ORDER = new Intl.Collator('vi', { sensitivity: 'base', numeric: true });

interface Pages {
  readonly schools: readonly School[];
  readonly next: string | null;
}

export class Directory {
  filter = $state('');
  #level = $state.raw<Level>('primary');
  #byLevel = $state.raw<Partial<Record<Level, Loadable<Pages>>>>({});
  #found = $state.raw<readonly School[] | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  /** The list of the chosen level. */
  get state(): Loadable<Pages> {
    return this.#byLevel[this.#level] ?? LOADING;
  }

  get hasMore(): boolean {
    return this.filter === '' && this.state.kind === 'ready' && this.state.data.next !== null;
  }

  async load(level: Level): Promise<void> {
    const changed = level !== this.#level;
    this.#level = level;
    if (changed && this.filter !== '') this.search(this.filter);
    const kind = this.#byLevel[level]?.kind;
    if (kind === 'ready' || kind === 'loading') return;
    this.#keep(level, LOADING);
    const answer = await fetchSchools({ level });
    if (answer.ok) this.#keep(level, { kind: 'ready', data: { schools: answer.data.schools, next: answer.data.next } });
    else this.#keep(level, { kind: 'failed', problem: answer.problem });
    if (this.filter !== '' && level === this.#level) this.search(this.filter);
  }

  async loadMore(): Promise<void> {
    const [level, state] = [this.#level, this.state];
    if (state.kind !== 'ready' || state.data.next === null) return;
    const answer = await fetchSchools({ level, after: state.data.next });
    if (!answer.ok) return;
    const schools = [...state.data.schools, ...answer.data.schools];
    this.#keep(level, { kind: 'ready', data: { schools, next: answer.data.next } });
  }

  search(text: string): void {
    this.filter = text;
    this.#found = null;
    clearTimeout(this.#timer);
    this.#asking.abort();
    const isWhole = this.state.kind !== 'ready' || this.state.data.next === null;
    if (isWhole || fold(text) === '') return;
    this.#asking = new AbortController();
    this.#timer = setTimeout(() => void this.#ask(text, this.#level, this.#asking.signal), PAUSE_MS);
  }

  /** The schools that match the filter, in the order of the Vietnamese alphabet. */
  shown(): readonly School[] {
    if (this.state.kind !== 'ready') return [];
    const schools = this.#found ?? this.state.data.schools;
    const kept = this.filter === '' || this.#found ? schools : schools.filter((school) => matches(searchable(school), this.filter));
    return [...kept].sort((one, other) => ORDER.compare(one.name, other.name));
  }

  /** Every school that was read, of any level. */
  known(): readonly School[] {
    return Object.values(this.#byLevel).flatMap((state) => (state.kind === 'ready' ? state.data.schools : []));
  }

  schoolOf(campus: string): School | undefined {
    return this.known().find((school) => school.campuses.some((site) => site.campus_id === campus));
  }

  #keep(level: Level, state: Loadable<Pages>): void {
    this.#byLevel = { ...this.#byLevel, [level]: state };
  }

  async #ask(q: string, level: Level, signal: AbortSignal): Promise<void> {
    const answer = await fetchSchools({ q, level }, signal).catch(() => null);
    if (answer?.ok && !signal.aborted) this.#found = answer.data.schools;
  }
}

function searchable(school: School): string {
  return [school.name, ...school.campuses.flatMap((site) => [site.name, site.commune?.name ?? ''])].join(' ');
}
