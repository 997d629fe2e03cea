// The local socket for pictures: token, credits, coming back.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureSocket } from './picture-socket.ts';

class FakeSocket {
  static all: FakeSocket[] = [];
  binaryType = '';
  readyState = 1;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(): void {
    this.onclose?.();
  }
}

const good = (): ArrayBuffer => {
  const buffer = new ArrayBuffer(12 + 6);
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setUint16(2, 2, true);
  view.setUint16(4, 2, true);
  return buffer;
};

describe('PictureSocket', () => {
  const onPicture = vi.fn();
  const onState = vi.fn();
  const info = vi.fn(async () => ({ url: 'ws://127.0.0.1:9', token: 'secret' }));
  const open = (): PictureSocket =>
    new PictureSocket({ info, onPicture, onState, open: (url) => new FakeSocket(url) as unknown as WebSocket });

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.all = [];
    onPicture.mockReset();
    onState.mockReset();
    info.mockClear();
  });
  afterEach(() => vi.useRealTimers());

  it('says the token, then acknowledges each picture after it was taken', async () => {
    open();
    await vi.advanceTimersByTimeAsync(0);
    const [socket] = FakeSocket.all;
    socket?.onopen?.();
    expect(socket?.sent).toEqual(['secret']);
    onPicture.mockImplementation(() => expect(socket?.sent).toEqual(['secret']));
    socket?.onmessage?.({ data: good() });
    expect(onPicture).toHaveBeenCalledOnce();
    expect(socket?.sent).toEqual(['secret', 'ack']);
    expect(onState).toHaveBeenLastCalledWith(true);
  });

  it('skips what is no picture, and asks for the next all the same', async () => {
    open();
    await vi.advanceTimersByTimeAsync(0);
    const [socket] = FakeSocket.all;
    socket?.onopen?.();
    socket?.onmessage?.({ data: new ArrayBuffer(3) });
    expect(onPicture).not.toHaveBeenCalled();
    expect(socket?.sent).toEqual(['secret', 'ack']);
    socket?.onmessage?.({ data: 'words' });
    expect(socket?.sent).toEqual(['secret', 'ack']);
  });

  it('comes back by itself, more and more slowly, and asks where anew', async () => {
    open();
    await vi.advanceTimersByTimeAsync(0);
    FakeSocket.all[0]?.onclose?.();
    expect(onState).toHaveBeenLastCalledWith(false);
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.all[1]?.onclose?.();
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSocket.all).toHaveLength(3);
    expect(info).toHaveBeenCalledTimes(3);
  });

  it('tries again where the program cannot say where', async () => {
    info.mockRejectedValueOnce(new Error('not yet'));
    open();
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.all).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(250);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('stays closed once closed', async () => {
    const socket = open();
    await vi.advanceTimersByTimeAsync(0);
    socket.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
