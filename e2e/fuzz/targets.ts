/** All that is fuzzed, made from one cast. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initializeDocuments } from "@tomoshibi/shared/documents/automerge.ts";
import { type AdmissionPlant, admissionTarget } from "./admission-target.ts";
import { type ApplyPlant, applyTargets, createViewer } from "./apply-target.ts";
import { createCast, writeHistory } from "./corpus.ts";
import { wireTargets } from "./decoders-base.ts";
import { checkpointTargets } from "./decoders-checkpoints.ts";
import { documentTargets, writeRoster } from "./decoders-documents.ts";
import { formTargets } from "./decoders-forms.ts";
import { httpTargets } from "./decoders-http.ts";
import { nameTargets } from "./decoders-names.ts";
import { meetingTargets } from "./decoders-meeting.ts";
import { nearTargets } from "./decoders-near.ts";
import { peopleTargets } from "./decoders-people.ts";
import { createForge } from "./forge.ts";
import { createRememberingVerifier } from "./remembering-verifier.ts";
import type { Target } from "./target.ts";

/** Faults put in on purpose, where the whole of something is under test. */
export interface Plants {
  readonly admission?: AdmissionPlant;
  readonly apply?: ApplyPlant;
}

/** Makes all targets. */
export async function createTargets(plants: Plants = {}): Promise<readonly Target[]> {
  await loadDocuments();
  const verifySignature = createRememberingVerifier();
  const ports = { verifySignature, loadDocuments };
  const cast = await createCast();
  const viewers = [
    await createViewer(cast, "an officer", cast.officer, ports),
    await createViewer(cast, "a resident", cast.family[1], ports),
  ];
  const changes = writeRoster();
  const history = writeHistory(cast, changes);
  const forge = createForge(cast, history, changes);
  return [
    ...wireTargets(cast, history),
    ...nameTargets(cast),
    ...(await peopleTargets(cast)),
    ...meetingTargets(cast, history),
    ...nearTargets(cast),
    ...checkpointTargets(cast),
    ...formTargets(cast),
    ...(await httpTargets(cast, history)),
    ...documentTargets(),
    admissionTarget(forge, verifySignature, plants.admission),
    ...applyTargets({ forge, viewers, ...ports, ...(plants.apply && { plant: plants.apply }) }),
  ];
}

async function loadDocuments(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(file));
}
