// Dated data: known failures of RKE2 by their traces in the journal.
import type { ServerSignature } from "../shared/server-kind.ts";
import { SERVER_SIGNATURES } from "../shared/server-signatures.ts";

/** distributions.md 8.2, rows of RKE2 alone; read in November 2026 against 1.26 to 1.35. */
const OWN: readonly ServerSignature[] = [
  {
    code: "CIS_USER_MISSING",
    contains: "user: unknown user etcd",
    cause: "the CIS profile wants a user etcd, and this host has none",
    remedy: "Resume: the user is made again before the start.",
  },
  {
    code: "CIS_USER_MISSING",
    contains: "group: unknown group etcd",
    cause: "the CIS profile wants a group etcd, and this host has none",
    remedy: "Resume: the group is made again before the start.",
  },
  {
    code: "KERNEL_DEFAULTS",
    contains: "invalid kernel parameter value",
    cause: "kernel settings differ from what the CIS profile wants",
    remedy: "Resume: the settings are written again before the start.",
  },
  {
    code: "IMAGES_MISSING",
    contains: "failed to get runtime image",
    cause: "the image that RKE2 unpacks its programs from is not among the archives",
    remedy: "Bring rke2-images-core of the same version, or let the host reach its registry.",
  },
  {
    code: "IMAGES_DAMAGED",
    contains: "failed to extract runtime image",
    cause: "an archive of images is damaged, or the file system is full",
    remedy: "Look at the free space, then place the archives again and resume.",
  },
  {
    code: "CONFIG_REFUSED",
    contains: "invalid value provided for --cni flag",
    cause: "this version does not bring the network that is asked for",
    remedy: "Choose another cni, or a version that has it.",
  },
  {
    code: "CONFIG_REFUSED",
    contains: "invalid value provided for --profile flag",
    cause: "this version has no profile of that name",
    remedy: "Take hardening out, or use a version that has the profile cis.",
  },
];

export const SIGNATURES: readonly ServerSignature[] = [...OWN, ...SERVER_SIGNATURES];
