#!/bin/sh
# Makes the secrets that compose.yaml reads, each once: a file that is there is left as it is.
#   deploy/make-secrets.sh [FOLDER]    (default: secrets)
set -eu

folder=${1:-secrets}
# The folder keeps others out. The files in it must be readable: compose mounts them one by one
# with the modes they have here, and the services are not root.
mkdir -p "$folder"
chmod 700 "$folder"
umask 022

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
# once NAME: write standard input to the file, unless it is there.
once() { [ -e "$folder/$1" ] || cat >"$folder/$1"; }

random | once secret_key
random | once metrics_token
random | once db_password
random | once redis_password
printf 'postgresql://toolkit:%s@db:5432/toolkit\n' "$(cat "$folder/db_password")" | once database_url
printf 'redis://:%s@redis:6379/0\n' "$(cat "$folder/redis_password")" | once redis_url
# Redis only carries rings and counts of requests; there is nothing to keep.
printf 'requirepass %s\nsave ""\nappendonly no\nmaxmemory 200mb\nmaxmemory-policy volatile-lru\n' \
    "$(cat "$folder/redis_password")" | once redis_conf
