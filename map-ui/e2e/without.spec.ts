// The page without a mouse, without Vietnamese, without WebGL, without a location, without a net.
import { BINH_KHANH, expect, test } from './driver';

test('the keyboard alone finds the way: coordinates, list, route', async ({ driver, baseURL }) => {
  const { keyboard } = driver.page;
  await driver.open(baseURL!);
  await keyboard.press('Tab');
  await expect(driver.page.locator('.skip')).toBeFocused();
  await driver.button('Nhập toạ độ').focus();
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await expect(driver.page.getByLabel('Toạ độ nhà')).toBeFocused();
  await keyboard.type(`${BINH_KHANH.lon} ${BINH_KHANH.lat}`);
  await keyboard.press('Enter');
  await expect(driver.page.getByText('Hai số bị đổi chỗ')).toBeVisible();
  await expect(driver.results).toHaveCount(5);

  await driver.radio('Đi bộ').focus();
  await keyboard.press('ArrowRight');
  await expect(driver.radio('Xe máy')).toBeChecked();
  await expect(driver.results).toHaveCount(5);
  await driver.results.nth(1).focus();
  await keyboard.press('Enter');
  await expect(driver.schoolHeading).toBeFocused();
  await expect(driver.legs.first()).toBeVisible();
});

test('the keyboard alone places home on the map', async ({ driver, baseURL }) => {
  const { keyboard } = driver.page;
  await driver.open(baseURL!, '/?profile=motorbike');
  await driver.typeHome(BINH_KHANH);
  await expect(driver.results).toHaveCount(5);
  await driver.mapReady();
  const before = await driver.results.first().locator('.metres').textContent();
  await driver.lookAt(BINH_KHANH, 16.5);
  await driver.mapCanvas.focus();
  await keyboard.press('ArrowDown');
  await driver.mapReady();
  await expect(driver.button('Đặt nhà ở tâm')).toBeVisible();
  await keyboard.press('Enter');
  await expect(driver.page.getByText('Đã dời điểm nhà.').first()).toBeVisible();
  await expect(driver.page.locator('section[aria-busy="false"]')).toBeVisible();
  await driver.button('Hoàn tác').click();
  await expect(driver.results.first().locator('.metres')).toHaveText(before ?? '');
});

test('the cross-hair button places home at the center', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.mapReady();
  await driver.lookAt(BINH_KHANH, 15);
  await driver.button('Ngắm bằng tâm bản đồ').click();
  await driver.button('Đặt nhà ở tâm').click();
  await expect(driver.page.getByRole('heading', { name: 'Nhà đã đặt' })).toBeVisible();
  await expect(driver.results).toHaveCount(5);
});

test('English is one press away and is remembered', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.button('English').click();
  await expect(driver.page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(driver.page.getByRole('heading', { name: 'Where is home?' })).toBeVisible();
  await expect(driver.page).toHaveURL(/lang=en/);
  await driver.page.goto('/');
  await expect(driver.page.getByRole('heading', { name: 'Where is home?' })).toBeVisible();
  await driver.button('Tiếng Việt').click();
  await expect(driver.page.getByRole('heading', { name: 'Nhà ở đâu?' })).toBeVisible();
});

test('without WebGL the list, the answers and the way in words still work', async ({ driver, baseURL }) => {
  await driver.page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith('webgl') ? null : (Reflect.apply(real, this, [kind, ...rest]) as unknown);
    } as typeof real;
  });
  await driver.open(baseURL!);
  await expect(driver.page.getByText('Máy này không vẽ được bản đồ')).toBeVisible();
  await driver.typeHome(BINH_KHANH);
  await expect(driver.results).toHaveCount(5);
  await driver.results.first().click();
  await expect(driver.legs.first()).toBeVisible();
  expect(await driver.axe()).toEqual([]);
});

test('a refused location says what to do, a granted one finds schools', async ({ driver, baseURL, context }) => {
  await driver.open(baseURL!);
  await driver.button('Dùng vị trí của tôi').click();
  await expect(driver.page.getByText('Trình duyệt chưa cho phép dùng vị trí')).toBeVisible();
  await context.grantPermissions(['geolocation'], { origin: new URL(baseURL!).origin });
  await context.setGeolocation({ longitude: BINH_KHANH.lon, latitude: BINH_KHANH.lat, accuracy: 20 });
  await driver.button('Dùng vị trí của tôi').click();
  await expect(driver.results).toHaveCount(5);
});

test('a pin that cannot be answered is explained', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.typeHome({ lon: 105.85, lat: 21.03 });
  await expect(driver.page.getByRole('alert')).toContainText('Nhà nằm ngoài bản đồ');
  driver.errors.splice(0, driver.errors.length, ...driver.errors.filter((text) => !text.includes('422')));
});

test('offline, the shell and the list are still there', async ({ driver, baseURL, context }) => {
  await driver.open(baseURL!);
  await driver.page.evaluate(() => navigator.serviceWorker.ready);
  await driver.page.reload();
  await expect(driver.rows.first()).toBeVisible();
  await expect.poll(() => driver.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await driver.page.reload();
  await expect(driver.rows.first()).toBeVisible();
  await driver.mapReady();
  await context.setOffline(true);
  await expect(driver.page.getByText('Đang mất mạng')).toBeVisible();
  await driver.page.reload();
  await expect(driver.rows.first()).toBeVisible();
  await context.setOffline(false);
  driver.errors.length = 0;
});
