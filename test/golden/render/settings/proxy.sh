# Written by bringup; changes here are overwritten.
if [ -r /etc/default/bringup-proxy ]; then
  set -a
  . /etc/default/bringup-proxy
  set +a
fi
