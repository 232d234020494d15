/** A page that Settings opens, and that goes back there. */
export interface SettingPage {
  /** As in the list of screens. */
  readonly id: string;
  readonly label: string;
  /** What is done there, one or two sentences. */
  readonly details: string;
}

/** In the order of the form: a page is a pop-up screen and one line here. */
export const SETTING_PAGES: readonly SettingPage[] = [
  {
    id: "content",
    label: "Content",
    details:
      "Archives with programs and images: what is here, from a stick or a server, proven, removed.",
  },
  {
    id: "reachability",
    label: "Reachability",
    details:
      "The way to plane, registries and time servers, from the cable up: where it ends, and why.",
  },
  {
    id: "network",
    label: "Network interfaces",
    details: "Ports, VLANs and bonds: what each has, what is asked, and which one is in your hand.",
  },
  {
    id: "drives",
    label: "Drives",
    details:
      "Every drive and what is on it; one of them named for an installation, by its stable name.",
  },
  {
    id: "user-data",
    label: "User-data",
    details:
      "What the image and the site ask of this host; a cidata medium, looked at and planned.",
  },
  {
    id: "certificates",
    label: "Certificates",
    details: "What a file, a USB stick or a server shows, before it is trusted; what is trusted.",
  },
  {
    id: "proxy",
    label: "Without the proxy",
    details: "Every address that does not go through the proxy, and why it is on that list.",
  },
  {
    id: "clock",
    label: "Clock by hand",
    details: "The clock and the hardware clock of this host, to be set where no time server is.",
  },
];
