// The picture socket against a program that is played here: token, credits, colours, a broken message, a lost connection.
import assert from 'node:assert/strict';
import { WebSocketServer } from 'ws';

const TOKEN = 'a-token-of-this-test';

/** One picture of one colour. @param {number} width @param {number} height @param {[number, number, number]} yuv */
function picture(width, height, [y, u, v], sequence = 0) {
  const size = width * height;
  const bytes = Buffer.alloc(12 + size * 1.5);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt16LE(width, 2);
  bytes.writeUInt16LE(height, 4);
  bytes.writeUInt32LE(sequence, 8);
  bytes.fill(y, 12, 12 + size);
  bytes.fill(u, 12 + size, 12 + size * 1.25);
  bytes.fill(v, 12 + size * 1.25);
  return bytes;
}
/** @type {Record<string, { yuv: [number, number, number], rgb: [number, number, number] }>} */
const COLOURS = {
  red: { yuv: [81, 90, 240], rgb: [255, 0, 0] },
  green: { yuv: [145, 54, 34], rgb: [0, 255, 0] },
  blue: { yuv: [41, 240, 110], rgb: [0, 0, 255] },
  white: { yuv: [235, 128, 128], rgb: [255, 255, 255] },
};

/** @param {(socket: import('ws').WebSocket, messages: string[]) => void} onConnection */
async function program(onConnection) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((done) => server.once('listening', () => done(undefined)));
  server.on('connection', (socket) => {
    /** @type {string[]} */
    const messages = [];
    socket.on('message', (data) => messages.push(String(data)));
    onConnection(socket, messages);
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { server, url: `ws://127.0.0.1:${address.port}/` };
}

/** @param {() => boolean} condition @param {string} what */
async function until(condition, what) {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** The colour in the middle of the stage. @param {import('playwright-core').Page} page */
const middle = (page) =>
  page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const pixel = canvas?.getContext('2d')?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
    return { pixel: pixel ? [...pixel].slice(0, 3) : [], width: canvas?.width, height: canvas?.height };
  });

/** @type {Record<string, (browser: import('playwright-core').Browser, url: string) => Promise<void>>} */
export const pictures = {
  'pictures come by the socket, one acknowledgement each, in their colours': async (browser, url) => {
    /** @type {string[]} */
    let messages = [];
    /** @type {import('ws').WebSocket | undefined} */
    let socket;
    const { server, url: pictureUrl } = await program((connected, said) => {
      socket = connected;
      messages = said;
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${url}?story=meeting&pictures=${encodeURIComponent(pictureUrl)}&token=${TOKEN}`);
    await until(() => messages.length === 1, 'the token');
    assert.deepEqual(messages, [TOKEN]);
    await page.waitForFunction(() => /** @type {any} */ (globalThis).lastLayout?.tiles.length === 2);
    const { width, height } = await page.evaluate(() => /** @type {any} */ (globalThis).lastLayout);
    let sent = 0;
    for (const [name, { yuv, rgb }] of Object.entries(COLOURS)) {
      socket?.send(picture(width, height, yuv, sent));
      sent += 1;
      await until(() => messages.length === 1 + sent, `the acknowledgement of ${name}`);
      const seen = await middle(page);
      assert.deepEqual([seen.width, seen.height], [width, height]);
      const off = Math.max(...rgb.map((each, index) => Math.abs(each - (seen.pixel[index] ?? -999))));
      assert.ok(off <= 2, `${name}: ${seen.pixel}`);
    }
    // What is no picture is skipped, not shown, and does not end it.
    socket?.send(Buffer.alloc(5));
    sent += 1;
    await until(() => messages.length === 1 + sent, 'the acknowledgement of nonsense');
    socket?.send(picture(64, 36, [81, 90, 240]));
    sent += 1;
    await until(() => messages.length === 1 + sent, 'the picture after it');
    assert.equal((await middle(page)).width, 64);
    assert.ok(messages.slice(1).every((each) => each === 'ack'));
    await page.close();
    server.close();
  },

  'a lost picture connection is said, mends itself, and is no longer said': async (browser, url) => {
    let connections = 0;
    let refuse = false;
    const { server, url: pictureUrl } = await program((socket) => {
      connections += 1;
      if (refuse) socket.terminate();
      else socket.send(picture(64, 36, [81, 90, 240]));
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${url}?story=meeting&pictures=${encodeURIComponent(pictureUrl)}&token=${TOKEN}`);
    await until(() => connections === 1, 'the first connection');
    refuse = true;
    for (const client of server.clients) client.terminate();
    await page.getByText('The pictures cannot be shown at present').waitFor({ timeout: 10_000 });
    refuse = false;
    await page.getByText('The pictures cannot be shown at present').waitFor({ state: 'detached', timeout: 10_000 });
    await page.close();
    server.close();
  },
};
