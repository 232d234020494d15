import { normalText } from "../addresses/index.ts";
import { type Fact, known } from "../engine/index.ts";
import {
  type LinkView,
  linkViews,
  type NetworkSpec,
  observeNetwork,
  planNetwork,
  type SeenNetwork,
  TRY_FOLDERS,
  wantedText,
} from "../network/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { defineSettings, type SettingRow } from "./domain.ts";
import { hasAll, settingRow } from "./row.ts";

const TITLE = "Network interfaces";

export const links = defineSettings({
  id: "links",
  title: TITLE,
  section: "network",
  wanted: ({ network }) => (network?.interfaces === undefined ? undefined : network),
  observe: observeNetwork,
  plan({ wanted, seen, facts: { isKairos, withoutProof } }) {
    const folder = isKairos ? TRY_FOLDERS.kairos : TRY_FOLDERS.usual;
    const unproved = withoutProof === undefined ? {} : { withoutProof };
    return planNetwork({ wanted, seen, isKairos, folder, ...unproved });
  },
  rows({ document, seen }) {
    const wanted = document?.spec.network;
    const views = linkViews(seen, wanted);
    if (views.is !== "known") {
      const path = "seen.network.interfaces";
      return [settingRow({ path, title: TITLE, wanted: undefined, seen: views })];
    }
    const asked = wanted?.interfaces ?? [];
    const found = views.value.filter(({ isPod, name }) => !isPod || isAsked(name, wanted));
    const missing = asked.filter(({ name }) => !views.value.some((view) => view.name === name));
    return [
      ...found.flatMap((view) => [linkRow(view, wanted), ...fieldRows(view, wanted)]),
      ...missing.map(({ name }) =>
        settingRow({
          path: pathOf(name, wanted),
          title: name,
          wanted: wantedText(name, wanted),
          seen: { is: "absent" },
          inForce: false,
        }),
      ),
      ...managementRow(document, views.value),
    ];
  },
});

/** Pure: links out of what all domains saw, for consoles. */
export function linksIn(
  seen: Readonly<Record<string, unknown>>,
  document: EdgeHost,
): Fact<readonly LinkView[]> {
  return linkViews(seen[links.id] as SeenNetwork, document.spec.network);
}

function linkRow(view: LinkView, wanted: NetworkSpec | undefined): SettingRow {
  const { name, summary, differs, ownerText } = view;
  return settingRow({
    path: pathOf(name, wanted),
    title: name,
    wanted: wantedText(name, wanted),
    seen: known(summary),
    inForce: differs === null ? undefined : !differs,
    note: ownerText,
  });
}

/** Field by field, for the form of an interface that the document lists. */
function fieldRows(view: LinkView, wanted: NetworkSpec | undefined): readonly SettingRow[] {
  const asked = wanted?.interfaces?.find(({ name }) => name === view.name);
  if (asked === undefined) return [];
  const at = pathOf(view.name, wanted);
  return (["ipv4", "ipv6"] as const)
    .flatMap((family) => familyRows(`${at}.${family}`, { view, asked: asked[family], family }))
    .concat(
      settingRow({
        path: `${at}.mtu`,
        title: `${view.name} MTU`,
        wanted: asked.mtu === undefined ? undefined : String(asked.mtu),
        seen: known(String(view.mtu)),
      }),
    );
}

interface FamilyRows {
  readonly view: LinkView;
  readonly family: "ipv4" | "ipv6";
  readonly asked:
    | { readonly addresses?: readonly string[] | undefined; readonly gateway?: string | undefined }
    | undefined;
}

function familyRows(at: string, { view, family, asked }: FamilyRows): readonly SettingRow[] {
  const isSix = family === "ipv6";
  const addresses = view.addresses
    .map(({ cidr }) => cidr)
    .filter((cidr) => cidr.includes(":") === isSix);
  const gateways = view.gateways.filter((gateway) => gateway.includes(":") === isSix);
  const wanted = asked?.addresses?.map(normalText);
  const way = asked?.gateway === undefined ? undefined : normalText(asked.gateway);
  return [
    settingRow({
      path: `${at}.addresses`,
      title: `${view.name} addresses`,
      wanted: wanted?.join(", "),
      seen: known(addresses.join(", ") || "none"),
      inForce: hasAll(wanted, known(addresses)),
    }),
    settingRow({
      path: `${at}.gateway`,
      title: `${view.name} gateway`,
      wanted: way,
      seen: known(gateways.join(", ") || "none"),
      inForce: hasAll(way === undefined ? undefined : [way], known(gateways)),
    }),
  ];
}

function isAsked(name: string, wanted: NetworkSpec | undefined): boolean {
  return wanted?.interfaces?.some((one) => one.name === name) === true;
}

/** In the merged document; what nobody asks for can only be seen. */
function pathOf(name: string, wanted: NetworkSpec | undefined): string {
  const index = wanted?.interfaces?.findIndex((one) => one.name === name) ?? -1;
  return index < 0 ? `seen.network.${name}` : `spec.network.interfaces[${index}]`;
}

/** The link people come in by: the one named, else that of the default route. */
function managementRow(
  document: EdgeHost | undefined,
  views: readonly LinkView[],
): readonly SettingRow[] {
  const wanted = document?.spec.network?.management;
  const name = views.find(({ gateways }) => gateways.length > 0)?.name;
  const seen: Fact<string> = name === undefined ? { is: "absent" } : known(name);
  const named = views.find((view) => view.name === wanted);
  return [
    settingRow({
      path: "spec.network.management",
      title: "Management interface",
      wanted,
      seen,
      inForce: named === undefined ? false : named.addresses.length > 0,
      note: "Seen is the link of the default route.",
    }),
  ];
}
