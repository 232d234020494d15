import type { HostDevice } from "./model.ts";

/** Where this host stands with Palette. The pair `ready` and `healthy` is its best public word for done. */
export type Standing =
  /** Asked for, but nobody entered this ID yet; an entry without a state counts as one never seen. */
  | { readonly is: "unpaired" }
  | {
      readonly is: "registered";
      /** As Palette calls the entry from now on. */
      readonly hostUid: string;
      /** Name of the project, or its id where it says only that. */
      readonly project: string;
    };

export function standingOf(device: HostDevice, hostId: string): Standing {
  const { metadata, spec, status } = device;
  const state = status?.state ?? "";
  if (state !== "ready" && state !== "in-use") return { is: "unpaired" };
  const { name, uid } = spec?.host?.project ?? {};
  return { is: "registered", hostUid: metadata?.uid || hostId, project: name ?? uid ?? "" };
}

/** `?appliance-id=` is the one parameter the published web app of 2022 reads. */
export function claimAddress(registrationUrl: string, hostId: string): string {
  const url = new URL(registrationUrl);
  url.searchParams.set("appliance-id", hostId);
  return url.href;
}
