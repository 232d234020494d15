import { parseCertificateFile } from "../../certificates/index.ts";
import type { HostView } from "../../engine/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import { defineCheck, fail, pass, skip, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Of any cluster; distributions add their own places. */
const PLACES = ["/etc/kubernetes/pki", "/var/lib/kubelet/pki"];
const DAY_MS = 86_400_000;

export const certificates = defineCheck({
  ...ruleOf("kubernetes.certificates"),
  needs: [],
  async run(_, { host, limits, certificatePlaces }) {
    const seen = (
      await Promise.all([...PLACES, ...certificatePlaces].map((folder) => endsIn(host, folder)))
    ).flat();
    const first = seen.toSorted((one, other) => one.endMs - other.endMs)[0];
    if (first === undefined) return skip("no cluster on this host yet");
    const leftMs = first.endMs - host.clock.nowMs();
    const evidence = seen.map(({ path, endMs }) => `${path}: until ${day(endMs)}`);
    const finding = {
      expected: `${limits.minCertificateDays} days`,
      remedy: "Renew them as the distribution says, and look at the clock of this host first.",
      why: "With an expired certificate node and API refuse each other at the next restart.",
      evidence,
    };
    if (leftMs <= 0)
      return fail(`${first.path} since ${day(first.endMs)}`, {
        ...finding,
        code: "CERTIFICATE_EXPIRED",
      });
    const shown = `${formatDuration(leftMs)} left`;
    if (leftMs >= limits.minCertificateDays * DAY_MS) return pass(shown, { evidence });
    return warn(shown, { ...finding, code: "CERTIFICATE_ENDS_SOON" });
  },
});

interface End {
  readonly path: string;
  readonly endMs: number;
}

async function endsIn(host: HostView, folder: string): Promise<readonly End[]> {
  const names = (await host.files.list(folder)) ?? [];
  const found = await Promise.all(
    names
      .filter((name) => /\.(crt|pem)$/.test(name))
      .map(async (name) => {
        const path = `${folder}/${name}`;
        const bytes = await host.files.read(path);
        const views = bytes === undefined ? [] : parseCertificateFile(bytes).certificates;
        return views.map(({ validToMs }) => ({ path, endMs: validToMs }));
      }),
  );
  return found.flat();
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
