# Who logged in to take control of the host from its own console gets that console, then the shell.
if [ "${BRINGUP_STATION-}" = login ] && [ -t 0 ]; then
  if [ "$(id -u)" -eq 0 ]; then
    bringup
  else
    sudo --preserve-env=BRINGUP_STATION bringup
  fi
  # Nobody had touched it for a while: logged out, for others to look again.
  [ "$?" -eq 76 ] && exit
  unset BRINGUP_STATION
fi
