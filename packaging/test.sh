#!/usr/bin/env bash
# Checks everything: style, types, tests; sets everything up when needed. Arguments go to pytest. Without any, the tests
# of everything that thinks run as on a machine that has no Qt, and those of the window after them.
#   bash packaging/test.sh [PYTEST ARGUMENTS]
set -euo pipefail
# shellcheck source=packaging/install.sh
. "$(dirname "${BASH_SOURCE[0]}")/install.sh"

studio_install
cd "$STUDIO_ROOT"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}" OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
python="$(studio_python)"
failed=""

# Runs one check, says how long it took, and goes on so that one run shows everything.
check() {
  local name="$1" from=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  "$python" -m "$@" || failed="$failed, $name"
  printf -- '-- %s: %s s\n' "$name" "$((SECONDS - from))"
}

check style ruff check mmsa_studio tests packaging setup.py
check format ruff format --check mmsa_studio tests packaging setup.py
check types mypy
if [ "$#" -gt 0 ]; then
  check tests pytest -n 2 --dist loadfile "$@"
else
  check "tests without Qt" pytest -n 2 --dist loadfile -p no:pytest-qt -p tests.without_qt \
    --ignore tests/app --ignore tests/ui
  check "tests of the window" pytest -n 2 --dist loadfile tests/app tests/ui
fi

if [ -n "$failed" ]; then
  printf '\nFailed:%s\n' "${failed#,}"
  exit 1
fi
printf '\nAll is well.\n'
