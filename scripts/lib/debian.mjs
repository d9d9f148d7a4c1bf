/** Installs Debian's packages where that is possible without asking anybody. */
import { run, succeeds } from "./run.mjs";
import { say } from "./say.mjs";

/**
 * Installs packages with apt-get, as root or by a sudo that asks for no password.
 *
 * Errors: none; whoever needs the packages looks whether they are there now, and says what to do if not.
 */
export async function installFromDebian(japanese, packages) {
  if (!succeeds("apt-get", ["--version"])) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !succeeds("sudo", ["-n", "true"])) return;
  say(`${japanese}を入れています`, `installing ${packages.join(" and ")}`);
  const asRoot = (args) =>
    isRoot
      ? run("apt-get", args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } })
      : run("sudo", ["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args]);
  await asRoot(["update", "-q"]);
  const exitCode = await asRoot(["install", "-y", "-q", "--no-install-recommends", ...packages]);
  if (exitCode !== 0) say("入れられませんでした", `apt-get failed (exit code ${exitCode})`);
}
