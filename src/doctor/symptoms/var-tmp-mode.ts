import { modeEnsure, unitEnsure } from "../../steps/index.ts";
import { cannotSay, clear, defineSymptom, found } from "../symptom.ts";

const FOLDER = "/var/tmp";
const RESOLVER = "systemd-resolved.service";
/** For everybody to write, and only the owner removes. */
const WANTED = 0o1777;

export const varTmpMode = defineSymptom({
  id: "dns.var-tmp-mode",
  code: "VAR_TMP_MODE",
  row: "D11",
  title: "Names are not found, and systemd-resolved does not start",
  cause:
    "/var/tmp is not writable for everybody, and systemd-resolved needs it for its private folder.",
  source: "Palette Edge, troubleshooting",
  async probe({ host, unit }) {
    const link = await host.files.readLink(FOLDER);
    if (link !== undefined) return cannotSay(`${FOLDER} is a link to ${link}`);
    const stat = await host.files.stat(FOLDER);
    const seen =
      stat === undefined ? `${FOLDER} is missing` : `${FOLDER}: mode ${stat.mode.toString(8)}`;
    if (stat?.mode === WANTED) return clear(seen);
    const resolver = await unit(RESOLVER);
    if (resolver.is === "absent")
      return found(["possible", "degraded"], [seen, `${RESOLVER} is not installed`]);
    if (resolver.is === "unknown")
      return found(["possible", "degraded"], [seen, `${RESOLVER}: ${resolver.why}`]);
    const { active, sub } = resolver.value;
    const evidence = [seen, `${RESOLVER}: ${active} (${sub})`];
    if (active === "active") return found(["likely", "cosmetic"], evidence);
    return found(["certain", "node-down"], evidence, { subjects: [RESOLVER] });
  },
  fix: [
    "Give the folder its usual mode back: chmod a+rwxt /var/tmp.",
    "Start the resolver, now and at every boot: systemctl enable --now systemd-resolved.",
  ],
  mend: ({ subjects = [] }) => [
    modeEnsure({ id: "var-tmp", path: FOLDER, mode: WANTED }),
    ...subjects.map((unit) =>
      unitEnsure({
        id: "resolver",
        unit,
        want: "started",
        enable: "persistent",
        impact: "restart",
      }),
    ),
  ],
});
