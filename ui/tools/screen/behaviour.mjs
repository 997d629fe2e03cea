// What only a real browser shows: the way through all stages by keyboard, the language changed at run time, focus.
import assert from 'node:assert/strict';

const NOW = Date.parse('2026-12-01T09:04:07Z');

/** @typedef {(browser: import('playwright-core').Browser, url: string) => Promise<void>} Check */

/** @param {import('playwright-core').Browser} browser @param {string} address */
async function open(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, timezoneId: 'Asia/Jakarta' });
  await page.clock.setFixedTime(NOW);
  await page.goto(address);
  await page.waitForSelector('h1');
  return page;
}
/** @param {import('playwright-core').Page} page */
const focused = (page) =>
  page.evaluate(() => (document.activeElement === document.body ? '' : (document.activeElement?.textContent?.trim() ?? '')));

/** @type {Record<string, Check>} */
export const behaviour = {
  'through the whole of it by keyboard alone': async (browser, url) => {
    const page = await open(browser, `${url}?story=desk-due`);
    for (let presses = 0; presses < 12 && !/Enter the holding room/.test(await focused(page)); presses += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Join the meeting' }).waitFor();
    assert.match(await focused(page), /Fisheries agreement/, 'the focus is at the heading of the holding room');
    await page.keyboard.press('m');
    await page.locator('.toggle', { hasText: 'Closed' }).first().waitFor();
    await page.getByRole('button', { name: 'Join the meeting' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Leave' }).waitFor();
    await page.keyboard.press('c');
    await page.getByLabel('Message to everyone').waitFor();
    await page.keyboard.type('May I come in, Mr Chair?');
    await page.keyboard.press('Enter');
    await page.getByText('May I come in, Mr Chair?').waitFor();
    assert.equal(await page.getByLabel('Message to everyone').inputValue(), '');
    await page.keyboard.press('Escape');
    await page.getByLabel('Message to everyone').waitFor({ state: 'detached' });
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'You have left the meeting' }).waitFor();
    assert.equal(await focused(page), 'You have left the meeting');
    await page.close();
  },

  'a locked key is opened by keyboard alone': async (browser, url) => {
    const page = await open(browser, `${url}?story=desk-key-locked`);
    const dialog = page.getByRole('dialog', { name: 'Unlock your key' });
    await dialog.waitFor();
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').waitFor();
    // The wrong one is marked, so that the next is typed over it.
    await page.keyboard.type('correct horse battery staple');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Your key is open and kept.').waitFor({ state: 'attached' });
    await page.close();
  },

  'the space bar opens the microphone while it is held': async (browser, url) => {
    const page = await open(browser, `${url}?story=meeting-off-air`);
    const microphone = page.getByRole('button', { name: 'Microphone' });
    assert.equal(await microphone.getAttribute('aria-pressed'), 'false');
    await page.keyboard.down('Space');
    await page.locator('[aria-keyshortcuts="M"][aria-pressed="true"]').waitFor();
    await page.keyboard.up('Space');
    await page.locator('[aria-keyshortcuts="M"][aria-pressed="false"]').waitFor();
    await page.close();
  },

  'a chair admits by keyboard alone, and reads the code': async (browser, url) => {
    const page = await open(browser, `${url}?story=meeting-request`);
    const strip = page.getByRole('region', { name: 'Requests to be admitted' });
    await strip.waitFor();
    assert.equal(await focused(page), '', 'a request does not take the focus');
    await page.locator('.requests button[aria-disabled="false"]').first().waitFor();
    await page.keyboard.press('a');
    assert.match(await focused(page), /^Admit/);
    await page.keyboard.press('Enter');
    await strip.waitFor({ state: 'detached' });
    assert.match(await focused(page), /Fisheries agreement/, 'the focus is not lost with the strip');
    await page.keyboard.press('e');
    await page.getByText('48213', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Escape');
    await page.getByText('48213', { exact: true }).waitFor({ state: 'detached' });
    await page.close();
  },

  'what comes and goes in the bar does not move the controls': async (browser, url) => {
    const page = await open(browser, `${url}?story=meeting-request`);
    /** @returns {Promise<(number | undefined)[]>} */
    const places = () =>
      page.evaluate(() => ['header .badge', 'header .lamp', 'footer button'].flatMap((each) => {
        const box = document.querySelector(each)?.getBoundingClientRect();
        return [box?.x, box?.y, box?.width];
      }));
    const before = await places();
    assert.ok(before.every((each) => each !== undefined));
    await page.locator('.requests button[aria-disabled="false"]').first().click();
    await page.locator('.requests').waitFor({ state: 'detached' });
    assert.deepEqual(await places(), before);
    await page.keyboard.press('e');
    await page.locator('.digits').waitFor();
    assert.deepEqual(await places(), before);
    await page.close();
  },

  'another language mirrors the table, and the pictures with it': async (browser, url) => {
    const page = await open(browser, `${url}?story=meeting`);
    /** @returns {Promise<any>} */
    const told = () => page.evaluate(() => /** @type {any} */ (globalThis).lastLayout);
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout?.tiles.length === 2);
    /** @param {any} layout */
    const mine = (layout) => layout.tiles.find((/** @type {any} */ tile) => tile.source.is === 'me').x;
    const before = mine(await told());
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Language').selectOption('ar');
    await page.waitForSelector('html[dir="rtl"]');
    await page.keyboard.press('Escape');
    await page.waitForFunction((x) => /** @type {any} */ (globalThis).lastLayout.tiles.find((/** @type {any} */ tile) => tile.source.is === 'me').x !== x, before);
    assert.ok(mine(await told()) > 600, 'the host now sits at the right');
    await page.close();
  },

  'a shared page is read alone, and the table comes back': async (browser, url) => {
    const page = await open(browser, `${url}?story=meeting-share`);
    /** @returns {Promise<any[]>} */
    const tiles = () => page.evaluate(() => /** @type {any} */ (globalThis).lastLayout.tiles);
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout?.tiles.length === 5);
    const before = (await tiles()).find((tile) => tile.source.is === 'screen').width;
    await page.getByRole('button', { name: 'Page alone' }).press('Enter');
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout.tiles.length === 1);
    const [alone] = await tiles();
    assert.ok(alone.width > before * 1.4, `${before} wide at the table, ${alone.width} alone`);
    assert.match(await focused(page), /^Back to the table/, 'the focus is on the way back');
    await page.getByText('On air').waitFor();
    await page.keyboard.press('f');
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout.tiles.length === 5);
    assert.match(await focused(page), /^Page alone/);
    await page.close();
  },

  'a tile that is hidden is no longer asked for': async (browser, url) => {
    const page = await open(browser, `${url}?story=meeting`);
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout?.tiles.length === 2);
    await page.keyboard.press('v');
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout.tiles.length === 1);
    await page.keyboard.press('l');
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout.tiles.length === 0);
    await page.close();
  },

  'a page outside of the program says so, and asks for nothing': async (browser, url) => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const elsewhere = [];
    page.on('request', (request) => request.url().startsWith(url) || elsewhere.push(request.url()));
    await page.goto(`${url}?story=meeting`);
    await page.waitForSelector('h1');
    assert.deepEqual(elsewhere, []);
    await page.close();
  },
};
