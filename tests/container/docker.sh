# Sourced by the scripts here. Provides a Docker daemon and the base image, and makes them if there are none.
# shellcheck shell=bash

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$repository/build/container
base=debian:bookworm-slim
passed=0
failed=0

say() { printf '%s\n' "$*"; }

# What a check measures is printed next to its name.
measured() { printf '%s' "$*" >"$work/measured"; }

# check NAME COMMAND...
check() {
  local name=$1 output
  shift
  : >"$work/measured"
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    say "ok    $name$(sed 's/^/: /' "$work/measured")"
  else
    failed=$((failed + 1))
    say "FAIL  $name"
    say "      ${output//$'\n'/$'\n'      }"
  fi
}

total() {
  say ""
  say "$passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}

start_docker() {
  mkdir -p "$work"
  docker info >/dev/null 2>&1 && return
  say "No Docker daemon answers: starting one, kept in $work"
  export DOCKER_HOST=unix://$work/docker.sock
  dockerd --data-root "$work/docker" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" -H "$DOCKER_HOST" \
    >"$work/dockerd.log" 2>&1 </dev/null &
  daemon=$!
  for _ in {1..100}; do
    docker info >/dev/null 2>&1 && return
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 20 "$work/dockerd.log"
  return 1
}

stop_docker() {
  [[ -n ${daemon:-} ]] || return 0
  kill "$daemon"
  wait "$daemon" || true
  umount "$work"/exec/netns/* 2>/dev/null || true # otherwise build/ could not be removed
}

# If no image can be pulled, the same one is made from Debian's archive.
find_base_image() {
  docker image inspect "$base" >/dev/null 2>&1 && return
  timeout 120 docker pull -q "$base" 2>/dev/null && return
  say "$base cannot be pulled: making it with debootstrap"
  rm -rf "$work/base"
  debootstrap --variant=minbase bookworm "$work/base" >"$work/debootstrap.log" || return 1
  tar -C "$work/base" -c . | docker import - "$base"
  rm -rf "$work/base"
}
