// Every state of the page against axe, and the size of what can be pressed.
import { BINH_KHANH, expect, test, THANH_AN, type Driver } from './driver';

async function clean(driver: Driver): Promise<void> {
  expect(await driver.axe()).toEqual([]);
  expect(await driver.smallTargets()).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every state is accessible, ${colorScheme}`, async ({ driver, baseURL }) => {
    await driver.page.emulateMedia({ colorScheme });
    await driver.open(baseURL!);
    await driver.mapReady();
    await clean(driver);

    await driver.page.getByLabel('Lọc theo tên trường, xã').fill('khong co truong nay');
    await expect(driver.page.getByText('Không có trường nào khớp')).toBeVisible();
    await clean(driver);

    await driver.button('Nhập toạ độ').click();
    await driver.button('Đặt nhà ở đây').click();
    await expect(driver.page.getByRole('alert')).toBeVisible();
    await clean(driver);

    await driver.page.getByLabel('Toạ độ nhà').fill(`${THANH_AN.lat}, ${THANH_AN.lon}`);
    await driver.button('Đặt nhà ở đây').click();
    await expect(driver.results.first()).toBeVisible();
    await driver.mapReady();
    await clean(driver);

    await driver.results.last().click();
    await expect(driver.legs.first()).toBeVisible();
    await driver.mapReady();
    await clean(driver);

    await driver.button('Về danh sách').click();
    await driver.typeHome({ lon: 105.85, lat: 21.03 });
    await expect(driver.page.getByRole('alert')).toBeVisible();
    await clean(driver);
    driver.errors.splice(0, driver.errors.length, ...driver.errors.filter((text) => !text.includes('422')));

    await driver.button('English').click();
    await expect(driver.page.getByText('Home is off the map')).toBeVisible();
    await clean(driver);
  });
}

test('the filter does not mind missing accents', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.page.getByLabel('Lọc theo tên trường, xã').fill('ly nhon');
  await expect(driver.rows.first()).toContainText('Lý Nhơn');
});

test('nothing is wider than the screen, and text may grow to twice its size', async ({ driver, baseURL }) => {
  await driver.open(baseURL!);
  await driver.typeHome(BINH_KHANH);
  await expect(driver.results).toHaveCount(5);
  const overflow = () => driver.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await driver.page.addStyleTag({ content: 'html { font-size: 200% }' });
  expect(await overflow()).toBeLessThanOrEqual(0);
});
