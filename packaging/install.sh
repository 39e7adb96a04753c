#!/usr/bin/env bash
# Sets the program up: system libraries, an own virtual environment, pinned packages.
# Sourced by run.sh and test.sh; quick when nothing is missing. MMSA_VENV and MMSA_PYTHON override the choices.

STUDIO_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
STUDIO_VENV="${MMSA_VENV:-$STUDIO_ROOT/.venv}"
STUDIO_CPU_INDEX="https://download.pytorch.org/whl/cpu"

# Every library that the wheels of Qt, OpenCV and MediaPipe expect from the system, and the Debian/Ubuntu package with it.
STUDIO_LIBRARIES="
libEGL.so.1:libegl1
libGL.so.1:libgl1
libX11-xcb.so.1:libx11-xcb1
libXext.so.6:libxext6
libXrandr.so.2:libxrandr2
libdbus-1.so.3:libdbus-1-3
libdrm.so.2:libdrm2
libfontconfig.so.1:libfontconfig1
libfreetype.so.6:libfreetype6
libglib-2.0.so.0:libglib2.0-0
libgssapi_krb5.so.2:libgssapi-krb5-2
libpulse.so.0:libpulse0
libwayland-client.so.0:libwayland-client0
libwayland-cursor.so.0:libwayland-cursor0
libxcb-cursor.so.0:libxcb-cursor0
libxcb-icccm.so.4:libxcb-icccm4
libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-randr.so.0:libxcb-randr0
libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0
libxcb-shm.so.0:libxcb-shm0
libxcb-sync.so.1:libxcb-sync1
libxcb-util.so.1:libxcb-util1
libxcb-xfixes.so.0:libxcb-xfixes0
libxcb-xkb.so.1:libxcb-xkb1
libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxkbcommon.so.0:libxkbcommon0
"

studio_say() { printf 'MMSA Studio: %s\n' "$*" >&2; }

# Prints the interpreter of the virtual environment (Windows keeps it elsewhere).
studio_python() {
  if [ -x "$STUDIO_VENV/Scripts/python.exe" ]; then
    printf '%s\n' "$STUDIO_VENV/Scripts/python.exe"
  else
    printf '%s\n' "$STUDIO_VENV/bin/python"
  fi
}

# Makes everything ready; returns at once when the last set-up was of the same files.
studio_install() {
  local stamp="$STUDIO_VENV/.mmsa-installed" wanted
  wanted="$STUDIO_ROOT $(cat "$STUDIO_ROOT/pyproject.toml" "$STUDIO_ROOT/packaging/constraints.txt" \
    "$STUDIO_ROOT/packaging/install.sh" | cksum)"
  if [ -x "$(studio_python)" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return 0
  fi
  studio_system_libraries
  studio_environment
  studio_packages
  printf '%s\n' "$wanted" >"$stamp"
  studio_say "ready in $STUDIO_VENV"
}

studio_system_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  local missing
  missing="$(studio_missing_packages)"
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # a list of packages
  studio_apt $missing || studio_say "some windows or sound may not work until these are installed: $missing"
}

# Prints the packages that are not there, in one line.
studio_missing_packages() {
  local known entry missing=""
  known="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null)"
  for entry in $STUDIO_LIBRARIES; do
    case "$known" in
      *"${entry%%:*} "*) ;;
      *) missing="$missing ${entry#*:}" ;;
    esac
  done
  if [ -z "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
    \( -name '*.ttf' -o -name '*.otf' -o -name '*.ttc' \) -print 2>/dev/null | head -n 1)" ]; then
    missing="$missing fonts-dejavu-core"
  fi
  printf '%s' "${missing# }"
}

# Installs packages as root or through sudo; otherwise prints the exact command and fails.
studio_apt() {
  local sudo=""
  if ! command -v apt-get >/dev/null; then
    studio_say "please install, under your system's names for them: $*"
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      sudo="sudo"
    else
      studio_say "please run: sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
      return 1
    fi
  fi
  studio_say "installing system packages: $*"
  $sudo apt-get update -qq >&2 &&
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

studio_environment() {
  local python
  [ -x "$(studio_python)" ] && return 0
  if ! python="$(studio_find_python)"; then
    studio_apt python3 python3-venv || true
    if ! python="$(studio_find_python)"; then
      studio_say "Python 3.11 or 3.12 with its venv module is needed and was not found."
      studio_say "Install one (Debian 12, Ubuntu 24.04: sudo apt-get install -y python3 python3-venv;" \
        "elsewhere: https://www.python.org or 'uv python install 3.12') or set MMSA_PYTHON to one."
      return 1
    fi
  fi
  studio_say "making a virtual environment with $python"
  "$python" -m venv "$STUDIO_VENV"
}

studio_find_python() {
  local candidate
  for candidate in "${MMSA_PYTHON:-}" python3.12 python3.11 python3 python; do
    if [ -n "$candidate" ] && "$candidate" -c \
      'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

studio_packages() {
  studio_say "installing pinned packages (the first time takes some minutes)"
  studio_torch
  studio_pip -e "${STUDIO_ROOT}[dev]"
}

# On Linux without an NVIDIA card the CPU build saves gigabytes: from where pip looks already, else from PyTorch's index.
studio_torch() {
  local version
  version="$(sed -n 's/^torch==//p' "$STUDIO_ROOT/packaging/constraints.txt")"
  if [ "$(uname -s)" = Linux ] && ! command -v nvidia-smi >/dev/null; then
    studio_pip "torch==$version+cpu" 2>/dev/null ||
      studio_pip --extra-index-url "$STUDIO_CPU_INDEX" "torch==$version+cpu" && return 0
  fi
  studio_pip "torch==$version"
}

studio_pip() {
  "$(studio_python)" -m pip install -qq --disable-pip-version-check \
    --constraint "$STUDIO_ROOT/packaging/constraints.txt" "$@" >&2
}
