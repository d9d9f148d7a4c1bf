/** 回覧: all circulars on this device, unread first. */
import type { ReactElement } from "react";
import { circularsMessages } from "../../i18n/ja/circulars.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useCirculars } from "../../screen/queries.ts";
import { NewLabel } from "../../ui/status.tsx";
import { Card, Stack } from "../../ui/surface.tsx";
import { ResidentPage } from "../safety/resident-page.tsx";

/** The list. */
export function CircularsScreen(): ReactElement {
  const t = useMessages(circularsMessages);
  const tShell = useMessages(shellMessages);
  const formats = useFormats();
  const circulars = useCirculars();
  return (
    <ResidentPage>
      <h1>{t("title")}</h1>
      {circulars?.length === 0 && <p>{t("none")}</p>}
      <Stack isClose>
        {circulars?.map(({ circular, title, publishedAtMs, isReadByMe }) => (
          <Card
            key={circular}
            href={`/circulars/${circular}`}
            title={
              <>
                {!isReadByMe && <NewLabel>{tShell("newLabel")}</NewLabel>}
                {title}
              </>
            }
            detail={t(isReadByMe ? "publishedRead" : "published", {
              date: formats.date(publishedAtMs),
            })}
          />
        ))}
      </Stack>
    </ResidentPage>
  );
}
