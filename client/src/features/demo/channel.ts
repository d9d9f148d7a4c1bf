/** How the demo's two views find each other: the officer's makes a card, the resident's joins with it. Same browser, same origin. */

/** What the two views say to each other. */
export type DemoMessage =
  | { readonly type: "cardWanted" }
  | {
      readonly type: "card";
      readonly code: string;
      readonly group: number;
      readonly representative: string;
    };

/** The demo's channel. */
export interface DemoChannel {
  readonly send: (message: DemoMessage) => void;
  readonly close: () => void;
}

/** Opens it; whatever is no message of ours is ignored. */
export function openDemoChannel(onMessage: (message: DemoMessage) => void): DemoChannel {
  const channel = new BroadcastChannel("tomoshibi-demo");
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (isDemoMessage(data)) onMessage(data);
  });
  return { send: (message) => channel.postMessage(message), close: () => channel.close() };
}

function isDemoMessage(data: unknown): data is DemoMessage {
  return (
    typeof data === "object" &&
    data !== null &&
    "type" in data &&
    (data.type === "cardWanted" || data.type === "card")
  );
}
