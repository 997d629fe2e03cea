// Chromium calls Chromium on this machine: the peer that our benchmark is held against.
//
//   node tools/chromium_call.mjs SECONDS FILM_A VOICE_A FILM_B VOICE_B
//
// Two browsers of their own, each with its film and voice as camera and microphone, VP8 at 1280x720 and 30 pictures a
// second. Prints one JSON array: per endpoint first_picture_ms (from createOffer), cpu_cores, pss_bytes, fps, freezes.
import { chromium } from 'playwright-core';
import { readFileSync, readdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [seconds, filmA, voiceA, filmB, voiceB] = process.argv.slice(2);
const WARM_MS = 5000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** CPU seconds and PSS of a process and all below it, from /proc. */
function usage(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      parents.set(+name, { parent: +fields[1], cpu: (+fields[11] + +fields[12]) / 100 });
    } catch { /* it has ended meanwhile */ }
  }
  const total = { cpu: 0, pss: 0 };
  const open = [root];
  while (open.length) {
    const pid = open.pop();
    total.cpu += parents.get(pid)?.cpu ?? 0;
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      total.pss += 1024 * +/^Pss:\s+(\d+)/m.exec(rollup)[1];
    } catch { /* it has ended meanwhile */ }
    for (const [child, { parent }] of parents) if (parent === pid) open.push(child);
  }
  return total;
}

/** The browser's own process: the one whose command line names its profile. */
function processOf(profile) {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (line.includes(`--user-data-dir=${profile}`) && !line.includes('--type=')) return +name;
    } catch { /* it has ended meanwhile */ }
  }
  throw new Error('the browser has no process');
}

const server = createServer((_, answer) => {
  answer.setHeader('content-type', 'text/html');
  answer.end('<!doctype html><title>call</title><body><video id="picture" autoplay playsinline></video>');
}).listen(0, '127.0.0.1');
await new Promise((ready) => server.once('listening', ready));

async function endpoint(film, voice) {
  const profile = mkdtempSync(join(tmpdir(), 'peer-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    permissions: ['camera', 'microphone'],
    viewport: { width: 1280, height: 760 },
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--allow-loopback-in-peer-connection',
      '--disable-features=WebRtcHideLocalIpsWithMdns', '--autoplay-policy=no-user-gesture-required', '--disable-renderer-backgrounding',
      '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
      `--use-file-for-fake-video-capture=${film}`, `--use-file-for-fake-audio-capture=${voice}`,
    ],
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(`http://localhost:${server.address().port}/`);
  await page.evaluate(async () => {
    const pc = (window.pc = new RTCPeerConnection());
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 30 }, audio: true });
    for (const track of stream.getTracks()) {
      const sender = pc.addTrack(track, stream);
      if (track.kind !== 'video') continue;
      const codecs = RTCRtpSender.getCapabilities('video').codecs;
      const transceiver = pc.getTransceivers().find((t) => t.sender === sender);
      transceiver.setCodecPreferences([
        ...codecs.filter((c) => c.mimeType === 'video/VP8'), ...codecs.filter((c) => /rtx|red$|ulpfec/i.test(c.mimeType)),
      ]);
    }
    pc.ontrack = ({ track, streams }) => {
      const picture = document.getElementById('picture');
      picture.srcObject = streams[0];
      if (track.kind === 'video') picture.requestVideoFrameCallback(() => (window.first = Date.now()));
    };
  });
  return { browser, page, profile, pid: processOf(profile) };
}

const gathered = `new Promise((done) => { if (pc.iceGatheringState === 'complete') done(); else pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && done(); })`;
const inbound = () => pc.getStats().then((all) => {
  const found = [...all.values()].find((s) => s.type === 'inbound-rtp' && s.kind === 'video') ?? {};
  return { frames: found.framesDecoded ?? 0, freezes: found.freezeCount ?? 0, at: Date.now() };
});

const ends = [await endpoint(filmA, voiceA), await endpoint(filmB, voiceB)];
try {
  const [a, b] = ends.map((e) => e.page);
  await pause(1000);
  const began = Date.now();
  const offer = await a.evaluate(`(async () => { await pc.setLocalDescription(await pc.createOffer()); await ${gathered}; return pc.localDescription.sdp; })()`);
  const answer = await b.evaluate(`(async () => { await pc.setRemoteDescription({ type: 'offer', sdp: ${JSON.stringify(offer)} }); await pc.setLocalDescription(await pc.createAnswer()); await ${gathered}; return pc.localDescription.sdp; })()`);
  await a.evaluate((sdp) => pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  await Promise.all([a, b].map((page) => page.waitForFunction(() => window.first, null, { timeout: 20_000 })));
  await pause(WARM_MS);
  const before = await Promise.all(ends.map(async (e) => ({ used: usage(e.pid), media: await e.page.evaluate(inbound) })));
  await pause(1000 * +seconds);
  const after = await Promise.all(ends.map(async (e) => ({ used: usage(e.pid), media: await e.page.evaluate(inbound), first: await e.page.evaluate(() => window.first) })));
  console.log(JSON.stringify(ends.map((_, i) => {
    const took = (after[i].media.at - before[i].media.at) / 1000;
    return {
      first_picture_ms: after[i].first - began,
      cpu_cores: (after[i].used.cpu - before[i].used.cpu) / took,
      pss_bytes: after[i].used.pss,
      fps: (after[i].media.frames - before[i].media.frames) / took,
      freezes: after[i].media.freezes - before[i].media.freezes,
    };
  })));
} finally {
  await Promise.all(ends.map((e) => e.browser.close()));
  for (const { profile } of ends) rmSync(profile, { recursive: true, force: true });
  server.close();
}
