import { type HostView, known } from "../../engine/index.ts";
import { observeLinks, type SeenLink } from "../../network/index.ts";
import { isPort, PRACTICE, type PracticeNetwork } from "./practice-link.ts";

const LOOK_MS = 10_000;
const ABOUT =
  "The simulated network of this rehearsal. Write addresses of gateways and name servers of your " +
  "own site into answers: all others are silent.";

/** A machine without a port, or without the program ip, still has one to practise with. */
const SPARE: SeenLink = {
  name: "eth0",
  mac: PRACTICE.mac(1),
  kind: "ethernet",
  carrier: known(true),
  speedMbps: 1000,
  mtu: 1500,
  isUp: true,
  addresses: [],
  routes: [],
};

/** Links, their addresses and their gateways as the real machine has them. Only looks. */
export async function seedNetwork(machine: HostView): Promise<PracticeNetwork> {
  const seen = await observeLinks(machine, AbortSignal.timeout(LOOK_MS));
  const found = seen.is === "known" ? seen.value : [];
  const links = found.some(isPort) ? found.map(plugged) : [...found.filter(isOther), SPARE];
  const gateways = found.flatMap(({ routes }) =>
    routes.flatMap(({ to, via }) => (to === "default" && via !== undefined ? [via] : [])),
  );
  const answers = [...new Set([...gateways, PRACTICE.gateway, PRACTICE.nameServer])];
  return { about: ABOUT, links, answers };
}

/** Every practice port has its cable in: without one nothing could be practised. */
function plugged(link: SeenLink): SeenLink {
  return isPort(link) ? { ...link, isUp: true, carrier: known(true) } : link;
}

const isOther = ({ name }: SeenLink): boolean => name !== SPARE.name;
