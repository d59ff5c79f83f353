#!/bin/sh
# Backs up for ever: every BACKUP_EVERY seconds into BACKUP_FOLDER, keeping the newest BACKUP_KEEP.
# A backup that failed deletes nothing. The newest file's age tells whether this works.
set -eu

folder=${BACKUP_FOLDER:-/backups}

# A shell that waits for `sleep` would not hear that it is to stop.
trap 'exit 0' TERM INT

while :; do
    if toolkit backup "$folder/toolkit-$(date -u +%Y%m%dT%H%M%SZ).tar.gz"; then
        # The names sort by time.
        find "$folder" -maxdepth 1 -name 'toolkit-*.tar.gz' | sort -r |
            tail -n "+$((${BACKUP_KEEP:-96} + 1))" |
            while read -r old; do rm -f -- "$old"; done
    fi
    sleep "${BACKUP_EVERY:-900}" &
    wait "$!"
done
