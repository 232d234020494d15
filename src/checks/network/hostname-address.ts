import { isSameAddress, parseAddress } from "../../addresses/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { readFirst } from "../read.ts";
import { ruleOf } from "../rules.ts";

const HOSTS = "/etc/hosts";

export const hostnameAddress = defineCheck({
  ...ruleOf("network.hostname-address"),
  needs: ["nics"],
  async run({ nics }, { host }) {
    const name = await readFirst(host, ["/proc/sys/kernel/hostname", "/etc/hostname"]);
    if (name.is === "unknown") throw new Error(name.why);
    const text = await host.files.readText(HOSTS);
    if (name.is === "absent" || text === undefined) return skip(`${HOSTS} does not name this host`);
    const entries = addressesOf(name.value, text);
    // A name server is not asked: nobody should hear from this host unbidden.
    if (entries.length === 0) return skip(`${HOSTS} does not name this host`);
    const own = nics.flatMap(({ addresses }) =>
      addresses.map(({ address }) => parseAddress(address)),
    );
    const evidence = entries.map((address) => `${HOSTS}: ${address} ${name.value}`);
    const good = entries.find((text) => {
      const address = parseAddress(text);
      return address && own.some((mine) => mine && isSameAddress(mine, address));
    });
    if (good !== undefined) return pass(good, { evidence });
    return warn(entries.join(", "), {
      code: "HOSTNAME_ADDRESS_FOREIGN",
      expected: "an address of this host",
      remedy: `Give the name an address of this host in ${HOSTS}, or remove the line.`,
      why: "Parts of a node that look up their own name find loopback or another machine.",
      evidence,
    });
  },
});

function addressesOf(name: string, text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    return address !== undefined && names.includes(name) ? [address] : [];
  });
}
