/** はじめにすること on the desk: stays until all of it is done or an officer closes it. */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useEffect, useState } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIncidents } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button, Link } from "../../ui/button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Stack } from "../../ui/surface.tsx";
import { RecoveryReminder } from "../recovery/recovery-reminder.tsx";
import { useRecoveryState } from "../recovery/use-recovery-state.ts";
import {
  type FirstFacts,
  type FirstStep,
  firstSteps,
  householdsOf,
  isListClosed,
  rememberClosed,
} from "./first-steps.ts";

/** The list, and the way to close it. */
export interface FirstList {
  readonly steps: readonly FirstStep[];
  /** Halls not among them. */
  readonly households: number;
  readonly close: () => void;
}

/** null: nothing of it is left to show; undefined while that is being read. */
export function useFirstList(): FirstList | null | undefined {
  const { database, replica, isDemo } = useReplica();
  const { state } = useRecoveryState();
  const households = useLiveQuery(() => database.households.toArray(), [database]);
  const devices = useLiveQuery(() => database.devices.toArray(), [database]);
  const drills = useIncidents()?.filter(({ isDrill }) => isDrill).length;
  const [isClosed, setIsClosed] = useState(() => isListClosed(webStorage(), replica));
  const isKitPrinted = state && state.kitPrintedAtMs !== undefined;
  const facts = { isKitPrinted, households, devices, drills };
  const steps = isKnown(facts) ? firstSteps(facts) : undefined;
  const isAllDone = steps?.every(({ isDone }) => isDone) === true;
  useEffect(() => {
    if (isAllDone) rememberClosed(webStorage(), replica);
  }, [isAllDone, replica]);
  if (isDemo || isClosed || isAllDone) return null;
  if (steps === undefined) return undefined;
  const close = (): void => {
    rememberClosed(webStorage(), replica);
    setIsClosed(true);
  };
  return { steps, households: householdsOf(households ?? []).length, close };
}

/** Whether all of it was read: half of it would tick what is not done. */
function isKnown(facts: {
  readonly [Fact in keyof FirstFacts]: FirstFacts[Fact] | undefined;
}): facts is FirstFacts {
  return Object.values(facts).every((fact) => fact !== undefined);
}

/** First that losing one telephone would lose the association, then the steps, those that are done ticked. [KEY4] */
export function FirstSteps({ list }: { readonly list: FirstList }): ReactElement {
  const t = useMessages(deskMessages);
  const { steps, households, close } = list;
  const isNew = households <= 1;
  const textOf = ({ name }: FirstStep): string =>
    name === "first2" && !isNew ? t("firstCount", { step: t(name), count: households }) : t(name);
  return (
    <section aria-labelledby="first-steps">
      <Stack>
        <h2 id="first-steps">{t(isNew ? "firstTitle" : "firstWhat")}</h2>
        <RecoveryReminder />
        {isNew && <p>{t("firstWhat")}</p>}
        <ol className="desk-first">
          {steps.map((step) => (
            <li key={step.name}>
              <Link href={step.href}>
                {step.isDone ? t("firstDone", { step: textOf(step) }) : textOf(step)}
                {step.isDone && <Icon name="tick" />}
              </Link>
            </li>
          ))}
        </ol>
        {!isNew && <Button onClick={close}>{t("firstClose")}</Button>}
      </Stack>
    </section>
  );
}
