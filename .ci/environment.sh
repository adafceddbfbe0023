# Sourced by ./run and ./test: brings the locked environment up to date with uv, which is
# fetched by pip where it is not installed. Options are those of `uv sync`.

programs=${UV_PROJECT_ENVIRONMENT:-.venv}/bin
child=

interrupted() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || :
  exit 0
}

# A program that ends with this script, also while the script waits for it.
beside() {
  "$@" &
  child=$!
  wait "$child"
  child=
}

find_uv() {
  if uv --version >/dev/null 2>&1; then
    uv=uv
    return
  fi
  uv=.tools/bin/uv
  if ! "$uv" --version >/dev/null 2>&1; then
    if ! python3 -m pip --version >/dev/null 2>&1; then
      echo "Either uv, or Python 3 with pip, must be installed." >&2
      exit 1
    fi
    beside python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade \
      --target .tools "uv>=0.13"
  fi
}

environment() {
  trap interrupted INT TERM HUP
  [ -d "$programs" ] || echo "Getting what Rollcall depends on, once."
  find_uv
  unset VIRTUAL_ENV
  unset PYTHONDONTWRITEBYTECODE  # without compiled modules every process starts twice as slowly
  beside "$uv" sync --quiet --locked --inexact "$@"
  trap - INT TERM HUP
}
