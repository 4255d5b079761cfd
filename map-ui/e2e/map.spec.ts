import { BINH_KHANH, expect, ROADSIDE, test, THANH_AN } from './driver';

test('a tap on the map places home, ranks the schools and draws the way', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.mapReady();
  expect(await driver.drawn('roads')).toBeGreaterThan(0);
  expect(await driver.drawn('water')).toBeGreaterThan(0);

  await driver.tapMap(ROADSIDE);
  await expect(driver.results).toHaveCount(5);
  await driver.mapReady();
  expect(await driver.drawn('results')).toBeGreaterThan(0);

  const first = (await driver.results.first().locator('.name').textContent()) ?? '';
  await driver.results.first().click();
  await expect(driver.schoolHeading).toHaveText(first);
  await expect(driver.schoolHeading).toBeFocused();
  await expect(driver.legs.first()).toContainText('Từ nhà ra đường');
  await driver.mapReady();
  expect(await driver.drawn('route-road')).toBeGreaterThan(0);

  await driver.button('Về danh sách').click();
  await expect(driver.results).toHaveCount(5);
  await expect(driver.results.first()).toBeFocused();
});

test('a school drawn on the map opens when it is tapped', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.mapReady();
  const place = await driver.page.evaluate(async () => {
    const answer = await fetch('/api/v1/schools?level=primary&limit=500');
    const { schools } = (await answer.json()) as { schools: { name: string; campuses: { lon: number; lat: number }[] }[] };
    const school = schools.find(({ name }) => name.includes('Lý Nhơn'));
    return { name: school?.name ?? '', lon: school?.campuses[0]?.lon ?? 0, lat: school?.campuses[0]?.lat ?? 0 };
  });
  await driver.tapMap(place);
  await expect(driver.schoolHeading).toHaveText(place.name);
  await expect(driver.page).toHaveURL(/campus=/);
});

test('an island home gets the island school first and the mainland over water only', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.typeHome(THANH_AN);
  await expect(driver.results.first()).toContainText('Thạnh An');
  await expect(driver.results.first()).not.toContainText('phà');
  const mainland = driver.results.filter({ hasText: 'Cần Thạnh' }).first();
  await expect(mainland).toContainText(/qua phà|lượt phà/);

  await mainland.click();
  await expect(driver.page.locator('li.sail')).not.toHaveCount(0);
  await expect(driver.page.locator('li.wait').first()).toContainText('Chờ');
  await driver.mapReady();
  expect(await driver.drawn('route-sail')).toBeGreaterThan(0);
});

test('level, travel and ranking change the answer and the address, and the home stays out of it', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.typeHome(BINH_KHANH);
  await expect(driver.results).toHaveCount(5);
  await expect(driver.page.locator('#results-heading')).toHaveText('5 trường tiểu học gần nhất');
  const walked = await driver.results.first().locator('.time').textContent();

  await driver.pick('Xe máy');
  await expect(driver.page).toHaveURL(/profile=motorbike/);
  await expect(driver.results.first().locator('.time')).not.toHaveText(walked ?? '');
  await driver.pick('Nhanh nhất');
  await expect(driver.page.locator('#results-heading')).toContainText('tới nhanh nhất');
  await driver.pick('THCS');
  await expect(driver.page).toHaveURL(/level=lower_secondary.*rank=minutes/);
  await expect(driver.results.first()).toContainText('Trung học cơ sở');

  for (const address of [driver.page.url(), ...driver.addresses.filter((url) => !url.includes('/tiles/'))]) {
    expect(address).not.toMatch(/106\.78|10\.64/);
  }
  const kept = await driver.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  expect(kept).not.toMatch(/106\.78|10\.64/);
});

test('the browser’s back button closes a school, and its address opens it again', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  const name = (await driver.rows.nth(2).locator('.name').textContent()) ?? '';
  await driver.rows.nth(2).click();
  await expect(driver.schoolHeading).toHaveText(name);
  const address = driver.page.url();
  await driver.page.goBack();
  await expect(driver.rows.first()).toBeVisible();
  await driver.page.goto(address);
  await expect(driver.schoolHeading).toHaveText(name);
  await expect(driver.page.getByText('Đặt điểm nhà để xem đường đi')).toBeVisible();
});
