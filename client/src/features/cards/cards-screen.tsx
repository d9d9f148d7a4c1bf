/**
 * 招待の紙: choose households, make cards, print them. The codes are secrets: they live in memory only (held-cards.tsx), never in
 * storage, a URL or a log.
 */
import { type ReactElement, useState } from "react";
import type { EngineFailure, HouseholdView } from "../../engine/api.ts";
import { cardsMessages } from "../../i18n/ja/cards.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { useHouseholds } from "../../screen/roster-query.ts";
import { UnreachableNotice } from "../../screen/unreachable-notice.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice, SelectField } from "../../ui/field.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { locked } from "../desk/locked.tsx";
import { CardSheet, type CardSize } from "./card-sheet.tsx";
import { HoldsCards, useHeldCards } from "./held-cards.tsx";
import "./cards.css";

const LockedCards = locked(Cards);

/** Behind the lock, as every screen that shows names; leaving the screen forgets the codes, hiding it does not. */
export function CardsScreen(): ReactElement {
  return (
    <HoldsCards>
      <LockedCards />
    </HoldsCards>
  );
}

function Cards(): ReactElement {
  const t = useMessages(cardsMessages);
  const { engine } = useReplica();
  const households = useHouseholds();
  const [choice, setChoice] = useState("all");
  const [size, setSize] = useState<CardSize>("a6");
  const { working, cards, guard, begin, finish, print } = useHeldCards();
  const [problem, setProblem] = useState<EngineFailure>();
  const [isAsking, setIsAsking] = useState(false);
  const chosen = chooseHouseholds(households ?? [], choice);
  const again = chosen.filter(({ cardMadeAtMs }) => cardMadeAtMs !== undefined).length;

  const make = async (): Promise<void> => {
    setIsAsking(false);
    begin(chosen.length);
    setProblem(undefined);
    const made = await engine.makeInviteCards(chosen.map(({ number }) => number));
    finish(made.ok ? made.value : undefined);
    if (!made.ok) setProblem(made.error);
  };

  return (
    <AppPage title={t("title")} backHref="/roster">
      <div className="no-print">
        <Stack>
          <h1>{t("title")}</h1>
          <SelectField
            label={t("which")}
            value={choice}
            options={optionsOf(households ?? [], t)}
            onChange={(event) => setChoice(event.target.value)}
          />
          <SizeChoice size={size} onChange={setSize} />
          {again > 0 && cards.length === 0 && <Soft>{t("again", { count: again })}</Soft>}
          <UnreachableNotice />
          <Button
            kind={cards.length === 0 ? "primary" : "secondary"}
            isWide
            isLarge
            disabled={chosen.length === 0 || working > 0}
            onClick={() => guard.before(() => (again > 0 ? setIsAsking(true) : void make()))}
          >
            {t("make")}
          </Button>
          <Outcome working={working} problem={problem} count={cards.length} onPrint={print} />
        </Stack>
      </div>
      <CardSheet cards={cards} size={size} address={location.host} />
      <AgainDialog
        count={again}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onMake={() => void make()}
      />
    </AppPage>
  );
}

function Outcome({
  working,
  problem,
  count,
  onPrint,
}: {
  readonly working: number;
  readonly problem: EngineFailure | undefined;
  readonly count: number;
  readonly onPrint: () => void;
}): ReactElement {
  const t = useMessages(cardsMessages);
  const shell = useMessages(shellMessages);
  return (
    <>
      {working > 0 && <Notice title={t("working", { count: working })} />}
      {problem !== undefined && (
        <Notice
          tone="error"
          title={problem.type === "offline" ? t("offline") : failureText(shell, problem)}
        />
      )}
      {count > 0 && (
        <>
          <Notice tone="caution" title={t("ready", { count })} />
          <Button kind="primary" isWide isLarge onClick={onPrint}>
            {t("print")}
          </Button>
        </>
      )}
    </>
  );
}

/** Cards that were handed out end by this: nobody may do it by a slip. */
function AgainDialog({
  count,
  isOpen,
  onClose,
  onMake,
}: {
  readonly count: number;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMake: () => void;
}): ReactElement {
  const t = useMessages(cardsMessages);
  return (
    <Dialog
      title={t("againTitle")}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="danger" onClick={onMake}>
            {t("makeAgain")}
          </Button>
        </>
      }
    >
      <p>{t("again", { count })}</p>
      <p>{t("reprint")}</p>
    </Dialog>
  );
}

function SizeChoice({
  size,
  onChange,
}: {
  readonly size: CardSize;
  readonly onChange: (size: CardSize) => void;
}): ReactElement {
  const t = useMessages(cardsMessages);
  return (
    <Choice
      legend={t("sizeTitle")}
      value={size}
      isRow
      options={[
        { value: "a6", label: t("sizeA6") },
        { value: "a4", label: t("sizeA4") },
      ]}
      onChange={onChange}
    />
  );
}

/** Which households a choice of the list means: "all", "none" (without a device), "g3" (a group), "h12" (one). */
export function chooseHouseholds(
  households: readonly HouseholdView[],
  choice: string,
): readonly HouseholdView[] {
  const number = Number(choice.slice(1));
  if (choice === "all") return households;
  if (choice === "none") return households.filter(({ devices }) => devices === 0);
  if (choice.startsWith("g")) return households.filter(({ group }) => group === number);
  return households.filter((household) => household.number === number);
}

function optionsOf(
  households: readonly HouseholdView[],
  t: ReturnType<typeof useMessages<typeof cardsMessages.ja>>,
) {
  const groups = [...new Set(households.map(({ group }) => group))].sort(
    (left, right) => left - right,
  );
  const count = (choice: string): number => chooseHouseholds(households, choice).length;
  return [
    { value: "all", label: t("all", { count: count("all") }) },
    { value: "none", label: t("withoutDevice", { count: count("none") }) },
    ...groups.map((group) => ({
      value: `g${group}`,
      label: t("oneGroup", { group, count: count(`g${group}`) }),
    })),
    ...households.map(({ number, mark, name }) => ({
      value: `h${number}`,
      label: t("one", { mark, name }),
    })),
  ];
}
