// What only a real browser shows of the scheduling desk: a drag, and the way to a composed meeting by keyboard alone, in
// Arabic and at twice the size.
import assert from 'node:assert/strict';

const NOW = Date.parse('2026-12-01T09:04:07Z');

/** @param {import('playwright-core').Browser} browser @param {string} address @param {{ width: number, height: number }} viewport */
async function open(browser, address, viewport) {
  const page = await browser.newPage({ viewport, timezoneId: 'Asia/Jakarta' });
  await page.clock.setFixedTime(NOW);
  await page.goto(address);
  await page.waitForSelector('h1');
  return page;
}

/** Goes on by Tab until the focus is where it is wanted. @param {import('playwright-core').Page} page @param {RegExp} wanted */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses += 1) {
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : (at?.getAttribute('aria-label') ?? at?.textContent);
      return at === document.body ? '' : (label ?? '').trim();
    });
    if (wanted.test(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by keyboard: ${wanted}`);
}

/** @type {Record<string, (browser: import('playwright-core').Browser, url: string) => Promise<void>>} */
export const desk = {
  'an item of the agenda is dragged by its handle': async (browser, url) => {
    const page = await open(browser, `${url}?story=plans-agenda&open=plans`, { width: 1920, height: 1080 });
    await page.getByRole('button', { name: /^Open/ }).click();
    await page.getByRole('tab', { name: 'Agenda' }).click();
    const centre = async (/** @type {import('playwright-core').Locator} */ of) => {
      const box = await of.boundingBox();
      if (!box) throw new Error('it is not drawn');
      return /** @type {const} */ ([box.x + box.width / 2, box.y + box.height / 2]);
    };
    await page.mouse.move(...(await centre(page.locator('.handle').nth(0))));
    await page.mouse.down();
    await page.mouse.move(...(await centre(page.locator('li[data-item="a2"]'))), { steps: 8 });
    await page.mouse.up();
    const order = await page.locator('li[data-item]').evaluateAll((items) => items.map((each) => each.getAttribute('data-item')));
    assert.deepEqual(order, ['a2', 'a1', 'a3', 'a4']);
    await page.close();
  },

  'a meeting is composed by keyboard alone, in Arabic, at twice the size': async (browser, url) => {
    const page = await open(browser, `${url}?story=scheduling-two&lang=ar`, { width: 640, height: 400 });
    await page.waitForSelector('html[lang="ar"] h1');
    await tabTo(page, /^إيجاد موعد$/);
    await page.keyboard.press('Enter');
    await page.getByRole('grid').waitFor();
    await tabTo(page, /جاكرتا/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^إعداد الاجتماع$/);
    await page.keyboard.press('Enter');
    await page.getByRole('tablist').waitFor();
    await tabTo(page, /^العنوان$/);
    await page.keyboard.type('اتفاق المصايد');
    await page.getByRole('heading', { level: 1, name: 'اتفاق المصايد' }).waitFor();
    await page.getByText(/^حُفظ في/).waitFor();
    await page.close();
  },
};
