/**
 * A connection to a device in the same network, by the browser's WebRTC: two codes from hand to hand, no server, and no address
 * but those of this network. [MEET2]
 */
import {
  type SessionFacts,
  type Signal,
  factsOf,
  sdpOf,
} from "@tomoshibi/shared/meeting/signal.ts";
import type { MeetingChannel } from "./run-meeting.ts";

/** One end, from its code on. */
export interface NearLink {
  /** For the own code. */
  readonly facts: SessionFacts;
  readonly channel: MeetingChannel;
  /** Resolves when the other side is there. */
  readonly opened: Promise<void>;
  /** Who showed the first code hands in the second. Errors: rejects when the browser finds fault with it. */
  accept(answer: Signal): Promise<void>;
  close(): void;
}

/** How long the browser may look for its own addresses; what it found until then goes into the code. */
const GATHERING_MS = 3_000;

/** Tells whether this browser can connect to devices at all. */
export function canConnect(): boolean {
  return typeof RTCPeerConnection === "function";
}

/**
 * Begins a connection: with the first code, or in answer to one.
 *
 * Errors: rejects when the browser finds fault with the code; undefined when this device is in no network.
 */
export async function openLink(offer?: Signal): Promise<NearLink | undefined> {
  // No server is asked for an address: none is needed in one network, and none may be there.
  const connection = new RTCPeerConnection({ iceServers: [] });
  const data = connection.createDataChannel("tomoshibi", { negotiated: true, id: 0 });
  data.binaryType = "arraybuffer";
  const close = (): void => connection.close();
  try {
    const facts = await describe(connection, offer);
    if (facts === undefined || facts.addresses.length === 0) {
      close();
      return undefined;
    }
    return {
      facts,
      channel: channelOf(connection, data),
      opened: new Promise((resolve) => {
        if (data.readyState === "open") resolve();
        else data.addEventListener("open", () => resolve(), { once: true });
      }),
      accept: (answer) => connection.setRemoteDescription({ type: "answer", sdp: sdpOf(answer) }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function describe(
  connection: RTCPeerConnection,
  offer: Signal | undefined,
): Promise<SessionFacts | undefined> {
  const letGo = await holdCamera();
  try {
    if (offer !== undefined)
      await connection.setRemoteDescription({ type: "offer", sdp: sdpOf(offer) });
    await connection.setLocalDescription();
    await gathered(connection);
  } finally {
    letGo();
  }
  return factsOf(connection.localDescription?.sdp ?? "");
}

/**
 * Asks for the camera before the addresses are looked for: browsers give a page that may use it the device's own addresses, and
 * others a name that not every network can resolve. It is needed for the second code anyway; without it the name has to do.
 */
async function holdCamera(): Promise<() => void> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    return () => {
      for (const track of stream.getTracks()) track.stop();
    };
  } catch {
    return () => undefined;
  }
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHERING_MS);
    const look = (): void => {
      if (connection.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    };
    connection.addEventListener("icegatheringstatechange", look);
    look();
  });
}

/** What comes before anybody listens waits: who answered may be heard before this side knows that it is connected. */
function channelOf(connection: RTCPeerConnection, data: RTCDataChannel): MeetingChannel {
  let listener: Parameters<MeetingChannel["listen"]>[0] | undefined;
  const early: Uint8Array[] = [];
  data.addEventListener("message", ({ data: content }: MessageEvent<unknown>) => {
    // A text is no fragment, and as little as nothing is.
    const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : new Uint8Array(0);
    if (listener === undefined) early.push(bytes);
    else listener.onBytes(bytes);
  });
  data.addEventListener("close", () => listener?.onClosed());
  connection.addEventListener("connectionstatechange", () => {
    if (connection.connectionState === "failed") listener?.onClosed();
  });
  return {
    send: (bytes) => data.send(new Uint8Array(bytes)),
    listen(heard) {
      listener = heard;
      for (const bytes of early.splice(0)) heard.onBytes(bytes);
    },
    close: () => connection.close(),
  };
}
