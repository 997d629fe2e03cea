// Opens every story in Chromium, in two languages (one of them right to left), two sizes and two appearances; fails where
// axe finds a violation, where text is cut off or where the page complains; keeps a picture of each.
//
//   npm run test:screen                     all
//   npm run test:screen -- meeting          stories whose name contains it
//   npm run test:screen -- --checks         only what is done rather than shown
//   npm run test:screen -- --lang=fr,ru --size=1280x800 --theme=light desk
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { clipped, misplaced } from './checks.mjs';
import { behaviour } from './behaviour.mjs';
import { bundle } from './bundle.mjs';
import { desk } from './desk.mjs';
import { pictures } from './pictures.mjs';
import { CHROMIUM, serveStories } from './serve.mjs';

const NOW = Date.parse('2026-12-01T09:04:07Z');
const out = fileURLToPath(new URL('../../screenshots/', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {string} name @param {string} standard */
const option = (name, standard) =>
  (process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3) ?? standard).split(',');
const wanted = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const languages = option('lang', 'en,ar');
// The last is the smallest window at twice its size (WCAG 2.2, 1.4.4): the scheduling desk is looked at there as well.
const ZOOMED = '640x400';
const sizes = option('size', `1280x800,1920x1080,${ZOOMED}`);
const themes = option('theme', 'light,dark');
const contrast = process.argv.includes('--contrast');
const whole = wanted.length === 0 && process.argv.length === 2;
const only = process.argv.includes('--checks');

const server = await serveStories();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'] });
/** @type {string[]} */
const failures = [];
let passed = 0;

/** Said at once: the whole takes minutes. @param {string} failure */
function fail(failure) {
  failures.push(failure);
  console.error(failure);
}

if (whole) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

/** Two times by keyboard, one by drag. @param {import('playwright-core').Page} page */
async function chooseTimes(page) {
  const cell = (/** @type {number} */ day, /** @type {number} */ row) => page.locator(`[data-day="${day}"][data-row="${row}"]`);
  await cell(0, 28).focus();
  await page.keyboard.press('Enter');
  await cell(2, 26).click();
  await cell(2, 26).dragTo(cell(3, 28));
}

/** The page of the meeting that a story is of. @param {import('playwright-core').Page} page @param {string} name */
async function turnTo(page, name) {
  if (name === 'plans-list') {
    // With all that a round can tell.
    await page.locator('button:has(.lucide-mail-search)').click();
    await page.locator('[role="alert"]').waitFor();
  }
  if (name === 'plans-invited') {
    // An answer is being written: another time.
    await page.locator('li.plan-card').nth(1).locator('button:has(.lucide-clock)').click();
  }
  if (name === 'plans-list' || name === 'plans-empty' || name === 'plans-invited') return;
  await page.locator('li.plan-card button').last().click();
  const tab = /** @type {Record<string, string>} */ ({
    'plans-agenda': 'agenda', 'plans-invite': 'invite', 'plans-lacking': 'invite', 'plans-lame': 'invite', 'plans-answers': 'answers',
    'plans-day': 'day', 'plans-late': 'day', 'plans-before': 'day',
  })[name];
  if (tab) await page.locator(`[role="tab"][id$="-${tab}"]`).click();
  await page.locator('[role="tabpanel"] .plan-card').first().waitFor();
  if (name === 'plans-invite') {
    // With the links, which are longer than any line.
    await page.locator('button:has(.lucide-link)').click();
    await page.locator('section code').first().waitFor();
  }
  if (name === 'plans-lame') {
    await page.locator('button.primary').click();
    await page.locator('[role="alert"]').waitFor();
  }
}

/** @param {import('playwright-core').Page} page @param {string} label @param {string[]} complaints */
async function examine(page, label, complaints) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(60);
  const found = [...complaints];
  found.push(...(await page.evaluate(clipped)), ...(await page.evaluate(misplaced)));
  const result = await page.evaluate(async () => {
    // @ts-expect-error axe was put into the page
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      (/** @type {any} */ each) => `${each.id}: ${each.help}: ${each.nodes.map((/** @type {any} */ node) => `${node.html.slice(0, 140)} ${(node.any[0]?.message ?? '').slice(0, 160)}`).slice(0, 3).join(' | ')}`,
    );
  });
  found.push(...result);
  await page.screenshot({ path: `${out}${label}.png` });
  if (found.length === 0) passed += 1;
  else for (const each of found) fail(`${label}: ${each}`);
}

try {
  const first = await browser.newPage();
  await first.goto(server.url);
  const names = await first.$$eval('a', (links) => links.map((link) => link.textContent ?? ''));
  await first.close();
  /** @type {{ name: string, open?: string }[]} */
  const stories = [
    // Those of identity and keys are of a page that has to be opened.
    ...names.filter((name) => !/^(identity|ministry|scheduling|plans|settings)-/.test(name)).map((name) => ({ name })),
    { name: 'desk-due', open: 'settings' },
    { name: 'desk-due', open: 'keys' },
    { name: 'meeting-share', open: 'page' },
    { name: 'meeting', open: 'people' },
    { name: 'meeting-trust', open: 'people' },
    { name: 'meeting-trust', open: 'encryption' },
    { name: 'meeting-alone', open: 'encryption' },
    { name: 'meeting-suspended', open: 'encryption' },
    { name: 'meeting-log-saved', open: 'encryption' },
    { name: 'meeting', open: 'remove' },
    ...names.filter((name) => name.startsWith('identity-')).map((name) => ({ name, open: 'identity' })),
    ...['', 'new', 'certify'].map((step) => ({ name: 'ministry-office', open: step === '' ? 'ministry' : `ministry-${step}` })),
    ...names.filter((name) => name.startsWith('settings-')).map((name) => ({ name, open: 'desk' })),
    ...names.filter((name) => name.startsWith('scheduling-')).map((name) => ({ name, open: 'scheduling' })),
    ...names.filter((name) => name.startsWith('plans-')).map((name) => ({ name, open: 'plans' })),
  ];
  if (names.length < 10) throw new Error('the stories are not there');

  for (const size of only ? [] : sizes) {
    const [width = 1280, height = 800] = size.split('x').map(Number);
    for (const theme of themes) {
      for (const language of languages) {
        const context = await browser.newContext({
          viewport: { width, height },
          reducedMotion: 'reduce',
          contrast: contrast ? 'more' : 'no-preference',
          timezoneId: 'Asia/Jakarta',
          bypassCSP: false,
        });
        await context.addInitScript({ content: axe });
        const page = await context.newPage();
        /** @type {string[]} */
        let complaints = [];
        page.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
        });
        page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
        await page.clock.setFixedTime(NOW);
        for (const { name, open } of stories) {
          const label = `${name}${open ? `-${open}` : ''}-${language}-${theme}-${width}${contrast ? '-contrast' : ''}`;
          if (wanted.length > 0 && !wanted.some((each) => `${name}${open ? `-${open}` : ''}`.includes(each))) continue;
          if (size === ZOOMED && !process.argv.some((each) => each.startsWith('--size=')) && !/^plans-/.test(name)) continue;
          complaints = [];
          try {
            const page_of = open?.startsWith('ministry') ? 'ministry' : open;
            const opened = ['settings', 'keys', 'identity', 'ministry', 'desk', 'scheduling', 'plans'].includes(page_of ?? '') ? `&open=${page_of}` : '';
            await page.goto(`${server.url}?story=${name}&lang=${language}&theme=${theme}${opened}${name === 'plans-answers' ? '&place=stands' : ''}`);
            await page.waitForSelector(`html[lang="${language}"] h1`);
            if (open === 'people' || open === 'remove') await page.keyboard.press('p');
            if (open === 'page') await page.keyboard.press('f');
            if (open === 'encryption') await page.keyboard.press('e');
            if (open === 'remove') await page.locator('aside li button').first().click();
            // The second button makes a root, the first opens one; then the first of the second part chooses a request.
            if (open === 'ministry-new') await page.locator('section[aria-labelledby="office-root"] > .actions button').nth(1).click();
            if (open === 'ministry-certify') {
              await page.locator('section[aria-labelledby="office-root"] > .actions button').first().click();
              await page.locator('section[aria-labelledby="office-certify"] > button').click();
              await page.locator('section[aria-labelledby="office-certify"] form').waitFor();
              // What was pressed was brought into view, under the tabs that stay: from the top again.
              await page.locator('dialog .body').evaluate((body) => body.scrollTo(0, 0));
            }
            // A week in which the clocks change.
            // Where a calendar can come from.
            if (name === 'scheduling-clocks') await page.locator('section[aria-labelledby="busy-title"] button').first().click();
            if (name === 'scheduling-clocks') await page.locator('input[type="date"]').fill('2027-03-10');
            if (name === 'scheduling-two') await chooseTimes(page);
            if (open === 'plans') await turnTo(page, name);
            await examine(page, label, complaints);
          } catch (error) {
            fail(`${label}: ${error instanceof Error ? error.message : String(error)}`);
          }
        }
        await context.close();
      }
    }
  }
  if (whole || only) {
    for (const [name, check] of Object.entries({ ...behaviour, ...desk, ...pictures, ...bundle })) {
      try {
        await check(browser, server.url);
        passed += 1;
      } catch (error) {
        fail(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
} finally {
  await browser.close();
  server.close();
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
