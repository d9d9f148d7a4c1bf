/**
 * The demo with neighbours: a relay, an association of real replicas, one incident, and afterwards a search for what the
 * relay must not know.
 */
import type { EngineRemote } from "@tomoshibi/client/engine/api.ts";
import { demoFounder, demoHouseholds } from "@tomoshibi/client/features/demo/names.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import type { RelayUnderTest } from "../browser/support/relay.ts";
import { type Finding, type Haystack, filesIn, findSecrets, placeTexts } from "./blindness.ts";
import { type Part, type Proportions, castOf, householdsOf } from "./cast.ts";
import type { Network } from "./device.ts";
import { INCIDENT_TITLE, countsOf, letThemAnswer, openIncident } from "./drill.ts";
import { TEXTS, type Town, foundTown, visitorIndex } from "./town.ts";

/** What the demo tells while it runs. */
export interface DemoListener {
  joined(devices: number, of: number): void;
  /** Cards for visitors with a browser: of a household that stays silent, and of the officer's own. */
  ready(cards: {
    readonly resident: string;
    readonly officer: string;
    readonly mark: string;
  }): void;
  counts(counts: Counts): void;
}

/** A demo that has run; the officer's device goes on. */
export interface RunDemo {
  readonly town: Town;
  readonly counts: Counts;
  /** Everything the devices sent to the relay. */
  readonly sent: Haystack;
  /** Whom, what and where the relay must not know. */
  readonly secrets: readonly (string | Buffer)[];
  readonly incident: IncidentId;
  stop(): void;
}

/** How often the board is looked at, and visitors are. */
const LOOK_MS = 1_000;

/** Runs the demo through a relay. Units: the neighbours answer over `seconds`. */
export async function runDemo(
  relay: Pick<RelayUnderTest, "url">,
  options: {
    readonly proportions: Proportions;
    readonly seconds: number;
    readonly isDrill: boolean;
  },
  listener: DemoListener,
): Promise<RunDemo> {
  const count = householdsOf(options.proportions);
  const sent: Buffer[] = [];
  const network = recordingNetwork(relay.url, sent);
  const town = await foundTown(network, count, (joined) => listener.joined(joined, count));
  const { officer, neighbours } = town;
  const visitor = neighbours[visitorIndex(count)];
  const founder = neighbours[0];
  if (visitor === undefined || founder === undefined) throw new Error("an association has members");
  const cast = castOf(options.proportions, visitorIndex(count));
  const incident = await openIncident(officer, options.isDrill);
  listener.ready({
    resident: visitor.card.code,
    officer: founder.card.code,
    mark: visitor.household.mark,
  });
  const looking = setInterval(() => {
    void countsOf(officer, incident).then((counts) => counts && listener.counts(counts));
    void appointVisitors(town).catch(() => undefined);
  }, LOOK_MS);
  await letThemAnswer(town, { incident, cast, seconds: options.seconds });
  const counts = await countsOf(officer, incident);
  if (counts === undefined) throw new Error("the board has counts");
  return {
    ...{ town, counts, incident },
    get sent() {
      return { name: "what was sent to the relay", bytes: Buffer.concat(sent) };
    },
    secrets: secretsOf(town, cast),
    stop() {
      clearInterval(looking);
      for (const { device } of neighbours) device.sleep();
    },
  };
}

/** Looks for the secrets in a stopped relay's folder, in its output and in what was sent to it. [REL8] */
export function searchRelay(
  { dataDir, output }: Pick<RelayUnderTest, "dataDir" | "output">,
  { sent, secrets }: Pick<RunDemo, "sent" | "secrets">,
): readonly Finding[] {
  const log = { name: "what the relay printed", bytes: Buffer.from(output()) };
  return findSecrets([...filesIn(dataDir), log, sent], secrets);
}

/** Node's fetch, which keeps what devices send. */
function recordingNetwork(relayUrl: string, sent: Buffer[]): Network {
  return {
    relayUrl,
    fetch(url, init) {
      sent.push(Buffer.from(decodeURIComponent(url)));
      if (init.body instanceof Uint8Array) sent.push(Buffer.from(init.body));
      return fetch(url, init);
    },
  };
}

/** Names whole and in parts, readings, comments, places, titles, and the codes of cards. */
function secretsOf({ neighbours }: Town, cast: readonly Part[]): readonly (string | Buffer)[] {
  const people = [
    demoFounder(),
    ...demoHouseholds().map(({ name, kana }) => ({ text: name, kana })),
  ];
  const names = people
    .slice(0, neighbours.length)
    .flatMap(({ text, kana }) => [text, kana])
    .flatMap((name) => [name, name.replace(" ", ""), ...name.split(" ")]);
  const said = cast.flatMap((part) =>
    part.type === "answer"
      ? [part.comment, ...(part.place === undefined ? [] : placeTexts(part.place))]
      : [],
  );
  const codes = neighbours.flatMap(({ card: { code } }) => [
    code,
    code.replaceAll(/[^0-9A-Z]/gi, ""),
  ]);
  return [...names, ...said, ...Object.values(TEXTS), INCIDENT_TITLE, ...codes];
}

/** Whoever joins by the officer's own card becomes an officer, by the founder's word: so the board opens in a browser. */
async function appointVisitors({ officer, neighbours }: Town): Promise<void> {
  const own = (await officer.database.profile.get("me"))?.device;
  const household = neighbours[0]?.household.number;
  if (own === undefined || household === undefined) return;
  const guests = await officer.database.devices.where({ household }).toArray();
  const appoint: EngineRemote["appoint"] = (input) => officer.engine().appoint(input);
  for (const { device, roles, isConfirmed } of guests) {
    if (device === own || roles.includes("officer")) continue;
    if (isConfirmed) await appoint({ device, role: "officer" });
    else await officer.submit({ type: "confirmDevices", devices: [device] });
  }
}
