# Sourced by ./run and ./test: brings the environment up to date with uv, which is fetched by pip
# where it is not installed.

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

# environment run build dev: these files of deploy/requirements are installed, and Rollcall itself.
# What is there and as it should be is not looked at again: a start must not wait for that.
environment() {
  trap interrupted INT TERM HUP
  pinned=$(cat pyproject.toml deploy/requirements/*.txt | cksum)
  stamp=$programs/../installed
  installed=$(cat "$stamp" 2>/dev/null || :)
  lacking=false
  for each; do
    case $installed in "$pinned "*" $each "*) ;; *) lacking=true ;; esac
  done
  if $lacking || ! [ -x "$programs/python" ]; then
    [ -d "$programs" ] || echo "Getting what Rollcall depends on, once."
    install_all "$@"
  fi
  trap - INT TERM HUP
}

install_all() {
  find_uv
  unset VIRTUAL_ENV
  unset PYTHONDONTWRITEBYTECODE  # without compiled modules every process starts twice as slowly
  folder=$(dirname "$programs")
  rm -f "$stamp"
  beside "$uv" venv --quiet --allow-existing --python ">=3.11,<3.15" "$folder"
  files=
  for each; do files="$files --requirements deploy/requirements/$each.txt"; done
  install="$uv pip install --quiet --python $folder"
  beside $install --require-hashes $files
  beside $install --no-deps --no-build-isolation --editable .
  echo "$pinned :" "$@" : >"$stamp"
}
