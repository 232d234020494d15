import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Profile } from "../src/terminal/index.ts";
import { atLeastNeeded } from "./layout.ts";

/** What screens may know of the device, and what they may ask of it. */
export interface Device {
  profile(): Profile;
  onResize(listener: () => void): () => void;
  repaint(): void;
  /** Draws in another way; says which, in words. */
  nextDisplay(): string;
  /** The screen is light, or dark again: a QR code in reverse video is drawn the other way round. */
  turnQr(): void;
  /** Half blocks for a console that has none, until the function returned is called. */
  borrowHalfBlocks(): () => void;
}

const DeviceContext = createContext<Device | null>(null);
const ProfileContext = createContext<Profile | null>(null);

export function DeviceProvider({
  device,
  children,
}: {
  readonly device: Device;
  readonly children: ReactNode;
}) {
  const [profile, setProfile] = useState(device.profile);
  useEffect(() => {
    const learn = () => setProfile(device.profile());
    const forget = device.onResize(learn);
    // The device may have answered since the first frame was made.
    learn();
    return forget;
  }, [device]);
  return (
    <DeviceContext value={device}>
      <ProfileContext value={profile}>{children}</ProfileContext>
    </DeviceContext>
  );
}

/** Inside, the device seems large enough for the whole console, whatever its size is just now. */
export function AtLeastNeeded({ children }: { readonly children: ReactNode }) {
  const profile = useProfile();
  return <ProfileContext value={atLeastNeeded(profile)}>{children}</ProfileContext>;
}

export function useDevice(): Device {
  const device = useContext(DeviceContext);
  if (device === null) throw new Error("useDevice outside of DeviceProvider");
  return device;
}

export function useProfile(): Profile {
  const profile = useContext(ProfileContext);
  if (profile === null) throw new Error("useProfile outside of DeviceProvider");
  return profile;
}
