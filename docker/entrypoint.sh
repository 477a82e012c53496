#!/bin/sh
# Switches to the unprivileged user PUID:PGID (1000:1000), checks that /data can be written, and starts the command.
set -eu

data=/data
PUID=${PUID:-1000}
PGID=${PGID:-1000}

fail() {
  echo "recommenderr: $*" >&2
  exit 1
}

for id in "$PUID" "$PGID"; do
  case $id in
    '' | *[!0-9]*) fail "PUID and PGID must be whole numbers, such as 1000; got '$id'." ;;
  esac
done

if [ "$(id -u)" = 0 ] && [ "$PUID" != 0 ]; then
  # A folder that the container engine has just created belongs to root. One that belongs to a user is not changed.
  if [ "$(stat -c %u "$data" 2>/dev/null)" = 0 ]; then
    chown "$PUID:$PGID" "$data" 2>/dev/null || true
  fi
  as_user="setpriv --reuid=$PUID --regid=$PGID --clear-groups --inh-caps=-all --no-new-privs"
  $as_user true 2>/dev/null ||
    fail "The container may not switch to user $PUID:$PGID. Give it the capabilities SETUID and SETGID, or start it" \
      "with --user $PUID:$PGID."
  exec $as_user "$0" "$@"
fi

if probe=$(mktemp "$data/.writable-XXXXXX" 2>&1); then
  rm -f "$probe"
else
  why=${probe##*: }
  owner=$(stat -c '%u:%g' "$data" 2>/dev/null || echo 'no one, because it does not exist')
  case $why in
    'Permission denied' | 'No such file or directory')
      fail "/data cannot be written by user $(id -u):$(id -g); it belongs to $owner." \
        "On the host, run: chown -R $(id -u):$(id -g) <the folder mounted at /data>, or set PUID and PGID to its owner."
      ;;
  esac
  # A disk that has failed or is full can often still be read, so the dashboard shows what is there.
  [ -f "$data/recommendations.db" ] ||
    fail "/data cannot be written ($why). Mount a folder there that can be, with room on its disk."
  echo "recommenderr: /data cannot be written ($why). What was read before is shown; nothing new comes in." >&2
fi

# With a read-only root file system /tmp may be missing. The supervisor and joblib then write their small files to /data.
if probe=$(mktemp 2>/dev/null); then
  rm -f "$probe"
else
  TMPDIR=$data/tmp
  mkdir -p "$TMPDIR"
  export TMPDIR
fi
export HOME="${TMPDIR:-/tmp}"
# SQLite's temporary files can be large during a refresh, and /tmp is often in memory.
export SQLITE_TMPDIR="$data"
exec "$@"
