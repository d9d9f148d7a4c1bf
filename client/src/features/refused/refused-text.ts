/** What a command was meant to do, in the words of the screen where it was given. Pure. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Command } from "../../engine/api.ts";
import type { refusedMessages } from "../../i18n/ja/refused.ts";
import type { Translate } from "../../i18n/messages.ts";

/** Says who and which, as far as this device knows it still. */
export interface Names {
  /** `mark`: what the screen called it then. */
  readonly household: (number: number, mark?: string) => string;
  readonly incident: (incident: IncidentId) => string;
}

type T = Translate<typeof refusedMessages.ja>;

/** One line for a command, with what was written in it: whoever has to say it again must not have to remember it. */
export function refusedText(t: T, command: Command, names: Names): string {
  switch (command.type) {
    case "reportSafety": {
      const { household, mark, subjects, comment } = command;
      const answers = [...new Set(subjects.map(({ status }) => t(`status.${status}`)))];
      const what =
        household === undefined
          ? t("ownReport")
          : t("recordFor", { whose: names.household(household, mark) });
      return withContent(t, what, [...answers, comment]);
    }
    case "setFollowUp": {
      const { household, assignee, isDone, note } = command;
      const what = t("followUp", { whose: names.household(household) });
      return withContent(t, what, [assignee, isDone ? t("done") : "", note]);
    }
    case "saveHouseholds": {
      const what = t("saveHouseholds", { count: command.households.length });
      return withContent(
        t,
        what,
        command.households.map(({ group, name }) => t("groupOf", { group, name })),
      );
    }
    case "publishCircular":
      return withContent(t, t("publish", { title: command.title }), [command.body]);
    case "setPersons":
      return withContent(t, t("persons"), command.persons);
    case "openIncident":
      return t("open", { incident: command.title || t("someIncident") });
    case "changeIncident":
      return t(`change.${command.change}`, { incident: names.incident(command.incident) });
    case "freezeStartList":
      return t("freeze", { incident: names.incident(command.incident) });
    case "acknowledgeReport":
      return t("acknowledge", { whose: names.household(command.household) });
    case "confirmWitness":
      return t("witness", { whose: names.household(command.household) });
    case "removeHousehold":
      return t("removeHousehold", { whose: names.household(command.number) });
    default:
      return plainText(t, command);
  }
}

type Plain = Exclude<
  Command,
  {
    readonly type:
      | "reportSafety"
      | "setFollowUp"
      | "saveHouseholds"
      | "publishCircular"
      | "setPersons"
      | "openIncident"
      | "changeIncident"
      | "freezeStartList"
      | "acknowledgeReport"
      | "confirmWitness"
      | "removeHousehold";
  }
>;

function plainText(t: T, command: Plain): string {
  switch (command.type) {
    case "decideHeld":
      return t(`held.${command.decision}`);
    case "linkIncidents":
      return t(`link.${command.link}`);
    case "withdrawCircular":
      return t("withdraw");
    case "confirmDevices":
      return t("confirmDevices", { count: command.devices.length });
    case "writeGroupMessage":
      return withContent(t, t("groupMessage"), [command.text]);
    case "eraseReports":
      return t("erase");
    case "eraseGroupMessage":
      return t("eraseGroupMessage");
    case "tidyDocuments":
      return t(command.circular === undefined ? "tidy" : "eraseCircular");
    case "eraseSummedUp":
      return t("eraseSummedUp");
    case "decideLate":
      return t(`late.${command.decision}`);
    case "noteKitPrinted":
      return t("kitPrinted");
    case "nameAssociation":
      return withContent(t, t("nameAssociation"), [command.associationName]);
    case "nameRelay":
      return withContent(t, t(command.address === "" ? "dropRelay" : "nameRelay"), [
        command.address,
      ]);
    case "ruleAlerts":
      return withContent(t, t("alerts"), [command.cityName]);
    case "withdrawConsent":
      return t("leave");
    case "markIncidentRead":
    case "markCircularRead":
      return t("read");
  }
}

function withContent(t: T, what: string, parts: readonly string[]): string {
  const content = parts.filter((part) => part !== "").join(t("comma"));
  return content === "" ? what : t("colon", { what, content });
}
