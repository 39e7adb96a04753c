#!/usr/bin/env bash
# Opens a film, a project, or without arguments the demonstration reel; sets everything up when needed.
#   bash packaging/run.sh [FILM | PROJECT]
set -euo pipefail
# shellcheck source=packaging/install.sh
. "$(dirname "${BASH_SOURCE[0]}")/install.sh"

studio_install
if [ $# -eq 0 ]; then
  set -- demo
fi
exec "$(studio_python)" -m mmsa_studio "$@"
