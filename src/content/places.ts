/** Below it each content that was imported has a folder of its own. */
export const CONTENT = "/opt/bringup/content";
/** In each of them: which archive it came from. */
export const MARKER = "bringup-content.json";
/** Archives on their way here from a server; gone when they are imported. */
export const DOWNLOADS = "/opt/bringup/downloads";
/** What an image says about whose content it takes; palette-edge.md 2.6. */
export const SIGNING = "/oem/.edge_custom_config.yaml";
/** Left for the rest of the host. */
export const KEPT_FREE_BYTES = 1024 ** 3;
/** What helps where the folder of a content is taken. */
export const OTHER_NAME = "Import it under another name: the field Name, or --name.";
