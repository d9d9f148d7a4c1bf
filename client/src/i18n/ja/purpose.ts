/** What names are used for: agreed to when joining, and to be read again at any time. Changed only with a new PURPOSE_VERSION. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunks of its screens. */
export const purposeMessages = defineMessages(
  "purpose",
  {
    purpose: "名前の使いみち",
    only: "回覧と安否確認のためだけに使います。",
    details:
      "あなたが知らせたことと家族の名前は、あなたの家のほかには、役員と、あなたの班の班長だけが見ます。",
    shelter:
      "避難所の受付の端末には、世帯の代表者の名前・かなと、班と番号が入ります。受付の人が、あなたの家をさがして記録するためです。",
    messages:
      "「班のひとこと」に書くと、そこに入れた名前が、班の人・班長・役員に見えます。書かなければ、見えません。",
    leaving:
      "やめると、あなたが入れた名前は役員の画面から消えます。名簿とこれまでの報告は、役員に言えば消せます。",

    agreedBy: "「{{action}}」を押すと、この使いみちに同意したことになります。",

    changed: "名前の使いみちを、くわしく書きなおしました",
    changedWhy: "避難所の受付と、班のひとことのことを、書きくわえました。",
    changedNo: "こまることがあるときは、役員に言ってください。",
    seen: "わかりました",
  },
  () => import("../en/purpose.ts").then(({ en }) => en),
);
