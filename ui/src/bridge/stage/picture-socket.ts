// The socket on which pictures come: asks for them with a token, acknowledges each, and comes back by itself.
import type { RendererInfo } from '../backend.ts';
import { parsePicture, type Picture } from './i420.ts';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 4_000;

type Options = {
  /** Where they come from; asked anew for each connection, since the program may have changed it. */
  info: () => Promise<RendererInfo>;
  onPicture: (picture: Picture) => void;
  /** Pictures come (`true`), or the connection was lost or could not be made. */
  onState: (up: boolean) => void;
  /** For tests. */
  open?: (url: string) => WebSocket;
};

/**
 * Connects until closed. The program keeps at most two pictures unacknowledged, so a page that cannot keep up gets
 * fewer of them, not later ones.
 */
export class PictureSocket {
  readonly #options: Options;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = FIRST_WAIT;
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
    void this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  async #connect(): Promise<void> {
    let info: RendererInfo;
    try {
      info = await this.#options.info();
    } catch {
      this.#again();
      return;
    }
    if (this.#closed) return;
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(info.url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(info.token);
    socket.onmessage = ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return;
      try {
        this.#options.onPicture(parsePicture(data));
        this.#wait = FIRST_WAIT;
        this.#options.onState(true);
      } catch {
        // One bad picture is skipped; it is acknowledged all the same, or the next would never come.
      }
      if (socket.readyState === WebSocket.OPEN) socket.send('ack');
    };
    // An error is always followed by a close.
    socket.onclose = () => {
      if (this.#socket === socket) this.#socket = null;
      this.#again();
    };
  }

  #again(): void {
    if (this.#closed) return;
    this.#options.onState(false);
    this.#timer = setTimeout(() => void this.#connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }
}
