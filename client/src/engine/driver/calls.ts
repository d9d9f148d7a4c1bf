/** What answers the engine's calls, loaded with the first of them; what each of them needs is in chunks of their own. */
import { liveQuery } from "dexie";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure } from "../api.ts";
import type { Ask, AskedCalls, CallPorts, Lead } from "./asked.ts";
import { loadCards, loadJoining, loadMeeting, loadRecovery } from "./loading.ts";
import type { Driver } from "./runner.ts";

/** How long making cards waits for the relay to have them; they are handed in later otherwise. */
const CARDS_WAIT_MS = 15_000;

/** The calls. */
export function createCalls(ports: CallPorts, ask: Ask): AskedCalls {
  return { ...createJoining(ports, ask), ...createRecovery(ask), ...createMeeting(ask) };
}

/** The calls of {@link loadJoining}. */
type JoiningCall = "found" | "lookUpInvite" | "join" | "makeInviteCards";

function createJoining(ports: CallPorts, ask: Ask): Pick<AskedCalls, JoiningCall> {
  type Joining = Awaited<ReturnType<typeof loadJoining>>;
  const askJoining = <Value>(
    question: (joining: Joining, lead: Lead) => Promise<Result<Value, EngineFailure>>,
  ) => ask(async (lead) => question(await loadJoining(), lead));
  return {
    found: (input) =>
      askJoining((joining, lead) => installing(lead, joining.found(lead.onboarding, input))),
    lookUpInvite: (codeOrQr) =>
      askJoining((joining, { onboarding }) => joining.lookUpInvite(onboarding, codeOrQr)),
    join: (input) =>
      askJoining(async (joining, lead) => {
        const { onboarding, driver } = lead;
        const joined = await installing(lead, joining.join(onboarding, input));
        if (joined.ok && onboarding.replica.identity === undefined)
          driver.send({ type: "joinStored" });
        return joined;
      }),
    makeInviteCards: (households) =>
      askJoining(async (joining, lead) => {
        const cards = await storing(lead, joining.makeInviteCards(lead.onboarding, households));
        if (cards.ok) await untilHandedIn(ports, lead.driver);
        return cards;
      }),
  };
}

/** The calls of {@link loadRecovery}. */
type RecoveryCall =
  | "recoveryState"
  | "makeRecoveryKit"
  | "confirmKitPrinted"
  | "wipeRootSeed"
  | "restore"
  | "takeHousehold"
  | "appoint"
  | "handOver"
  | "stopDevice"
  | "endHousehold"
  | "relays"
  | "lookAtRelay"
  | "startRelay"
  | "stopRelay"
  | "listenTo"
  | "heldReports"
  | "heldForms"
  | "formPoster";

function createRecovery(ask: Ask): Pick<AskedCalls, RecoveryCall> {
  type Recovery = Awaited<ReturnType<typeof loadRecovery>>;
  const askRecovery = <Value>(
    question: (recovery: Recovery, lead: Lead) => Promise<Result<Value, EngineFailure>>,
  ) => ask(async (lead) => question(await loadRecovery(), lead));
  return {
    recoveryState: () => askRecovery((recovery, lead) => recovery.recoveryState(lead.onboarding)),
    makeRecoveryKit: (sheets) =>
      askRecovery((recovery, lead) => recovery.makeRecoveryKit(lead.onboarding, sheets)),
    confirmKitPrinted: () =>
      askRecovery((recovery, lead) => recovery.confirmKitPrinted(lead.onboarding)),
    wipeRootSeed: () => askRecovery((recovery, lead) => recovery.wipeRootSeed(lead.onboarding)),
    restore: (input) =>
      askRecovery((recovery, lead) => installing(lead, recovery.restore(lead.onboarding, input))),
    takeHousehold: (household) =>
      askRecovery((recovery, lead) =>
        withNewKeys(lead, recovery.takeHousehold(lead.onboarding, household)),
      ),
    appoint: (input) =>
      askRecovery((recovery, lead) => withNewKeys(lead, recovery.appoint(lead.onboarding, input))),
    handOver: (input) =>
      askRecovery((recovery, lead) => withNewKeys(lead, recovery.handOver(lead.onboarding, input))),
    stopDevice: (input) =>
      askRecovery((recovery, lead) =>
        withNewKeys(lead, recovery.stopDevice(lead.onboarding, input)),
      ),
    endHousehold: (input) =>
      askRecovery((recovery, lead) =>
        withNewKeys(lead, recovery.endHousehold(lead.onboarding, input)),
      ),
    relays: () => askRecovery((recovery, lead) => recovery.listRelays(lead.onboarding)),
    lookAtRelay: (address) =>
      askRecovery((recovery, lead) => recovery.lookAtRelay(lead.onboarding, address)),
    startRelay: (relay) =>
      askRecovery((recovery, lead) =>
        withNewKeys(lead, recovery.startRelay(lead.onboarding, relay)),
      ),
    stopRelay: (relayKey) =>
      askRecovery((recovery, lead) =>
        withNewKeys(lead, recovery.stopRelay(lead.onboarding, relayKey)),
      ),
    listenTo: (rule) =>
      askRecovery((recovery, lead) => withNewKeys(lead, recovery.listenTo(lead.onboarding, rule))),
    heldReports: () => askRecovery((recovery, lead) => recovery.heldReports(lead.onboarding)),
    heldForms: () => askRecovery((recovery, lead) => recovery.heldForms(lead.onboarding)),
    formPoster: () => askRecovery((recovery, lead) => recovery.formPoster(lead.onboarding)),
  };
}

/** The calls of {@link loadMeeting}. */
type MeetingCall = "showReports" | "showReceipt" | "takeIn" | "packOwed" | "packFile" | "meet";

function createMeeting(ask: Ask): Pick<AskedCalls, MeetingCall> {
  type Meeting = Awaited<ReturnType<typeof loadMeeting>>;
  const askMeeting = <Value>(
    question: (meeting: Meeting, lead: Lead) => Promise<Result<Value, EngineFailure>>,
  ) =>
    ask(async (lead) => {
      const meeting = await loadMeeting();
      // What came goes to a relay, and what a receipt covers goes no more.
      return storing(lead, question(meeting, lead), "tookIn");
    });
  return {
    showReports: (incident) =>
      askMeeting((meeting, lead) => meeting.showReports(lead.onboarding, incident)),
    showReceipt: (ids) => askMeeting((meeting, lead) => meeting.showReceipt(lead.onboarding, ids)),
    takeIn: (input) => askMeeting((meeting, lead) => meeting.takeIn(lead.onboarding, input)),
    packOwed: () => askMeeting((meeting, lead) => meeting.packOwed(lead.onboarding)),
    packFile: () => askMeeting((meeting, lead) => meeting.packFile(lead.onboarding)),
    // A question may store something as well: a receipt, or who was certified elsewhere.
    meet: (question) => askMeeting((meeting, lead) => meeting.meet(lead.onboarding, question)),
  };
}

/** Who may hold which keys has changed: sends that, and wraps keys for hundreds of devices without anybody waiting. [KEY2] */
async function withNewKeys<Answer extends Result<unknown, EngineFailure>>(
  lead: Lead,
  done: Promise<Answer>,
): Promise<Answer> {
  const answer = await storing(lead, done);
  if (!answer.ok) return answer;
  // What breaks off here is made up for by the next contact's service.
  storing(lead, lead.onboarding.replica.wrapKeys()).catch(() => undefined);
  return answer;
}

/** Tells the driver that something was stored, also where the rest then broke: nothing else would look for it. */
function storing<Answer>(
  { driver }: Lead,
  done: Promise<Answer>,
  type: "workStored" | "tookIn" = "workStored",
): Promise<Answer> {
  return done.finally(() => driver.send({ type }));
}

/** The same of what makes this device a member. */
function installing<Answer>({ onboarding, driver }: Lead, done: Promise<Answer>): Promise<Answer> {
  return done.finally(() => {
    if (onboarding.replica.identity !== undefined) driver.send({ type: "becameMember" });
  });
}

async function untilHandedIn({ database, setTimer }: CallPorts, driver: Driver): Promise<void> {
  if (driver.state().connection === "offline") return;
  const { countWaitingCards } = await loadCards();
  await new Promise<void>((resolve) => {
    const callOff = setTimer(CARDS_WAIT_MS, done);
    const watching = liveQuery(() => countWaitingCards(database)).subscribe({
      next: (count) => void (count === 0 && done()),
      error: done,
    });
    function done(): void {
      callOff();
      // The first answer may come before `subscribe` has returned.
      queueMicrotask(() => watching.unsubscribe());
      resolve();
    }
  });
}
