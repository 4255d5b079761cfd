// The page as a parent uses it. Tests speak to this file, never to selectors.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test as base, type Locator, type Page } from '@playwright/test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What the driven map answers to; the page shows it to automated browsers only. */
interface DrivenMap {
  project(at: [number, number]): { x: number; y: number };
  getZoom(): number;
  jumpTo(view: { center: [number, number]; zoom: number }): void;
  getLayer(id: string): unknown;
  queryRenderedFeatures(options: { layers: string[] }): { properties: Record<string, unknown> }[];
}

export interface Place {
  readonly lon: number;
  readonly lat: number;
}

export const BINH_KHANH: Place = { lon: 106.7875, lat: 10.6422 };
/** On a long road between villages, far from any school. */
export const ROADSIDE: Place = { lon: 106.868, lat: 10.4996 };
export const THANH_AN: Place = { lon: 106.9765, lat: 10.4715 };

export class Driver {
  readonly foreign: string[] = [];
  readonly errors: string[] = [];
  readonly addresses: string[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('request', (request) => {
      const url = new URL(request.url());
      this.addresses.push(request.url());
      if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== this.#host()) this.foreign.push(request.url());
    });
  }

  #base = '';
  #host(): string {
    return new URL(this.#base).host;
  }

  async open(baseURL: string, path = '/'): Promise<void> {
    this.#base = baseURL;
    await this.page.goto(path);
    await expect(this.rows.first()).toBeVisible();
  }

  get rows(): Locator {
    return this.page.locator('button[data-campus]');
  }
  get results(): Locator {
    return this.page.locator('section[aria-labelledby="results-heading"] button[data-campus]');
  }
  get mapSection(): Locator {
    return this.page.locator('section:has(.maplibregl-map)');
  }
  get mapCanvas(): Locator {
    return this.page.locator('canvas.maplibregl-canvas');
  }
  get schoolHeading(): Locator {
    return this.page.locator('#school-heading');
  }
  get legs(): Locator {
    return this.page.locator('ol > li.access, ol > li.road, ol > li.wait, ol > li.sail');
  }
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }
  radio(name: string): Locator {
    return this.page.getByRole('radio', { name, exact: true });
  }

  /** A segment is picked on its label, as a finger would. */
  async pick(name: string): Promise<void> {
    await this.page.locator('label', { has: this.radio(name) }).click();
    await expect(this.radio(name)).toBeChecked();
  }

  async mapReady(): Promise<void> {
    await expect(this.mapSection).toHaveAttribute('data-idle', 'true', { timeout: 20_000 });
  }

  async typeHome(place: Place): Promise<void> {
    if (!(await this.button('Nhập toạ độ').isVisible())) await this.button('Đổi').click();
    await this.button('Nhập toạ độ').click();
    await this.page.getByLabel('Toạ độ nhà').fill(`${place.lat}, ${place.lon}`);
    await this.button('Đặt nhà ở đây').click();
  }

  /** Brings a place to the middle of the map, as a person would by dragging it there. */
  async lookAt({ lon, lat }: Place, zoom: number): Promise<void> {
    await this.map((map, [x, y, z]) => map.jumpTo({ center: [x, y], zoom: z }), [lon, lat, zoom] as [number, number, number]);
    await this.mapReady();
  }

  /** Taps the map where a place is drawn. */
  async tapMap(place: Place): Promise<void> {
    const at = await this.map((map, [lon, lat]) => map.project([lon, lat]), [place.lon, place.lat] as [number, number]);
    await this.mapCanvas.click({ position: at });
  }

  map<Answer, Argument>(ask: (map: DrivenMap, argument: Argument) => Answer, argument: Argument): Promise<Answer> {
    const body = ask.toString();
    return this.page.locator('.maplibregl-map').evaluate(
      (element, [code, given]) => {
        const { drivenMap } = element as unknown as { drivenMap: DrivenMap };
        const call = (0, eval)(`(${code})`) as (map: DrivenMap, argument: unknown) => unknown;
        return call(drivenMap, given);
      },
      [body, argument] as [string, unknown],
    ) as Promise<Answer>;
  }

  drawn(layer: string): Promise<number> {
    return this.map((map, id) => (map.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).length : 0), layer);
  }

  /** axe's findings, one line each; none is the only good answer. */
  async axe(): Promise<string[]> {
    await this.page.evaluate((source) => {
      if (!('axe' in window)) (0, eval)(source);
    }, AXE);
    return this.page.evaluate(async (rules) => {
      interface Finding { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }
      const { axe } = window as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Finding[] }> } };
      const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: rules } });
      return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary ?? ''}`));
    }, RULES);
  }

  /** Small or crowded targets: everything that can be pressed is at least 24 by 24 pixels. */
  smallTargets(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a[href], input:not(.unseen), label:has(input)')]
        .filter((element) => element.offsetParent !== null && !element.matches('.skip'))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`),
    );
  }
}

export const test = base.extend<{ driver: Driver }>({
  driver: async ({ page }, use) => {
    const driver = new Driver(page);
    await use(driver);
    expect(driver.foreign, 'requests to other hosts').toEqual([]);
    expect(driver.errors, 'errors on the console').toEqual([]);
  },
});

export { expect };
